import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/json/json-value.ts";
import { compareSchemas } from "../../src/schema/compare-schemas.ts";
import { findPackName, listPacks } from "../../src/schema/pack-lock.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { parseSchemaFile, renderSchemaFile } from "../../src/schema/schema-file.ts";
import { parseJson } from "../../src/json/parse-json.ts";

function schemaOf(entry: Record<string, unknown>) {
  return parseObjectInfo({ A: { input: {}, output: [], ...entry } } as unknown as JsonValue);
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>) {
  return compareSchemas(schemaOf(before), schemaOf(after));
}

function inputWords(before: unknown, after: unknown): readonly string[] {
  const input = (spec: unknown) => ({ input: { required: { x: spec } } });
  return changesOf(input(before), input(after)).flatMap(({ details }) => details);
}

const choice = (...choices: [string, unknown][]) => [
  "COMFY_DYNAMICCOMBO_V3",
  { options: choices.map(([key, spec]) => ({ key, inputs: { required: { y: spec } } })) },
];
const grow = (template: Record<string, unknown>) => [
  "COMFY_AUTOGROW_V3",
  { template: { input: { required: { i: ["IMAGE"] } }, prefix: "p", min: 1, ...template } },
];
const match = (allowed: string) => ["COMFY_MATCHTYPE_V3", { template: { template_id: "t", allowed_types: allowed } }];

describe("a changed input is told in words:", () => {
  test.each<[string, unknown, unknown, readonly string[]]>([
    ["a range", ["INT", { min: 0, max: 10 }], ["INT", { min: 0, max: 8, step: 2 }], ["max 10 → 8", "step none → 2"]],
    ["a default", ["INT", { default: 1 }], ["INT", {}], ["default 1 → none"]],
    ["a number that became a float", ["FLOAT", { max: 4 }], ["FLOAT", { max: 4.5 }], ["max 4 → 4.5"]],
    ["a type", ["IMAGE"], ["MASK"], ["type IMAGE → MASK"]],
    ["an option more", [["a"]], [["a", "b"]], ['option "b" added']],
    [
      "options fewer",
      ["COMBO", { options: ["a", "b", "c"] }],
      ["COMBO", { options: ["a"] }],
      ['options "b", "c" removed'],
    ],
    ["many options", [["a"]], [["a", ..."bcdefgh"]], ['options "b", "c", "d", "e", "f" and 2 more added']],
    ["a V1 combo that became a V3 one", [["a"]], ["COMBO", { options: ["a"] }], ["its form changed"]],
    [
      "a list that became one of files",
      [["a", "b"]],
      [["a.png", "b.png"]],
      ["its list is now one of files, or was one"],
    ],
    ["files", [["a.safetensors"]], [["b.safetensors"]], []],
    ["a tooltip", ["INT", { tooltip: "a" }], ["INT", { tooltip: "b" }], []],
    [
      "a choice more",
      choice(["a", ["INT"]]),
      choice(["a", ["INT"]], ["b", ["INT"]]),
      ['choice "b" added', '"b" y added'],
    ],
    [
      "an input of a choice",
      choice(["a", ["INT", { max: 1 }]]),
      choice(["a", ["INT", { max: 2 }]]),
      ['"a" y: max 1 → 2'],
    ],
    ["bounds of a group", grow({ max: 4 }), grow({ min: 2 }), ["at least 1 → 2", "at most 4 → none"]],
    ["names of a group", grow({}), grow({ names: ["a"] }), ['names none → ["a"]']],
    ["what a template allows", match("IMAGE"), match("IMAGE,MASK"), ['allowed types ["IMAGE"] → ["IMAGE","MASK"]']],
    [
      "an option that comfyc does not know",
      ["INT", { shiny: false }],
      ["INT", { shiny: true }],
      ["shiny false → true"],
    ],
  ])("%s", (_name, before, after, words) => {
    expect(inputWords(before, after)).toEqual(words);
  });

  test("required or not, outputs, and the node type itself", () => {
    const before = {
      input: { required: { x: ["INT"] } },
      output: ["IMAGE", "MASK"],
      output_name: ["a", "b"],
      output_node: false,
      display_name: "A",
    };
    const after = {
      input: { optional: { x: ["INT"] } },
      output: ["LATENT", "IMAGE"],
      output_name: ["b", "a"],
      output_is_list: [true, false],
      output_node: true,
      display_name: "B",
    };
    expect(changesOf(before, after).map(({ subject, name, details }) => [subject, name, details])).toEqual([
      ["node type", null, ['display name "A" → "B"', "output node false → true"]],
      ["input", "x", ["now optional"]],
      ["output", "a", ["index 0 → 1"]],
      ["output", "b", ["index 1 → 0", 'type "MASK" → "LATENT"', "now a list"]],
    ]);
  });
});

describe("the packs of a schema", () => {
  const info = (max: number) =>
    parseObjectInfo({
      A: { input: { required: { x: ["INT", { max }] } }, output: [], python_module: "custom_nodes.zeta" },
      B: { input: {}, output: [], python_module: "custom_nodes.alpha" },
      C: { input: {}, output: [], python_module: "comfy_extras.nodes_x" },
      D: { input: {}, output: [], python_module: "nodes" },
      E: { input: {}, output: [] },
    } as unknown as JsonValue);

  test("are those beside ComfyUI itself, with a version or a hash that changes with the types", () => {
    const packs = listPacks(info(1), (name) => (name === "alpha" ? "1.0" : undefined));
    expect(packs.map(({ name, version, nodeTypes }) => [name, version, nodeTypes])).toEqual([
      ["alpha", "1.0", 1],
      ["unknown", "unknown", 1],
      ["zeta", "unknown", 1],
    ]);
    const later = listPacks(info(2), () => undefined);
    expect(later.map(({ typesSha256 }, index) => typesSha256 === packs[index]!.typesSha256)).toEqual([
      true,
      true,
      false,
    ]);
    expect(findPackName(info(1).nodeTypes.get("D")!)).toBeUndefined();
  });

  test("stand in generated/schema.json as far as they are in use, and are read again after any merge", () => {
    const schema = { ...info(1), packs: listPacks(info(1), () => "2.0") };
    const text = renderSchemaFile(schema, ["A", "D"]);
    expect(text.match(/"packs"[^\]]*\]/)![0]).toContain('"name":"zeta"');
    expect(text).not.toContain("alpha");
    expect(parseSchemaFile(parseJson(text)).packs).toEqual(schema.packs.filter(({ name }) => name === "zeta"));
    expect(renderSchemaFile(parseSchemaFile(parseJson(text)))).toBe(text);
    // Both sides of a merge: the later line counts.
    const line = text.match(/.*"name":"zeta","version".*\n/)![0];
    const merged = text.replace(line, line + line.replace("2.0", "3.0"));
    expect(parseSchemaFile(parseJson(merged)).packs![0]!.version).toBe("3.0");
    expect(parseSchemaFile(parseJson(text.replace('"version":"2.0"', '"version":2'))).packs).toBeUndefined();
  });

  test("are left out where no server told of any, so that nothing changes in the file", () => {
    expect(renderSchemaFile(info(1))).not.toContain("packs");
  });
});
