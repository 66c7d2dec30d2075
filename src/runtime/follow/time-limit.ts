import { ComfycError } from "../../errors/comfyc-error.ts";

/** Node's timers end at once beyond this. */
const longestTimer = 2 ** 31 - 1;

/** `work`, under a signal that aborts as `cancel` does, or with `late` as its reason once `ms` are over. */
export async function withinTime<T>(
  ms: number,
  late: ComfycError,
  cancel: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late), Math.min(Math.max(ms, 0), longestTimer));
  try {
    return await work(AbortSignal.any([cancel, controller.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a run that is not through at its time limit. */
export function timeLimitError(url: string, promptId: string, timeoutMs: number): ComfycError {
  return new ComfycError(
    "execution_failed",
    `The run ${promptId} did not end within ${Math.round(timeoutMs / 1000)} s.`,
    {
      hint: "Look at the server; raise the time limit if the run is meant to take longer.",
      details: { url, promptId },
    },
  );
}
