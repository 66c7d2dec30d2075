import type { SourcePosition } from "./source-position.ts";

/**
 * One finding of a check: plain data, never thrown.
 * `code` is ComfyUI's own error type where it has one, so that a fault found here and the same fault in a server's
 * `node_errors` read alike.
 */
export interface Issue {
  readonly code: string;
  /** `server`: ComfyUI itself would report this. `comfyc`: only comfyc checks it. */
  readonly origin: "server" | "comfyc";
  readonly severity: "error" | "warning";
  /** One or two full sentences: what is wrong, what was expected. */
  readonly message: string;
  /** Node id in the prompt; null for an issue of the whole prompt or workflow. */
  readonly node: string | null;
  readonly input: string | null;
  readonly classType?: string;
  /** What to do about it, one sentence. */
  readonly hint?: string;
  /** Where the author wrote it. */
  readonly position?: SourcePosition;
  /** The subgraph call around `position`, outermost last. */
  readonly calledFrom?: readonly SourcePosition[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What an issue is made of: the code, the message, and what is not as `newIssue` assumes. */
export type IssueDraft = Pick<Issue, "code" | "message"> & {
  readonly [K in Exclude<keyof Issue, "code" | "message">]?: Issue[K] | undefined;
};

/**
 * An issue: by default an error that only comfyc finds, of the whole prompt or workflow. Keys without a value are left
 * out.
 */
export function newIssue(draft: IssueDraft): Issue {
  const { code, origin = "comfyc", severity = "error", message, node = null, input = null, ...rest } = draft;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { code, origin, severity, message, node, input, ...Object.fromEntries(given) };
}

/** One input of one node as a key; of the node as a whole where `input` is null. */
export function inputKey(node: string | null, input: string | null): string {
  return input === null ? String(node) : `${node}\0${input}`;
}
