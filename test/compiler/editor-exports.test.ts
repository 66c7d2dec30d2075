import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import { findDefault } from "../../src/compiler/lower/widget-defaults.ts";
import type { GraphNode } from "../../src/graph/graph.ts";
import type { JsonObject, JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { isLink, type Prompt, type PromptNode } from "../../src/prompt/prompt.ts";
import { renderPrompt } from "../../src/prompt/prompt-text.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { sharedFolder } from "../shared-folder.ts";
import { graph, link, node, type Written } from "./graph-builder.ts";

const schema = await loadStockSchema();
const folder = path.join(sharedFolder ?? "", "corpus", "templates-2026-01");

/** Prompts that the real editor exported, of node types that the stock schema knows. */
function readExports(): { name: string; prompt: Prompt }[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name, "api.json");
    if (!existsSync(file)) return [];
    const prompt = parseJson(readFileSync(file, "utf8")) as unknown as Prompt;
    const isKnown = Object.values(prompt).every((item) => isDeclared(item));
    return isKnown ? [{ name, prompt }] : [];
  });
}

function isDeclared({ class_type, inputs }: PromptNode): boolean {
  const nodeType = schema.nodeTypes.get(class_type);
  const names = new Set(nodeType?.inputs.map((input) => input.name));
  return nodeType !== undefined && Object.keys(inputs).every((name) => names.has(name) || name.includes("."));
}

function toNode(
  id: string,
  { class_type, inputs, _meta }: PromptNode,
  keep: (name: string, value: JsonValue) => boolean,
): GraphNode {
  const kept = Object.entries(inputs).filter(([name, value]) => keep(name, value));
  const values = kept.map(([name, value]) => [name, toWritten(value)] as const);
  return node(id, class_type, Object.fromEntries(values), { title: _meta!.title });
}

function toWritten(value: JsonValue): Written {
  if (isLink(value)) return link(value[0], value[1]);
  const list = typeof value === "object" && value !== null ? (value as JsonObject)["__value__"] : undefined;
  return (list ?? value) as Written;
}

/**
 * Each node as text: the order of the nodes depends on what of a subgraph was where. The editor adds the pack and
 * version that a node was saved with to `_meta`, which no graph knows.
 */
function texts(prompt: Prompt): Record<string, string> {
  const entries = Object.entries(prompt).map(([id, { inputs, class_type, _meta }]) => {
    return [id, renderPrompt({ [id]: { inputs, class_type, _meta: { title: _meta!.title } } })] as const;
  });
  return Object.fromEntries(entries);
}

describe.skipIf(sharedFolder === undefined)("what the editor exports", () => {
  it("comes through a graph as the same nodes, key by key", () => {
    const found = readExports();
    expect(found.length).toBeGreaterThan(100);
    for (const { name, prompt } of found) {
      const nodes = Object.entries(prompt).map(([id, item]) => toNode(id, item, () => true));
      expect(texts(compileGraph(graph(nodes), schema).prompt), name).toEqual(texts(prompt));
    }
  });

  it("is what an author gets who leaves out every value that is a default", () => {
    let left = 0;
    for (const { name, prompt } of readExports()) {
      const nodes = Object.entries(prompt).map(([id, item]) => {
        const inputs = schema.nodeTypes.get(item.class_type)!.inputs;
        return toNode(id, item, (input, value) => {
          const declared = inputs.find((candidate) => candidate.name === input);
          const isDefault =
            declared !== undefined && declared.kind !== "dynamicCombo" && findDefault(declared) === value;
          if (isDefault) left++;
          return !isDefault;
        });
      });
      expect(texts(compileGraph(graph(nodes), schema).prompt), name).toEqual(texts(prompt));
    }
    expect(left).toBeGreaterThan(1000);
  });
});
