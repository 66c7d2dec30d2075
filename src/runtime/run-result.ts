import type { ComfycError } from "../errors/comfyc-error.ts";
import type { OutputKind } from "../manifest/output-kind.ts";

/** A file that a run has written. */
export interface OutputFile {
  /** Absolute. */
  readonly path: string;
  /** Name of the output in the manifest, else the node id. */
  readonly output: string;
  readonly node: string;
  readonly kind: OutputKind;
  /** Place among the files of this output, from 1. */
  readonly index: number;
  readonly bytes: number;
  readonly sha256: string;
  /** A preview of the server's temp folder, not a saved result. */
  readonly temporary: boolean;
}

export interface RunTimings {
  /** ISO 8601, UTC. */
  readonly submittedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string;
  /** From the call of `run` to the settled result. */
  readonly totalMs: number;
  /** From the start of the execution to its end; null where the server did not tell. */
  readonly executionMs: number | null;
}

/** How a run ended. */
export interface RunResult {
  readonly id: string;
  readonly state: "succeeded" | "failed" | "cancelled";
  /** Null where the run ended before a prompt was sent. */
  readonly promptId: string | null;
  readonly workflow: string;
  readonly files: readonly OutputFile[];
  /** Absolute path of the JSON file beside the files, or null. */
  readonly sidecar: string | null;
  /** Slot → value as sent: seeds resolved, files by their name on the server. Integers beyond 2^53 are bigint. */
  readonly slots: Readonly<Record<string, string | number | bigint | boolean>>;
  readonly server: { readonly url: string; readonly version: string | null; readonly simulated: boolean };
  readonly timings: RunTimings;
  /** True where the server ran no node anew. */
  readonly cached: boolean;
  /** Sentences for the user that are no errors. */
  readonly notes: readonly string[];
  /** Why it failed or who cancelled it; null after success. */
  readonly error: ComfycError | null;
}
