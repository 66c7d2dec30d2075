import { describe, expect, it } from "vitest";
import { maxCharacters, maxOptions } from "../../src/codegen/combo-aliases.ts";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import { workflow } from "../../src/dsl/workflow.ts";
import type { Nodes } from "../../src/dsl/nodes.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { typeCheck } from "./type-check.ts";

/** Two node types that share the list `style`. */
function schemaOf(options: readonly string[]): Schema {
  const entry = (name: string) => ({
    name,
    display_name: name,
    category: "styles",
    python_module: "custom_nodes.styles",
    output_node: true,
    input: { required: { style: [[...options]] } },
    input_order: { required: ["style"] },
    output: [],
    output_name: [],
    output_is_list: [],
  });
  return parseObjectInfo({ First: entry("First"), Second: entry("Second") });
}

function listOf(length: number, optionLength = 10): string[] {
  return Array.from({ length }, (_, index) => String(index).padStart(optionLength, "s"));
}

function combosOf(schema: Schema): string {
  return generateNodeTypes(schema).get("combos.d.ts")!;
}

function definitionWith(style: string) {
  return workflow("styled", {
    build: (comfy: Nodes) => ({
      style: (comfy as unknown as { First(inputs: object): never }).First({ style }),
    }),
  });
}

describe("a combo with very many options", () => {
  it("stays one alias with every option up to the limit", () => {
    const combos = combosOf(schemaOf(listOf(maxOptions)));
    expect(combos.match(/^export type /gm)).toHaveLength(1);
    expect(combos.match(/^ {2}\| "/gm)).toHaveLength(maxOptions);
  });

  it.each([
    ["options", listOf(maxOptions + 1)],
    ["characters", listOf(1001, Math.ceil(maxCharacters / 1000))],
  ])("is a string beyond the limit of %s", (_what, options) => {
    expect(combosOf(schemaOf(options))).toMatch(/^export type Style_[0-9a-f]{6} = string;$/m);
  });

  it("is then checked by the compiler, which knows every option", async () => {
    const options = listOf(maxOptions + 1);
    const schema = schemaOf(options);
    const source = `import { workflow } from "comfyc";
export default workflow("styled", { build: (comfy) => ({ style: comfy.First({ style: "none of them" }) }) });`;
    expect(await typeCheck(generateNodeTypes(schema), { "styled.ts": source })).toEqual([]);
    expect(compileGraph(definitionWith("none of them").toGraph(), schema).issues.map(({ code }) => code)).toEqual([
      "value_not_in_list",
    ]);
    expect(compileGraph(definitionWith(options.at(-1)!).toGraph(), schema).issues).toEqual([]);
  });
});
