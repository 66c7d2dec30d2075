import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import { emitWorkflowJson } from "../../src/emit/emit-workflow-json.ts";
import { stableUuid } from "../../src/emit/stable-uuid.ts";
import type { Graph, GraphNode } from "../../src/graph/graph.ts";
import type { JsonObject, JsonValue } from "../../src/json/json-value.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";
import { renderPrompt } from "../../src/prompt/prompt-text.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { catchError } from "../dsl/build-graph.ts";
import { sampleWorkflows } from "./sample-workflows.ts";

let schema: Schema;
beforeAll(async () => {
  schema = await loadStockSchema();
});

function emit(graph: Graph): JsonObject {
  return emitWorkflowJson(graph, compileGraph(graph, schema), schema);
}

/** The golden bundles were opened in the real editor, which exported the same prompts (scripts/editor). */
const golden = join(import.meta.dirname, "../golden/emit");

describe("workflow.json", () => {
  test.each(sampleWorkflows.map((definition) => [definition.name, definition] as const))(
    "of %s is, with its prompt, what the editor was shown",
    async (name, definition) => {
      const graph = definition.toGraph();
      const compiled = compileGraph(graph, schema);
      expect(compiled.issues.filter(({ severity }) => severity === "error")).toEqual([]);
      const workflow = stringifyJson(emitWorkflowJson(graph, compiled, schema), 2);
      if (process.env["UPDATE_GOLDEN"] !== undefined) {
        mkdirSync(join(golden, name), { recursive: true });
        writeFileSync(join(golden, name, "workflow.json"), workflow);
        writeFileSync(join(golden, name, "workflow_api.json"), renderPrompt(compiled.prompt));
      }
      expect(workflow).toBe(readFileSync(join(golden, name, "workflow.json"), "utf8"));
      expect(renderPrompt(compiled.prompt)).toBe(readFileSync(join(golden, name, "workflow_api.json"), "utf8"));
    },
  );

  test.each(sampleWorkflows.map((definition) => [definition.name, definition] as const))(
    "of %s keeps ids of nodes, links and groups unique over root and definitions",
    (_, definition) => {
      const bodies = bodiesOf(emit(definition.toGraph()));
      for (const ids of [bodies.nodes, bodies.groups, bodies.links]) {
        expect(ids.length).toBe(new Set(ids).size);
      }
    },
  );

  test.each(sampleWorkflows.map((definition) => [definition.name, definition] as const))(
    "of %s places no node on another, and each inside its groups",
    (_, definition) => {
      const graph = definition.toGraph();
      const file = emit(graph);
      const boxes = (file["nodes"] as JsonObject[]).map((node) => boxOf(node));
      for (const [index, box] of boxes.entries()) {
        for (const other of boxes.slice(index + 1))
          expect(overlap(box, other), `${box.id} and ${other.id}`).toBe(false);
      }
      graph.groups.forEach(({ nodes }, index) => {
        const [x, y, width, height] = (file["groups"] as JsonObject[])[index]!["bounding"] as [
          number,
          number,
          number,
          number,
        ];
        for (const box of boxes.filter(({ id }) => nodes.includes(id))) {
          expect(box.left >= x && box.top >= y && box.right <= x + width && box.bottom <= y + height, box.id).toBe(
            true,
          );
        }
      });
    },
  );

  test.each(sampleWorkflows.map((definition) => [definition.name, definition] as const))(
    "of %s has the same bytes whenever it is built",
    (_, definition) => {
      expect(stringifyJson(emit(definition.toGraph()))).toBe(stringifyJson(emit(definition.toGraph())));
    },
  );

  test("lists a seed that JavaScript cannot hold digit by digit", () => {
    const file = stringifyJson(emit(sampleWorkflows[0]!.toGraph()));
    expect(file).toContain('[18446744073709551615,"randomize",20,');
  });

  test("names the widgets that slots feed as App mode inputs, in the order of the slots", () => {
    const { extra } = emit(sampleWorkflows[0]!.toGraph()) as { extra: JsonObject };
    expect(extra["linearData"]).toEqual({
      inputs: [
        ["CLIPTextEncode", "text"],
        ["KSampler", "seed"],
        ["KSampler", "steps"],
        ["refine", "steps"],
      ],
      outputs: ["SaveImage"],
    });
  });

  test("gives a slot that feeds a subgraph as the input of its instance", () => {
    const { extra } = emit(sampleWorkflows[1]!.toGraph()) as { extra: { linearData: JsonObject } };
    expect(extra.linearData["inputs"]).toEqual([
      ["Enlarge", "scale"],
      ["LoadImage", "image"],
    ]);
  });
});

