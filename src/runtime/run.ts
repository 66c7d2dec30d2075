import { randomBytes } from "node:crypto";
import type { Bundle } from "./bundle.ts";
import { runBundle, type RunEnvironment } from "./run-bundle.ts";
import { RunEvents, type RunEvent } from "./run-events.ts";
import type { RunOptions } from "./run-options.ts";
import type { RunResult } from "./run-result.ts";

/** One run of a bundle: an async iterable of its events, a result that always comes, and a way to cancel it. */
export class Run implements AsyncIterable<RunEvent> {
  /** Names the run in file names; sorts by time. */
  readonly id: string = makeRunId();
  /** The result of a run that succeeded. Rejects with a ComfycError where it failed or was cancelled. */
  readonly result: Promise<RunResult>;
  /** The result whatever the end is; never rejects. */
  readonly settled: Promise<RunResult>;
  private readonly events: RunEvents;
  private readonly controller = new AbortController();

  constructor(environment: RunEnvironment, bundle: Bundle, options: RunOptions) {
    this.events = new RunEvents((event) => {
      if (event.type === "progress") callSafely(options.onProgress, event);
      callSafely(options.onEvent, event);
    });
    const stop = () => this.controller.abort();
    if (options.signal?.aborted) stop();
    options.signal?.addEventListener("abort", stop, { once: true });
    this.settled = runBundle(environment, {
      id: this.id,
      bundle,
      options,
      cancel: this.controller.signal,
      emit: (event) => this.events.emit(event),
    }).finally(() => options.signal?.removeEventListener("abort", stop));
    this.result = this.settled.then((result) => {
      if (result.error !== null) throw result.error;
      return result;
    });
    // Whoever only iterates must not be ended by an unhandled rejection.
    this.result.catch(() => {});
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    return this.events[Symbol.asyncIterator]();
  }

  /** Ends this run and no other: takes it off the server's queue or interrupts it. Resolves when the run has settled. */
  async cancel(): Promise<RunResult> {
    this.controller.abort();
    return await this.settled;
  }
}

/** What a listener throws, now or in its promise, must not touch the run. */
function callSafely<T>(listener: ((value: T) => unknown) | undefined, value: T): void {
  try {
    const returned = listener?.(value);
    if (returned instanceof Promise) returned.catch(() => {});
  } catch {
    // Dropped on purpose.
  }
}

function makeRunId(): string {
  const now = new Date().toISOString().replace(/\D/g, "");
  return `${now.slice(0, 8)}-${now.slice(8, 14)}-${randomBytes(3).toString("hex")}`;
}
