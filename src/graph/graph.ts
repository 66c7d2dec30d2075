import type { SourcePosition } from "../errors/source-position.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";

/**
 * The data structure in the middle of comfyc: what a reader (the authoring functions, an importer) makes and what the
 * compiler and the writers take. Frozen plain data; ids are already final within a body.
 */
export interface Graph extends GraphBody {
  readonly graphVersion: 1;
  readonly name: string;
  /** `image_generation`, `video_generation`, `upscale`, `controlnet`, or an author's own word. */
  readonly task: string | null;
  readonly version: string;
  readonly description: string | null;
  /** Where `workflow(…)` was called. */
  readonly position: SourcePosition | null;
  readonly slots: readonly SlotDeclaration[];
  readonly definitions: readonly SubgraphDefinition[];
  readonly outputs: readonly GraphOutput[];
  readonly branches: readonly Branch[];
}

/** What the root and every subgraph definition hold. Nodes stand in the order of their calls. */
export interface GraphBody {
  readonly nodes: readonly GraphNode[];
  readonly groups: readonly GraphGroup[];
  readonly notes: readonly GraphNote[];
}

export interface GraphNode {
  /** Unique over the root and all definitions. */
  readonly id: string;
  /** `raw`: written through `$raw` · `missing`: through `$missing` · `subgraph`: an instance, `type` names its definition. */
  readonly kind: "node" | "raw" | "missing" | "subgraph";
  /** The class type as the server names it, or the name of a subgraph definition. */
  readonly type: string;
  readonly title: string | null;
  readonly inputs: Readonly<Record<string, GraphValue>>;
  readonly position: SourcePosition | null;
}

/** What an author gave to an input. Arrays and objects come as `list` and `record`, also where they hold no link. */
export type GraphValue =
  | { readonly kind: "literal"; readonly value: GraphLiteral }
  /** `anyValue(…)`: a combo value that the list need not hold. */
  | { readonly kind: "any"; readonly value: GraphLiteral }
  /** `output`: the name an author used, an index, or null for the only (or first) output. */
  | { readonly kind: "link"; readonly node: string; readonly output: string | number | null }
  | { readonly kind: "slot"; readonly slot: string }
  /** Inside a subgraph definition: one of its own inputs. */
  | { readonly kind: "input"; readonly input: string }
  | { readonly kind: "record"; readonly entries: Readonly<Record<string, GraphValue>> }
  | { readonly kind: "list"; readonly items: readonly GraphValue[] };

export type GraphLiteral =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly GraphLiteral[]
  | { readonly [key: string]: GraphLiteral };

export interface SubgraphDefinition extends GraphBody {
  readonly name: string;
  readonly inputs: readonly SubgraphInput[];
  readonly outputs: readonly SubgraphOutput[];
  readonly position: SourcePosition | null;
}

export interface SubgraphInput {
  readonly name: string;
  /** Socket type such as `IMAGE`. */
  readonly type: string;
  /** Set where the input was declared with `slot.…`: its value kind, range and default. */
  readonly slot: SlotDeclaration | null;
}

export interface SubgraphOutput {
  readonly name: string;
  readonly value: GraphValue;
}

/** A named result of the workflow: what `build` returned under that key. */
export interface GraphOutput {
  readonly name: string;
  readonly node: string;
}

export interface GraphGroup {
  readonly title: string;
  readonly nodes: readonly string[];
}

export interface GraphNote {
  readonly text: string;
  readonly position: SourcePosition | null;
}

/**
 * One `when` or `pick`: which nodes each choice brings and what its result is. All nodes stand in the graph.
 * Consumers are linked to the results of the first choice, which are outputs of its own nodes, each output once; so
 * another choice means: leave out the nodes of the rest, and put its results in the place of those of the first.
 */
export interface Branch {
  readonly kind: "when" | "pick";
  readonly slot: string;
  readonly choices: readonly BranchChoice[];
  readonly position: SourcePosition | null;
}

export interface BranchChoice {
  readonly equals: boolean | string;
  readonly nodes: readonly string[];
  /**
   * Result name → link; a single socket is named "". The names are the same in all choices of a branch.
   * null: nothing takes the place, the link is dropped.
   */
  readonly results: Readonly<Record<string, GraphValue | null>>;
}
