import { describe, expect, it } from "vitest";
import { coreValidators } from "../../../src/compiler/validate/core-validators.ts";
import { callValidator, type ReceivedType } from "../../../src/compiler/validate/node-validator.ts";
import { canConnect, type SocketType } from "../../../src/compiler/validate/link-types.ts";
import { findServerFile } from "../../../src/compiler/validate/server-files.ts";
import { isSmartEqual, testingPackValidators } from "../../../src/compiler/validate/testing-pack-validators.ts";
import { JsonFloat, type JsonValue } from "../../../src/json/json-value.ts";
import type { NodeType } from "../../../src/schema/node-type.ts";
import { sampleSchema } from "./sample-server.ts";

const files = { input: ["a.png", "sub/b.png"], output: ["out.png"], temp: ["t.png"] };
const nodeType = sampleSchema().nodeTypes.get("TripoConversionNode") as NodeType;

function call(name: string, values: Record<string, JsonValue>, types: Record<string, SocketType> = {}): unknown {
  const validator = coreValidators.get(name) ?? testingPackValidators.get(name)!;
  const received = new Map<string, ReceivedType>(
    Object.entries(types).map(([key, type]) => [key, { type, smart: false }]),
  );
  try {
    return callValidator(validator, { nodeType, values: new Map(Object.entries(values)), received, files });
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the checks of core node types", () => {
  it.each<[string, Record<string, JsonValue>, unknown]>([
    ["LoadImage", { image: "sub/b.png" }, true],
    ["LoadImage", { image: "out.png [output]" }, true],
    ["LoadImage", { image: "nope.png" }, "Invalid image file: nope.png"],
    ["LoadAudio", { audio: "x.wav" }, "Invalid audio file: x.wav"],
    ["LoadImage", { image: null }, "'NoneType' object has no attribute 'endswith'"],
    ["LoadVideo", {}, "LoadVideo.validate_inputs() missing 1 required positional argument: 'file'"],
    ["CustomCombo", { choice: "anything" }, true],
    ["FluxProUltraImageNode", { aspect_ratio: "16:9" }, true],
    ["FluxProUltraImageNode", { aspect_ratio: "\u001c1:4\u2003" }, true],
    ["FluxProUltraImageNode", { aspect_ratio: "9:2" }, "Aspect ratio `4.5` must be ≤ 4."],
    ["FluxProUltraImageNode", { aspect_ratio: "1:5" }, "Aspect ratio `0.2` must be ≤ 0.25."],
    ["FluxProUltraImageNode", { aspect_ratio: "500:1" }, "Aspect ratio `5e+02` must be ≤ 4."],
    ["FluxProUltraImageNode", { aspect_ratio: "16x9" }, "Aspect ratio must be 'X:Y' (e.g., 16:9), got '16x9'."],
    [
      "FluxProUltraImageNode",
      { aspect_ratio: "a:9" },
      "Aspect ratio must contain integers separated by ':', got 'a:9'.",
    ],
    ["FluxProUltraImageNode", { aspect_ratio: "0:9" }, "Aspect ratio parts must be positive integers, got 0:9."],
  ])("%s with %j gives %j", (name, values, want) => expect(call(name, values)).toBe(want));

  it("want a camera that moves", () => {
    const still = Object.fromEntries(
      coreValidators.get("KlingCameraControls")!.args.map((name) => [name, new JsonFloat(0)]),
    );
    expect(call("KlingCameraControls", still)).toContain("at least one of the values must be non-zero");
    expect(call("KlingCameraControls", { ...still, pan: 0.5 })).toBe(true);
    expect(call("KlingCameraControls", { ...still, pan: "abc" })).toBe("must be real number, not str");
    expect(call("KlingCameraControls", { pan: 1 })).toContain(
      "missing 5 required positional arguments: 'horizontal_movement', ",
    );
  });

  it("take the task types of Tripo", () => {
    expect(call("TripoConversionNode", {}, { original_model_task_id: "RIG_TASK_ID" })).toBe(true);
    expect(call("TripoConversionNode", {}, { original_model_task_id: "IMAGE" })).toContain("must be MODEL_TASK_ID");
    expect(call("TripoConversionNode", {})).toBe("'original_model_task_id'");
  });
});

