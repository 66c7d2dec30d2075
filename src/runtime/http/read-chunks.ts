import type { Readable } from "node:stream";
import { errors } from "undici";

/** How slowly a body may come. */
export type ReadLimits =
  /** It has to be complete within that time. */
  | { readonly withinMs: number }
  /** In each such span at least so many bytes have to come. */
  | { readonly leastBytes: number; readonly everyMs: number };

/**
 * The chunks of a body. One that drips without an end is given up: the pause between two chunks alone would never tell.
 * @throws what the body throws, and undici's BodyTimeoutError.
 */
export async function* readChunks(body: Readable, limits: ReadLimits): AsyncGenerator<Buffer, void> {
  const giveUp = () => void body.destroy(new errors.BodyTimeoutError("The answer comes too slowly."));
  let bytes = 0;
  const checkSpan = (least: number) => {
    if (bytes < least) giveUp();
    bytes = 0;
  };
  const timer =
    "withinMs" in limits
      ? setTimeout(giveUp, limits.withinMs)
      : setInterval(() => checkSpan(limits.leastBytes), limits.everyMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}
