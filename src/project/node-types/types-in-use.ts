import type { Graph, GraphNode } from "../../graph/graph.ts";

/** The node types that workflows use, in subgraph definitions too, sorted. */
export function listTypesInUse(graphs: Iterable<Graph>): string[] {
  const types = new Set<string>();
  const add = (nodes: readonly GraphNode[]) => {
    for (const node of nodes) if (node.kind !== "subgraph") types.add(node.type);
  };
  for (const graph of graphs) {
    add(graph.nodes);
    for (const definition of graph.definitions) add(definition.nodes);
  }
  return [...types].sort();
}
