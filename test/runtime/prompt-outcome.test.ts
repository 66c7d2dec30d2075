import { describe, expect, it } from "vitest";
import { readOutcome } from "../../src/runtime/follow/prompt-outcome.ts";

describe("the outcome of a prompt", () => {
  it.each([
    { entry: { outputs: { "1": {} }, status: null }, want: { kind: "succeeded", outputs: { "1": {} }, targets: null } },
    { entry: { status: { status_str: "error" } }, want: { kind: "failed" } },
    { entry: { status: { messages: [["execution_interrupted", null], [5], "x"] } }, want: { kind: "cancelled" } },
    {
      entry: { prompt: [0, "p", {}, {}, ["9"]], status: { status_str: "success", messages: [] } },
      want: { kind: "succeeded", targets: ["9"] },
    },
  ])("on $entry is $want.kind", ({ entry, want }) => {
    expect(readOutcome(entry as never)).toMatchObject(want);
  });
});
