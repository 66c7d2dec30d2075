import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { JsonFloat, type JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import type { InputType } from "../../src/schema/node-type.ts";
import { parseObjectInfo, parseObjectInfoWithWarnings } from "../../src/schema/parse-object-info.ts";
import { sharedFolder } from "../shared-folder.ts";

function node(entry: Record<string, unknown>): JsonValue {
  return { A: { input: { required: {} }, output: [], ...entry } } as never;
}

function inputs(required: Record<string, unknown>, more: Record<string, unknown> = {}): readonly InputType[] {
  return parseObjectInfo(node({ input: { required, ...more } })).nodeTypes.get("A")!.inputs;
}

describe("parseObjectInfo", () => {
  it.each([
    [["INT", { min: 1 }], { kind: "int", type: "INT", options: { min: 1 } }],
    [["FLOAT"], { kind: "float", type: "FLOAT", options: {} }],
    [["STRING", { multiline: true, dynamicPrompts: true }], { kind: "string", options: { multiline: true } }],
    [["BOOLEAN", { label_on: "yes" }], { kind: "boolean", options: { labelOn: "yes" } }],
    [["MODEL", {}], { kind: "socket", type: "MODEL" }],
    [["*"], { kind: "wildcard" }],
    [["IMAGE,MASK", {}], { kind: "union", type: "IMAGE,MASK" }],
    [[["a", 1]], { kind: "combo", type: ["a", 1], options: { values: ["a", 1] } }],
    [["COMBO", { options: ["a"], multiselect: false }], { kind: "combo", type: "COMBO", options: { values: ["a"] } }],
    [["COMBO", { options: ["a"], multi_select: { chip: true } }], { options: { multiselect: true } }],
    [[["a"], { image_upload: true }], { options: { open: true, upload: "image" } }],
    [["COMBO", { remote: { route: "/x" } }], { options: { open: true, values: [], remote: { route: "/x" } } }],
    [["COMBO", { options: [] }], { options: { open: true } }],
    [[["x.safetensors", "None"]], { options: { open: true } }],
    [
      ["FLOAT", { round: false, step: "x", new_key: [1] }],
      { options: { round: false, rest: { step: "x", new_key: [1] } } },
    ],
    ["INT", { kind: "int" }],
    [["INT", ["not options"]], { kind: "int", options: {} }],
    [
      ["COMFY_MATCHTYPE_V3", { template: { template_id: "t", allowed_types: "IMAGE, MASK" } }],
      { kind: "matchType", match: { template: "t", allowed: ["IMAGE", "MASK"] } },
    ],
    [
      ["COMFY_DYNAMICSLOT_V3", { slotType: "IMAGE", inputs: { required: { x: ["INT"] } } }],
      { kind: "dynamicSlot", slot: { type: "IMAGE", inputs: [{ name: "x", kind: "int" }] } },
    ],
    [
      ["COMFY_AUTOGROW_V3", { template: { input: { required: { x: ["INT"] } }, names: ["a", "b"], min: 1 } }],
      { kind: "autogrow", autogrow: { names: ["a", "b"], prefix: null, min: 1, max: null, input: { kind: "int" } } },
    ],
    [
      [
        "COMFY_DYNAMICCOMBO_V3",
        { options: [{ key: "k", inputs: { optional: { y: ["COMBO", { options: ["q"] }] } } }] },
      ],
      { kind: "dynamicCombo", choices: [{ key: "k", inputs: [{ name: "y", required: false, kind: "combo" }] }] },
    ],
  ])("reads the input %j", (spec, want) => {
    expect(inputs({ x: spec })[0]).toMatchObject(want);
  });

  it("leaves a closed list closed", () => {
    expect(inputs({ x: [["euler", "heun"]] })[0]!.options.open).toBeUndefined();
  });

  it.each([
    ["CheckpointLoaderSimple", "ckpt_name", "checkpoints"],
    ["MyLoader", "lora_02", "loras"],
    ["CLIPVisionLoader", "clip_name", "clip_vision"],
    ["DualCLIPLoader", "clip_name2", "text_encoders"],
    ["MyUpscaleThing", "model_name", "upscale_models"],
    ["Whatever", "model_name", undefined],
    ["Whatever", "constructor", undefined],
  ])("knows that %s lists in %s the files of %s", (name, input, folder) => {
    const schema = parseObjectInfo({ [name]: { input: { required: { [input]: [["x", "y"]] } }, output: [] } });
    const { options } = schema.nodeTypes.get(name)!.inputs[0]!;
    expect([options.modelFolder, options.open]).toEqual([folder, folder === undefined ? undefined : true]);
  });

  it("keeps numbers exact", () => {
    const text = `{"A":{"input":{"required":{"seed":["INT",{"max":18446744073709551615,"default":5.0,"min":-Infinity}]}},"output":[]}}`;
    const { options } = parseObjectInfo(parseJson(text)).nodeTypes.get("A")!.inputs[0]!;
    expect(options).toEqual({ max: 18446744073709551615n, default: new JsonFloat(5, "5.0"), min: -Infinity });
  });

  it("keeps the server's order, also of names that look like integers", () => {
    const json = node({
      input: { required: { b: ["INT"], "10": ["INT"], "2": ["INT"] }, optional: { a: ["INT"], b: ["FLOAT"] } },
      input_order: { required: ["b", "10", "gone", "2"], optional: ["a", "b"] },
    });
    const names = parseObjectInfo(json)
      .nodeTypes.get("A")!
      .inputs.map((input) => [input.name, input.kind]);
    expect(names).toEqual([
      ["b", "int"],
      ["10", "int"],
      ["2", "int"],
      ["a", "int"],
    ]);
  });

  it.each([
    [{ prompt: "PROMPT", id: "UNIQUE_ID" }, ["prompt", "id"]],
    [{ prompt: ["PROMPT"] }, ["prompt"]],
    ["nonsense", []],
  ])("reads the hidden inputs %j", (hidden, want) => {
    expect(parseObjectInfo(node({ input: { hidden } })).nodeTypes.get("A")!.hidden).toEqual(want);
  });

  it("gives every output a key of its own", () => {
    const json = node({ output: ["IMAGE", "IMAGE", "MASK", "X", ["a"]], output_name: ["a", "a", "a_2", ""] });
    const outputs = parseObjectInfo(json).nodeTypes.get("A")!.outputs;
    expect(outputs.map(({ name, key }) => [name, key])).toEqual([
      ["a", "a"],
      ["a", "a_3"],
      ["a_2", "a_2"],
      ["", "output"],
      ["COMBO", "COMBO"],
    ]);
  });

  it("takes a lone text for a list of one, as Python authors forget the comma", () => {
    const { outputs } = parseObjectInfo(node({ output: "IMAGE", output_name: "picture" })).nodeTypes.get("A")!;
    expect(outputs).toEqual([{ type: "IMAGE", name: "picture", key: "picture", isList: false, matchTemplate: null }]);
  });

  it.each([
    [null, "It is not a JSON object."],
    [[], "It is not a JSON object."],
    ["<html>", "It is not a JSON object."],
    [{}, "It holds no node types."],
    [{ error: "no\u001b rights" }, "It is an error: no\\u{1b} rights."],
    [{ what: "x" }, 'Node type "what": left out, the entry is not as expected.'],
    [{ "1": { class_type: "KSampler", inputs: {} } }, "It is a prompt (API JSON)."],
    [{ last_node_id: 9, nodes: [], links: [] }, "It is the editor's workflow.json."],
    [{ manifestVersion: 1, name: "x" }, "It is the manifest of a workflow."],
    [{ schemaVersion: 1, nodeTypes: {} }, "It is a schema file of comfyc."],
  ])("refuses %j", (json, reason) => {
    expect(() => parseObjectInfo(json as JsonValue, { source: "http://x/object_info" })).toThrow(
      expect.objectContaining({
        code: "invalid_schema",
        message: `http://x/object_info is not an object_info. ${reason}`,
        hint: expect.stringContaining("GET /object_info"),
      }),
    );
  });

  it("leaves out or degrades what is malformed, says so, and keeps the rest", () => {
    const { schema, warnings } = parseObjectInfoWithWarnings({
      Good: { input: { required: { x: ["INT"] } }, output: ["INT"] },
      Bad: { input: 5, output: [] },
      "Ev\u001bil": {
        input: {
          required: {
            a: [7],
            b: ["COMFY_FUTURE_V9", {}],
            c: ["COMFY_DYNAMICCOMBO_V3", { options: [{}] }],
            d: ["COMFY_AUTOGROW_V3", { template: {} }],
            e: ["COMFY_MATCHTYPE_V3", {}],
            f: ["COMFY_DYNAMICSLOT_V3", {}],
          },
          optional: [],
        },
        output: [5],
      },
    } as never);
    expect([...schema.nodeTypes.keys()]).toEqual(["Good", "Ev\u001bil"]);
    const evil = schema.nodeTypes.get("Ev\u001bil")!;
    expect(new Set(evil.inputs.map((input) => input.kind))).toEqual(new Set(["wildcard"]));
    expect(evil.outputs[0]!.type).toBe("*");
    expect(warnings.map((warning) => [warning.nodeType, warning.input])).toEqual([
      ["Bad", null],
      ...["a", "b", "c", "d", "e", "f", null, null].map((input) => ["Ev\u001bil", input]),
    ]);
    expect(warnings.map((warning) => warning.message).join()).not.toContain("\u001b");
  });

  it("takes hostile names as names", () => {
    const json = parseJson(
      `{"__proto__":{"input":{"required":{"__proto__":["INT"],"constructor":["INT"]}},"output":[]}}`,
    );
    const { nodeTypes } = parseObjectInfo(json);
    expect(nodeTypes.get("__proto__")!.inputs.map((input) => input.name)).toEqual(["__proto__", "constructor"]);
  });

  it.skipIf(sharedFolder === undefined).each([
    ["schema/object_info-0.8.0-core.json", 568],
    ["schema/object_info-0.8.0-with-test-nodes.json", 620],
    ["verdicts/object_info.json", 620],
  ])("reads all of %s without a warning", (file, count) => {
    const json = parseJson(readFileSync(`${sharedFolder}/${file}`, "utf8"));
    const { schema, warnings } = parseObjectInfoWithWarnings(json, {
      serverVersion: "0.8.0",
      listsAreAuthoritative: true,
    });
    expect(warnings).toEqual([]);
    expect(schema).toMatchObject({ serverVersion: "0.8.0", listsAreAuthoritative: true });
    expect(schema.nodeTypes.size).toBe(count);
    const nodeTypes = [...schema.nodeTypes.values()];
    expect(nodeTypes.filter((nodeType) => nodeType.isV3).length).toBe(435);
    expect(nodeTypes.filter((nodeType) => nodeType.apiNode).length).toBe(109);
    const empty = nodeTypes
      .flatMap((nodeType) => nodeType.inputs)
      .filter((input) => input.options.values?.length === 0);
    expect(empty.every((input) => input.options.open)).toBe(true);
  });
});
