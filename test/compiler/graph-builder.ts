import type { Graph, GraphLiteral, GraphNode, GraphValue } from "../../src/graph/graph.ts";

/** Values as a test writes them: plain literals, `link(…)` and other graph values. */
export type Written = GraphLiteral | GraphValue;

const kinds = new Set(["literal", "any", "link", "slot", "input", "record", "list"]);

export function toValue(written: Written): GraphValue {
  const isValue =
    typeof written === "object" && written !== null && "kind" in written && kinds.has(String(written.kind));
  return isValue ? (written as GraphValue) : { kind: "literal", value: written as GraphLiteral };
}

let line = 0;

/** A node of `type`; each call stands one line further down in workflow.ts. */
export function node(
  id: string,
  type: string,
  inputs: Record<string, Written> = {},
  facts: Partial<GraphNode> = {},
): GraphNode {
  const values = Object.entries(inputs).map(([name, value]) => [name, toValue(value)] as const);
  return {
    id,
    kind: "node",
    type,
    title: null,
    inputs: Object.fromEntries(values),
    position: { file: "workflow.ts", line: ++line, column: 3 },
    ...facts,
  };
}

export function link(node: string, output: string | number | null = null): GraphValue {
  return { kind: "link", node, output };
}

export function slotValue(slot: string): GraphValue {
  return { kind: "slot", slot };
}

export function list(...items: Written[]): GraphValue {
  return { kind: "list", items: items.map(toValue) };
}

export function record(entries: Record<string, Written>): GraphValue {
  return {
    kind: "record",
    entries: Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, toValue(value)])),
  };
}

export function graph(nodes: readonly GraphNode[], facts: Partial<Graph> = {}): Graph {
  return {
    graphVersion: 1,
    name: "sample",
    task: null,
    version: "1.0.0",
    description: null,
    position: { file: "workflow.ts", line: 1, column: 1 },
    slots: [],
    definitions: [],
    outputs: [],
    branches: [],
    groups: [],
    notes: [],
    nodes,
    ...facts,
  };
}
