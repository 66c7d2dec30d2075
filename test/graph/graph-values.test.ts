import { expect, test } from "vitest";
import type { Graph, GraphNode, GraphValue } from "../../src/graph/graph.ts";
import { findDefinition, findNode, foldLiteral, listLinks, walkValues } from "../../src/graph/graph-values.ts";

const literal = (value: number | string): GraphValue => ({ kind: "literal", value });
const link: GraphValue = { kind: "link", node: "A", output: null };
const nested: GraphValue = {
  kind: "record",
  entries: { x: literal(1), y: { kind: "list", items: [link, literal(2)] } },
};

function node(id: string, inputs: Record<string, GraphValue>): GraphNode {
  return { id, kind: "node", type: id, title: null, inputs, position: null };
}

const graph: Graph = {
  graphVersion: 1,
  name: "g",
  task: null,
  version: "1.0.0",
  description: null,
  position: null,
  slots: [],
  nodes: [node("A", {}), node("B", { plain: link, deep: nested, text: literal("t") })],
  groups: [],
  notes: [],
  branches: [],
  outputs: [],
  definitions: [{ name: "d", inputs: [], outputs: [], position: null, nodes: [], groups: [], notes: [] }],
};

test("walkValues gives a value and all inside it, outermost first", () => {
  expect([...walkValues(nested)].map(({ kind }) => kind)).toEqual(["record", "literal", "list", "link", "literal"]);
});

test("listLinks finds links also inside records and lists", () => {
  expect(listLinks(graph)).toEqual([
    { node: "B", input: "plain", from: link },
    { node: "B", input: "deep", from: link },
  ]);
});

test("nodes and definitions are found by name", () => {
  expect(findNode(graph, "B")?.type).toBe("B");
  expect(findNode(graph, "C")).toBeUndefined();
  expect(findDefinition(graph, "d")?.name).toBe("d");
  expect(findDefinition(graph, "e")).toBeUndefined();
});

const folds: { name: string; value: GraphValue; want: unknown }[] = [
  { name: "a literal", value: literal(5), want: 5 },
  { name: "a list", value: { kind: "list", items: [literal(1), { kind: "list", items: [] }] }, want: [1, []] },
  { name: "a record", value: { kind: "record", entries: { a: literal("x") } }, want: { a: "x" } },
  { name: "a list with a link", value: { kind: "list", items: [literal(1), link] }, want: undefined },
  { name: "a record with a link deep inside", value: nested, want: undefined },
  { name: "a slot", value: { kind: "slot", slot: "s" }, want: undefined },
];
test.each(folds)("foldLiteral of $name", ({ value, want }) => {
  expect(foldLiteral(value)).toEqual(want);
});
