import { codes, type CodeEntry } from "./codes.ts";
import { issueCodes, relayedCodes, serverCodes } from "./issue-codes.ts";

/** Codes of the Python client itself, for what happens before or around `comfyc bridge`. No command ends with them. */
const pythonCodes = {
  bridge_not_found: "The comfyc command cannot be found or started.",
  bridge_version: "The comfyc command and the Python package speak different protocols.",
  bridge_ended: "The comfyc bridge process ended while it was needed.",
  bridge_silent: "The comfyc bridge process did not answer in time.",
  bridge_error: "The comfyc bridge refused a message without a code of its own.",
  client_closed: "A client is used after it was closed.",
} as const;

export interface RegisteredCode {
  readonly code: string;
  /**
   * `comfyc`: a command, the bridge or a check of comfyc. `comfyui`: ComfyUI's own word, reported by comfyc beforehand
   * or passed on from a server. `python`: the Python client.
   */
  readonly from: "comfyc" | "comfyui" | "python";
  /** Exit status of a command that ends with it; 0 for what is only ever a warning, null where there is no command. */
  readonly exit: CodeEntry["exit"] | null;
  readonly summary: string;
}

/** Every code that a user can see, sorted. `docs/errors` has a page for each. */
export const codeRegistry: readonly RegisteredCode[] = [
  ...fromTable("comfyc", codes),
  ...fromTable("comfyc", issueCodes),
  ...fromTable("comfyui", serverCodes),
  ...fromTable("comfyui", relayedCodes),
  ...Object.entries(pythonCodes).map(([code, summary]) => ({ code, from: "python" as const, exit: null, summary })),
].sort((one, other) => (one.code < other.code ? -1 : 1));

function fromTable(from: RegisteredCode["from"], table: Readonly<Record<string, CodeEntry>>): RegisteredCode[] {
  return Object.entries(table).map(([code, { exit, summary }]) => ({ code, from, exit, summary }));
}
