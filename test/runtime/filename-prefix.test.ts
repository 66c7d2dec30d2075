import { describe, expect, it } from "vitest";
import type { Prompt } from "../../src/prompt/prompt.ts";
import { rewritePrefixes } from "../../src/runtime/submit/filename-prefix.ts";

const link0 = (id: string) => [id, 0] as unknown as string;

describe("the prefix of an attempt", () => {
  const prompt: Prompt = {
    a: { class_type: "SaveImage", inputs: { filename_prefix: "x" } },
    b: { class_type: "CheckpointSave", inputs: { filename_prefix: "x" } },
    c: { class_type: "Inner", inputs: { filename_prefix: "x" } },
    d: { class_type: "VHS_VideoCombine", inputs: { filename_prefix: "x" } },
    e: { class_type: "Show", inputs: { from: link0("d"), also: link0("c") } },
    "f:g": { class_type: "SaveImage", inputs: { filename_prefix: link0("c") } },
  };
  it("goes to output nodes alone, and to no saved model", () => {
    const result = rewritePrefixes(prompt, new Set(["d"]), "p");
    const prefixes = Object.fromEntries(
      Object.entries(result).map(([id, node]) => [id, node.inputs["filename_prefix"]]),
    );
    expect(prefixes).toEqual({ a: "p/a", b: "x", c: "x", d: "p/d", e: undefined, "f:g": ["c", 0] });
  });
});
