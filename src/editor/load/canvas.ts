import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { InputType, NodeType } from "../../schema/node-type.ts";
import type { CanvasWidget } from "../widgets/canvas-widget.ts";
import { type PlainValue, textOf } from "./plain-value.ts";
import type { SavedNode } from "./saved-workflow.ts";

/** Ids of links are numbers; hand-made files have texts too. */
export type LinkId = number | string;

/** One link of the link table, as it stands after loading. */
export interface CanvasLink {
  readonly id: LinkId;
  originId: string;
  /** As saved: a text stays a text, in the prompt too. */
  readonly originSlot: number | string;
  readonly targetId: string;
  targetSlot: number;
}

/** Ids of the two ends of a definition, in its own link table. */
export const boundaryInputId = "-10";
export const boundaryOutputId = "-20";

export interface CanvasInput {
  name: string;
  type: string;
  /** Name of the widget beside it, or null for a mere socket. */
  widget: string | null;
  /** What the user calls it. */
  label: string | undefined;
  /** The widget that the instance of a subgraph shows for this input. */
  promoted: CanvasWidget | null;
}

interface CanvasOutput {
  type: string;
}

/** An input or output of a definition. */
export interface BoundarySlot {
  readonly name: string;
  readonly type: string;
  readonly label: string | undefined;
  /** The links inside, in the order in which they were made. */
  linkIds: LinkId[];
}

/**
 * `real`: a node type of the schema · `missing`: of a type that is unknown · `host`: an instance of a subgraph · the others are the
 * editor's own nodes, which no server knows.
 */
export type NodeRole = "real" | "missing" | "host" | "reroute" | "primitive" | "note" | "set" | "get";

export interface CanvasNode {
  id: string;
  readonly role: NodeRole;
  /** Class name, or id of the definition. */
  readonly type: string;
  readonly nodeType: NodeType | null;
  readonly definition: Canvas | null;
  readonly canvas: Canvas;
  readonly saved: SavedNode;
  title: PlainValue;
  mode: PlainValue;
  properties: JsonObject;
  inputs: CanvasInput[];
  outputs: CanvasOutput[];
  widgets: CanvasWidget[];
  /** By position of the input. It may reach beyond `inputs`, for slots that are yet to grow. */
  linkAt: (CanvasLink | undefined)[];
  /** The growing groups of the node by their full name. */
  autogrow: Map<string, AutogrowGroup> | null;
}

interface AutogrowGroup {
  readonly names: readonly string[] | null;
  readonly prefix: string;
  readonly min: number;
  readonly max: number;
  readonly inputs: readonly InputType[];
}

/** The root of a workflow, or the inside of a subgraph definition. */
export interface Canvas {
  /** null for the root. */
  readonly id: string | null;
  /** Of a definition; empty for the root. */
  readonly name: string;
  readonly nodes: CanvasNode[];
  readonly byId: Map<string, CanvasNode>;
  readonly links: Map<LinkId, CanvasLink>;
  readonly inputs: BoundarySlot[];
  readonly outputs: BoundarySlot[];
  /** Every instance of this definition. */
  readonly hosts: CanvasNode[];
}

export function createCanvas(id: string | null, name = ""): Canvas {
  return { id, name, nodes: [], byId: new Map(), links: new Map(), inputs: [], outputs: [], hosts: [] };
}

export const muted = 2;
export const bypassed = 4;

/** Nodes that never reach the prompt themselves. */
export function isVirtual({ role }: CanvasNode): boolean {
  return role !== "real" && role !== "missing";
}

export function socketInput(name: string, type: string): CanvasInput {
  return { name, type, widget: null, label: undefined, promoted: null };
}

/** A slot type as a text; files have lists and numbers too. */
export function typeText(type: JsonValue | undefined): string {
  if (typeof type === "string") return type;
  return type === undefined || type === null ? "" : textOf(type);
}