describe("the checks of the testing pack", () => {
  it.each<[string, Record<string, JsonValue>, unknown]>([
    ["TestCustomValidation1", { input1: 0.5, input2: null }, true],
    ["TestCustomValidation1", { input2: 5 }, "input2 takes a float, not int"],
    [
      "TestCustomValidation4",
      { input1: 0.5 },
      "TestCustomValidation4.VALIDATE_INPUTS() missing 1 required positional argument: 'input2'",
    ],
    ["TestCustomValidation5", { input2: new JsonFloat(7) }, "input2 may be any number but 7"],
    ["TestCustomValidation5", { input2: 0.5 }, true],
    ["TestCustomValidation5", {}, "'input2'"],
    ["TestAsyncValidation", { value: 5, threshold: 10 }, true],
    ["TestAsyncValidation", { value: 11, threshold: 10 }, "11 is more than threshold, which is 10"],
    ["TestAsyncValidation", { value: "a", threshold: "b" }, true],
    [
      "TestAsyncValidation",
      { value: null, threshold: 1.5 },
      "'>' not supported between instances of 'NoneType' and 'float'",
    ],
    ["TestListToAccumulationNode", {}, "'list' object has no attribute 'items'"],
  ])("%s with %j gives %j", (name, values, want) => expect(call(name, values)).toBe(want));

  it("compare types by their own rule", () => {
    expect(call("TestCustomValidation2", {}, { input1: "MASK" })).toBe("input1 takes IMAGE or FLOAT, not MASK");
    expect(call("TestCustomValidation3", {}, { original_model_task_id: "RIG_TASK_ID" })).toBe(true);
    expect(call("TestCustomValidation3", {}, { original_model_task_id: "IMAGE" })).toContain(
      "original_model_task_id takes ",
    );
    expect(isSmartEqual("A,B", "A,B,C")).toBe(true);
    expect(isSmartEqual("A,D", "A,B")).toBe(false);
    expect(isSmartEqual("*", ["x"])).toBe(true);
    expect(() => isSmartEqual("A", ["x"])).toThrow("'list' object has no attribute 'split'");
  });
});

describe("findServerFile", () => {
  it.each([
    ["a.png", "file"],
    ["a.png [input]", "file"],
    ["t.png [temp]", "file"],
    ["out.png[output]", undefined],
    ["./sub/../a.png", "file"],
    ["../output/out.png", "file"],
    ["nope/../a.png", undefined],
    ["a.png/", undefined],
    ["sub/", "folder"],
    ["", "folder"],
    ["..", "folder"],
    ["../../..", undefined],
    ["/etc/passwd", undefined],
    ["a.png\0", undefined],
    ["A.PNG", undefined],
  ])("%j is %s", (name, want) => expect(findServerFile(name, files)).toBe(want));
});

describe("canConnect", () => {
  it.each<[SocketType, SocketType, boolean]>([
    ["IMAGE", "IMAGE", true],
    ["IMAGE", "MASK", false],
    ["IMAGE", "IMAGE, MASK", true],
    ["STRING,INT", "INT", true],
    ["*", "MASK", true],
    ["IMAGE", "*", true],
    ["A,*", "B", true],
    ["COMFY_MATCHTYPE_V3", "MASK", true],
    [["a", "b"], "COMBO", true],
    [["a", "b"], ["a", "b"], true],
    [["a", "b"], ["a"], false],
    ["STRING", ["a"], false],
    ["STRING", "COMBO", false],
    [["a"], "STRING", false],
  ])("%j into %j is %s", (received, declared, want) => expect(canConnect(received, declared)).toBe(want));
});
