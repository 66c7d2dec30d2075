import type { LayoutWidget } from "../editor/widget-layout.ts";
import type { GraphNode, GraphValue, SubgraphDefinition } from "../graph/graph.ts";
import type { JsonValue } from "../json/json-value.ts";

/** A body of the workflow as the canvas shows it: the root, or one subgraph definition. */
export interface Canvas {
  /** Null for the root. */
  readonly definition: SubgraphDefinition | null;
  readonly nodes: readonly CanvasNode[];
}

export interface CanvasNode {
  readonly id: string;
  readonly node: GraphNode;
  /** What the file calls its type: the class type, or the id of a subgraph definition. */
  readonly type: string;
  readonly title: string | null;
  readonly sockets: readonly CanvasSocket[];
  readonly outputs: readonly CanvasOutput[];
  readonly widgets: readonly CanvasWidget[];
  /** The definition as this instance of it sees it; null for an ordinary node. */
  readonly inner: Canvas | null;
}

export interface CanvasSocket {
  readonly name: string;
  readonly type: string;
  readonly widget: boolean;
  readonly optional: boolean;
  /** What the graph says of this input, absent where it says nothing. */
  readonly value: GraphValue | undefined;
}

export interface CanvasOutput {
  readonly name: string;
  /** What an author calls it; differs from `name` where a node repeats a name. */
  readonly key: string;
  readonly type: string;
  readonly isList: boolean;
}

export interface CanvasWidget {
  readonly name: string;
  readonly type: string;
  readonly role: LayoutWidget["role"];
  readonly stored: boolean;
  readonly value: JsonValue;
  readonly multiline: boolean;
}

/** Ends of links that are the frame of a subgraph definition, not a node of it (litegraph, subgraph constants). */
export const inputFrame = -10;
export const outputFrame = -20;

export interface CanvasLink {
  readonly id: number;
  readonly from: { readonly node: string | typeof inputFrame; readonly slot: number };
  readonly to: { readonly node: string | typeof outputFrame; readonly slot: number };
  readonly type: string;
}

/** Index of an output by what an author wrote, or undefined where the node has no such output. */
export function findOutputSlot(origin: CanvasNode, output: string | number | null): number | undefined {
  const slot = typeof output === "string" ? origin.outputs.findIndex(({ key }) => key === output) : (output ?? 0);
  return slot >= 0 && slot < origin.outputs.length ? slot : undefined;
}
