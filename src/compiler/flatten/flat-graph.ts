import type { NodeSource, SourcePosition } from "../../errors/source-position.ts";
import { suggest } from "../../errors/suggestion.ts";
import type { Graph, GraphBody, GraphNode, SubgraphDefinition } from "../../graph/graph.ts";
import type { IssueList, IssuePlace } from "../issue-list.ts";

/** One body (the root, or a subgraph definition as one instance sees it): where names of nodes and inputs are looked up. */
export interface Scope {
  /** Before every id of this body: empty for the root, else `instance:`. */
  readonly prefix: string;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Null for the root. */
  readonly instance: {
    readonly node: GraphNode;
    readonly definition: SubgraphDefinition;
    readonly outer: Scope;
  } | null;
  /** Positions of the subgraph calls around this body, outermost last. */
  readonly calledFrom: readonly SourcePosition[];
  /** Root node that this body stands in, or null for the root itself. */
  readonly rootNode: string | null;
}

/** One node of the prompt: every subgraph instance is taken apart. */
export interface FlatNode {
  /** Id in the prompt: `upscale:ImageScale`. */
  readonly id: string;
  readonly node: GraphNode;
  readonly scope: Scope;
}

export interface FlatGraph {
  readonly root: Scope;
  /** In the order of the calls; the interior of an instance stands in its place. */
  readonly nodes: readonly FlatNode[];
  /** Id of an instance → the body inside it. */
  readonly scopes: ReadonlyMap<string, Scope>;
}

/** The nodes of `graph` with subgraphs taken apart, however deeply they nest. */
export function flattenGraph(graph: Graph, issues: IssueList): FlatGraph {
  const definitions = new Map(graph.definitions.map((definition) => [definition.name, definition]));
  const root: Scope = { prefix: "", nodes: nodesOf(graph), instance: null, calledFrom: [], rootNode: null };
  const nodes = new Map<string, FlatNode>();
  const scopes = new Map<string, Scope>();
  const waiting = entriesOf(graph, root);
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (nodes.has(entry.id) || scopes.has(entry.id)) reportDuplicate(entry, issues);
    else if (entry.node.kind !== "subgraph") nodes.set(entry.id, entry);
    else {
      const inner = openInstance(entry, definitions, issues);
      if (inner === null) continue;
      scopes.set(entry.id, inner.scope);
      for (const interior of entriesOf(inner.definition, inner.scope)) waiting.push(interior);
    }
  }
  return { root, nodes: [...nodes.values()], scopes };
}

/** What an issue of `flat` points at. */
export function placeOf(flat: FlatNode, input: string | null = null): IssuePlace {
  return { node: flat.id, input, classType: flat.node.type, source: sourceOf(flat) };
}

export function sourceOf(flat: FlatNode): NodeSource {
  return { position: flat.node.position, calledFrom: flat.scope.calledFrom };
}

function nodesOf(body: GraphBody): Map<string, GraphNode> {
  return new Map(body.nodes.map((node) => [node.id, node]));
}

/** Last first, so that a stack gives them back in order. */
function entriesOf(body: GraphBody, scope: Scope): FlatNode[] {
  return body.nodes.map((node) => ({ id: scope.prefix + node.id, node, scope })).toReversed();
}

function openInstance(
  entry: FlatNode,
  definitions: ReadonlyMap<string, SubgraphDefinition>,
  issues: IssueList,
): { definition: SubgraphDefinition; scope: Scope } | null {
  const { node, scope: outer } = entry;
  const definition = definitions.get(node.type);
  if (definition === undefined) {
    issues.add("unknown_subgraph", placeOf(entry), {
      message: `"${entry.id}" is an instance of the subgraph "${node.type}", which the workflow does not define.`,
      hint: suggest(node.type, definitions.keys()),
    });
    return null;
  }
  if (isInside(outer, definition)) {
    issues.add("subgraph_recursion", placeOf(entry), {
      message: `The subgraph "${node.type}" contains itself, at "${entry.id}".`,
      hint: "A subgraph cannot call itself: move the shared part into another subgraph.",
    });
    return null;
  }
  const calledFrom = node.position === null ? outer.calledFrom : [node.position, ...outer.calledFrom];
  const scope: Scope = {
    prefix: `${entry.id}:`,
    nodes: nodesOf(definition),
    instance: { node, definition, outer },
    calledFrom,
    rootNode: outer.rootNode ?? node.id,
  };
  return { definition, scope };
}

function isInside(scope: Scope, definition: SubgraphDefinition): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.instance?.outer) {
    if (at.instance?.definition === definition) return true;
  }
  return false;
}

function reportDuplicate(entry: FlatNode, issues: IssueList): void {
  issues.add("duplicate_node_id", placeOf(entry), {
    message: `Two nodes have the id "${entry.id}".`,
    hint: "Give one of them another { id }.",
  });
}
