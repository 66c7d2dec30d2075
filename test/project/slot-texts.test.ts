import { describe, expect, test } from "vitest";
import { parseAssignment, setPromptInputs } from "../../src/project/runs/slot-texts.ts";

describe("values of a command line", () => {
  test("are cut at the first equals sign", () => {
    expect(parseAssignment("prompt=a=b")).toEqual({ name: "prompt", text: "a=b" });
    expect(() => parseAssignment("=x")).toThrow(/names no slot/);
  });

  test("reach the inputs of a bare prompt as JSON or as text, the prompt itself unchanged", () => {
    const prompt = { "a.b": { class_type: "X", inputs: { "c.d": 1, e: "x" } } };
    const changed = setPromptInputs(prompt, [
      parseAssignment("a.b.c.d=18446744073709551615"),
      parseAssignment("a.b.e=two words"),
    ]);
    expect(changed["a.b"]!.inputs).toEqual({ "c.d": 18446744073709551615n, e: "two words" });
    expect(prompt["a.b"].inputs["c.d"]).toBe(1);
    expect(() => setPromptInputs(prompt, [parseAssignment("zzzzzz.q=1")])).toThrow(/no input "zzzzzz.q"/);
  });
});
