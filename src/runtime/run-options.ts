import type { NameValues } from "./outputs/file-name.ts";
import type { ProgressEvent, RunEvent } from "./run-events.ts";

export interface RunOptions {
  /** Slot → value, as design fixes it: numbers, texts, decimal strings or `"random"` for seeds, absolute paths for media. */
  readonly slots?: Readonly<Record<string, unknown>>;
  /** Folder for the results; made where it is missing. @default "output" in the working folder */
  readonly outDir?: string;
  /** Path of each file below `outDir`. @default `{workflow}/{run}/{output}_{index:05}.{ext}` */
  readonly nameTemplate?: string;
  /** More placeholders for the template, such as `frame`. */
  readonly variables?: NameValues;
  /** Aborting it cancels the run. */
  readonly signal?: AbortSignal;
  /** Called at most 20 times a second; what it throws is dropped. */
  readonly onProgress?: (progress: ProgressEvent) => void;
  /** Called for every event; what it throws is dropped. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Asks the server for preview pictures while it samples. @default true */
  readonly previews?: boolean;
  /** Writes a JSON record beside the files. @default true */
  readonly sidecar?: boolean;
  /** Longest time from the submission to the end, in milliseconds. @default 6 hours */
  readonly timeoutMs?: number;
}
