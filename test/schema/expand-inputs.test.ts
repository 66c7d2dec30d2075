import { describe, expect, it } from "vitest";
import { autogrowNames, expandInputs } from "../../src/schema/expand-inputs.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { NodeType } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";

function v3(required: Record<string, unknown>, optional: Record<string, unknown> = {}): NodeType {
  const entry = { input: { required, optional }, output: [], output_matchtypes: null };
  return parseObjectInfo({ A: entry } as never).nodeTypes.get("A")!;
}

function expand(nodeType: NodeType, live: Record<string, unknown>): string[] {
  return expandInputs(nodeType, live).map((input) => `${input.name}${input.required ? "" : "?"}`);
}

const nested = v3({
  combo: [
    "COMFY_DYNAMICCOMBO_V3",
    {
      options: [
        { key: "one", inputs: { required: { x: ["INT"] }, optional: { y: ["INT"] } } },
        {
          key: "two",
          inputs: {
            required: {
              sub: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "deep", inputs: { required: { z: ["FLOAT"] } } }] }],
              many: [
                "COMFY_AUTOGROW_V3",
                { template: { input: { required: { i: ["IMAGE"] } }, prefix: "i", min: 1, max: 3 } },
              ],
            },
          },
        },
      ],
    },
  ],
  last: ["INT"],
});

describe("expandInputs", () => {
  it.each([
    ["nothing chosen", {}, ["last"]],
    ["an unknown key", { combo: "three" }, ["last"]],
    ["a link as the selector", { combo: ["1", 0] }, ["last"]],
    ["an option with an optional child", { combo: "one" }, ["combo", "combo.x", "combo.y?", "last"]],
    ["an option whose selector is not chosen", { combo: "two" }, ["combo", "last"]],
    [
      "options and slots within an option",
      { combo: "two", "combo.sub": "deep", "combo.many.i0": 1, "combo.many.i2": 1, "combo.many.i3": 1 },
      ["combo", "combo.sub", "combo.sub.z", "combo.many.i0", "combo.many.i2?", "last"],
    ],
    ["children of another option", { combo: "one", "combo.sub": "deep" }, ["combo", "combo.x", "combo.y?", "last"]],
  ])("expands a dynamic combo: %s", (_title, live, want) => {
    expect(expand(nested, live)).toEqual(want);
  });

  it("names the part that V3 nodes report, and what stands around an input", () => {
    const z = expandInputs(nested, { combo: "two", "combo.sub": "deep" }).find((input) => input.name === "combo.sub.z");
    expect(z).toMatchObject({ segment: "z", within: ["combo", "combo.sub"], input: { kind: "float" } });
  });

  it("expands a dynamic slot only where it is filled", () => {
    const slot = v3({}, { s: ["COMFY_DYNAMICSLOT_V3", { slotType: "IMAGE", inputs: { required: { x: ["INT"] } } }] });
    expect(expand(slot, {})).toEqual([]);
    expect(expand(slot, { s: ["1", 0] })).toEqual(["s?", "s.x"]);
  });

  it("expands an autogrow group of names", () => {
    const group = v3({
      g: ["COMFY_AUTOGROW_V3", { template: { input: { required: { v: ["VIDEO"] } }, names: ["a", "b"], min: 1 } }],
    });
    expect(expand(group, { "g.a": 1, "g.b": 1, "g.c": 1, g: 1 })).toEqual(["g.a", "g.b?"]);
  });

  it("never gives more slots than a server allows", () => {
    const input = nested.inputs[1]!;
    expect(autogrowNames({ input, prefix: "i", names: null, min: 0, max: null })).toHaveLength(100);
    expect(autogrowNames({ input, prefix: "i", names: null, min: 0, max: 1e12 })).toHaveLength(100);
  });

  it("leaves V1 nodes as they are, dots and all", async () => {
    const merge = (await loadStockSchema()).nodeTypes.get("ModelMergeSD1")!;
    const found = expandInputs(merge, {}).find((input) => input.name === "input_blocks.0.")!;
    expect(found).toMatchObject({ segment: "input_blocks.0.", required: true, within: [] });
  });

  it("does not take inherited properties for live inputs", () => {
    const odd = v3({ toString: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "k", inputs: {} }] }] });
    expect(expand(odd, {})).toEqual([]);
  });

  it("expands the core node with a dynamic combo", async () => {
    const resize = (await loadStockSchema()).nodeTypes.get("ResizeImageMaskNode")!;
    expect(expand(resize, { resize_type: "scale by multiplier" })).toEqual([
      "input",
      "resize_type",
      "resize_type.multiplier",
      "scale_method",
    ]);
  });

  it("looks at required inputs first where two have one name", () => {
    const twice = v3(
      { c: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "k", inputs: { required: { x: ["INT"] } } }] }] },
      { "c.x": ["FLOAT"] },
    );
    const found = expandInputs(twice, { c: "k" }).filter((input) => input.name === "c.x");
    expect(found).toMatchObject([{ required: true, input: { kind: "int" } }]);
  });
});
