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
