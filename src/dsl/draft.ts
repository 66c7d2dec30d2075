import type { SourcePosition } from "../errors/source-position.ts";
import type { GraphLiteral, GraphNode, GraphNote, SubgraphInput } from "../graph/graph.ts";
import type { NodeCall } from "./active-build.ts";
import type { Nodes } from "./nodes.ts";
import type { SubgraphSpec } from "./subgraph-spec.ts";

/** A node while its workflow is being built: ids are given at the end, when all explicit ones are known. */
export interface DraftNode {
  readonly kind: GraphNode["kind"];
  readonly type: string;
  readonly title: string | null;
  readonly explicitId: string | null;
  readonly inputs: Readonly<Record<string, DraftValue>>;
  readonly position: SourcePosition | null;
  readonly scope: DraftScope;
}

export interface DraftLink {
  readonly kind: "link";
  readonly node: DraftNode;
  readonly output: string | number | null;
}

/** `GraphValue`, with nodes instead of their ids. */
export type DraftValue =
  | DraftLink
  | { readonly kind: "literal"; readonly value: GraphLiteral }
  | { readonly kind: "any"; readonly value: GraphLiteral }
  | { readonly kind: "slot"; readonly slot: string }
  | { readonly kind: "input"; readonly input: string }
  | { readonly kind: "record"; readonly entries: Readonly<Record<string, DraftValue>> }
  | { readonly kind: "list"; readonly items: readonly DraftValue[] };

interface DraftGroup {
  readonly title: string;
  nodes: readonly DraftNode[];
}

/** A body that nodes are added to: the root, or one subgraph definition. */
export interface DraftScope {
  /** Name of the subgraph definition, or null for the root. */
  readonly subgraph: string | null;
  readonly nodes: DraftNode[];
  readonly groups: DraftGroup[];
  readonly notes: GraphNote[];
}

export interface DraftDefinition {
  readonly scope: DraftScope;
  readonly inputs: readonly SubgraphInput[];
  readonly outputs: readonly { readonly name: string; readonly value: DraftValue }[];
  readonly position: SourcePosition | null;
}

/** One choice of a `when` or `pick`; `results` by name, a single socket under "". */
export interface DraftChoice {
  readonly equals: boolean | string;
  readonly nodes: readonly DraftNode[];
  readonly results: ReadonlyMap<string, DraftLink | null>;
}

export interface DraftBranch {
  readonly kind: "when" | "pick";
  readonly slot: string;
  /** The choice that consumers are linked to comes first. */
  readonly choices: readonly DraftChoice[];
  readonly position: SourcePosition | null;
}

export function newScope(subgraph: string | null): DraftScope {
  return { subgraph, nodes: [], groups: [], notes: [] };
}

/** The state of a build that subgraphs and branches read and add to. */
export interface BuildState {
  readonly workflow: string;
  readonly comfy: Nodes;
  /** The body that nodes are added to now. */
  readonly scope: DraftScope;
  readonly definitions: Map<SubgraphSpec, DraftDefinition>;
  readonly branches: DraftBranch[];
  /** The subgraphs whose bodies are being built, outermost first. */
  readonly open: SubgraphSpec[];
  addNode(kind: DraftNode["kind"], type: string, call: NodeCall): object;
  inScope<T>(scope: DraftScope, body: () => T): T;
}
