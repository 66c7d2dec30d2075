import { describe, expect, it } from "vitest";
import { RunEvents, type RunEvent } from "../../src/runtime/run-events.ts";

describe("events", () => {
  it("wait for a slow iterator without piling up, and end an iterator that is left", async () => {
    const events = new RunEvents(() => {});
    const slow = events[Symbol.asyncIterator]();
    const left = events[Symbol.asyncIterator]();
    const first = left.next();
    events.emit({ type: "started", promptId: "p" });
    expect(await first).toEqual({ done: false, value: { type: "started", promptId: "p" } });
    await left.return!();
    expect(await left.next()).toEqual({ done: true, value: undefined });
    for (let at = 0; at < 5000; at++) events.emit({ type: "text", node: "1", text: String(at) });
    events.emit({ type: "finished", state: "succeeded", error: null });
    events.emit({ type: "started", promptId: "late" });
    const got: RunEvent[] = [];
    for await (const event of { [Symbol.asyncIterator]: () => slow }) got.push(event);
    expect(got).toHaveLength(1001);
    expect(got.at(-1)?.type).toBe("finished");
  });

  it("wake an iterator that waits when the run ends", async () => {
    const events = new RunEvents(() => {});
    const iterator = events[Symbol.asyncIterator]();
    const [one, two] = [iterator.next(), iterator.next()];
    events.emit({ type: "finished", state: "succeeded", error: null });
    expect([(await one).done, (await two).done]).toEqual([false, true]);
  });
});