describe("emitWorkflowJson", () => {
  const node = (id: string, type: string, kind: GraphNode["kind"] = "node"): GraphNode => {
    return { id, kind, type, title: null, inputs: {}, position: null };
  };
  const empty: Graph = {
    graphVersion: 1,
    name: "made_by_hand",
    task: null,
    version: "1.0.0",
    description: null,
    position: null,
    slots: [],
    definitions: [],
    outputs: [],
    branches: [],
    nodes: [],
    groups: [],
    notes: [],
  };

  test("writes an empty canvas for an empty graph", () => {
    const file = emitWorkflowJson(empty, { prompt: {}, manifest: { slots: [] } }, schema);
    expect(file).toMatchObject({ nodes: [], links: [], groups: [], last_link_id: 0, version: 0.4 });
  });

  test("keeps links and values of a node type that the schema does not know", () => {
    const unknown: GraphNode = {
      ...node("a", "NotInSchema", "missing"),
      inputs: { image: { kind: "link", node: "b", output: null }, n: { kind: "literal", value: 3 } },
    };
    const graph: Graph = { ...empty, nodes: [node("b", "EmptyImage"), unknown] };
    const prompt = { a: { class_type: "NotInSchema", inputs: { image: ["b", 0], n: 3 } as JsonObject } };
    const file = emitWorkflowJson(graph, { prompt, manifest: { slots: [] } }, schema);
    expect((file["nodes"] as JsonObject[])[1]).toMatchObject({
      inputs: [{ name: "image", type: "*", link: 1 }],
      widgets_values: [3],
    });
    expect(file["links"]).toEqual([[1, "b", 0, "a", 0, "IMAGE"]]);
  });

  test("leaves definitions out that nothing uses", () => {
    const definition = { ...empty, name: "Unused", inputs: [], outputs: [] };
    const file = emitWorkflowJson(
      { ...empty, definitions: [definition] },
      { prompt: {}, manifest: { slots: [] } },
      schema,
    );
    expect(file["definitions"]).toBeUndefined();
  });

  test.each([
    {
      name: "an undefined subgraph",
      definitions: [],
      want: 'The subgraph "Loop" of node "loop" is not defined.',
      hint: "Subgraphs of this workflow: none.",
    },
    {
      name: "a subgraph within itself",
      definitions: [{ ...empty, name: "Loop", inputs: [], outputs: [], nodes: [node("inner", "Loop", "subgraph")] }],
      want: 'The subgraph "Loop" of node "inner" contains itself.',
      hint: "Take the call of the subgraph out of its own body.",
    },
  ])("refuses $name", ({ definitions, want, hint }) => {
    const graph: Graph = { ...empty, definitions, nodes: [node("loop", "Loop", "subgraph")] };
    const error = catchError(() => emitWorkflowJson(graph, { prompt: {}, manifest: { slots: [] } }, schema));
    expect([error.code, error.message, error.hint]).toEqual(["invalid_workflow", want, hint]);
  });

  test("makes UUIDs that are valid and hang on the name alone", () => {
    expect(stableUuid("a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(stableUuid("a")).toBe(stableUuid("a"));
    expect(stableUuid("a")).not.toBe(stableUuid("b"));
  });
});

function bodiesOf(file: JsonObject) {
  const definitions = ((file["definitions"] as JsonObject | undefined)?.["subgraphs"] ?? []) as JsonObject[];
  const idsIn = (key: string) => [file, ...definitions].flatMap((body) => (body[key] as JsonValue[]).map(idOf));
  return { nodes: idsIn("nodes"), groups: idsIn("groups"), links: idsIn("links") };
}

function idOf(value: JsonValue): JsonValue {
  return Array.isArray(value) ? value[0]! : (value as JsonObject)["id"]!;
}

/** The place of a node on the canvas, title included. */
function boxOf(node: JsonObject) {
  const [x, y] = node["pos"] as [number, number];
  const [width, height] = node["size"] as [number, number];
  return { id: String(node["id"]), left: x, top: y - 30, right: x + width, bottom: y + height };
}

type CanvasBox = ReturnType<typeof boxOf>;

function overlap(a: CanvasBox, b: CanvasBox): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
