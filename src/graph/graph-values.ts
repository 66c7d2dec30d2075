import type { Graph, GraphBody, GraphLiteral, GraphNode, GraphValue, SubgraphDefinition } from "./graph.ts";

/** `value` and every value inside it, outermost first. */
export function* walkValues(value: GraphValue): Generator<GraphValue> {
  yield value;
  if (value.kind === "list") for (const item of value.items) yield* walkValues(item);
  if (value.kind === "record") for (const entry of Object.values(value.entries)) yield* walkValues(entry);
}

/** One link of a body: the input of `node` that holds it, and where it comes from. */
export interface GraphLink {
  readonly node: string;
  readonly input: string;
  readonly from: Extract<GraphValue, { kind: "link" }>;
}

/** Every link of a body, in the order of nodes and inputs; also those inside lists and records. */
export function listLinks(body: GraphBody): GraphLink[] {
  return body.nodes.flatMap((node) =>
    Object.entries(node.inputs).flatMap(([input, value]) =>
      [...walkValues(value)].flatMap((from) => (from.kind === "link" ? [{ node: node.id, input, from }] : [])),
    ),
  );
}

/** The node of that id in a body, or undefined. */
export function findNode(body: GraphBody, id: string): GraphNode | undefined {
  return body.nodes.find((node) => node.id === id);
}

/** The subgraph definition of that name, or undefined. */
export function findDefinition(graph: Graph, name: string): SubgraphDefinition | undefined {
  return graph.definitions.find((definition) => definition.name === name);
}

/** A list or record that holds only literals as one literal, or undefined where it holds a link, slot or `anyValue`. */
export function foldLiteral(value: GraphValue): GraphLiteral | undefined {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "list": {
      const items = value.items.map(foldLiteral);
      return items.includes(undefined) ? undefined : (items as GraphLiteral[]);
    }
    case "record": {
      const entries = Object.entries(value.entries).map(([key, entry]) => [key, foldLiteral(entry)] as const);
      return entries.some(([, entry]) => entry === undefined) ? undefined : Object.fromEntries(entries as never);
    }
    default:
      return undefined;
  }
}
