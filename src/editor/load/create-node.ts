import type { NodeType, Schema } from "../../schema/node-type.ts";
import { createWidget } from "../widgets/canvas-widget.ts";
import { buildDynamicNode } from "../widgets/dynamic-inputs.ts";
import { DeclarationFault } from "../widgets/input-spec.ts";
import { type Canvas, type CanvasNode, type NodeRole, socketInput } from "./canvas.ts";
import type { GroupType } from "./group-type.ts";
import { shapeOf } from "./node-shape.ts";
import type { SavedNode } from "./saved-workflow.ts";

/** What a node may be made of. */
export interface NodeSources {
  readonly schema: Schema;
  readonly definitions: ReadonlyMap<string, Canvas>;
  /** Node types that the JavaScript of a pack gives the editor. */
  readonly packRoles?: ReadonlyMap<string, NodeRole>;
  /** Group types of an old file, by the type of their nodes. */
  readonly groups?: ReadonlyMap<string, GroupType>;
}

const ownTypes: Readonly<Record<string, NodeRole>> = {
  Reroute: "reroute",
  PrimitiveNode: "primitive",
  Note: "note",
  MarkdownNote: "note",
};

/** A new node with what its type alone gives it. A type that is not known gives a node without widgets. */
export function createNode(saved: SavedNode, canvas: Canvas, sources: NodeSources): CanvasNode {
  const type = saved.type ?? "";
  const made = createKnown(type, saved, canvas, sources);
  if (made !== undefined) return made;
  // Before the editor looks a second time it takes these out (app.ts, sanitizeNodeName).
  const plain = type.replace(/[&<>"'`=]/g, "");
  return createKnown(plain, saved, canvas, sources) ?? bareNode("missing", plain, saved, canvas);
}

function createKnown(type: string, saved: SavedNode, canvas: Canvas, sources: NodeSources): CanvasNode | undefined {
  const definition = sources.definitions.get(type);
  if (definition !== undefined) return createHost(type, saved, canvas, definition);
  const role = Object.hasOwn(ownTypes, type) ? ownTypes[type] : sources.packRoles?.get(type);
  if (role !== undefined) return createOwn(role, type, saved, canvas);
  const nodeType = sources.schema.nodeTypes.get(type) ?? sources.groups?.get(type)?.nodeType;
  return nodeType === undefined ? undefined : createReal(nodeType, saved, canvas);
}

function createHost(type: string, saved: SavedNode, canvas: Canvas, definition: Canvas): CanvasNode {
  const node = { ...bareNode("host", type, saved, canvas), definition };
  definition.hosts.push(node);
  return node;
}

function createOwn(role: NodeRole, type: string, saved: SavedNode, canvas: Canvas): CanvasNode {
  const node = bareNode(role, type, saved, canvas);
  if (role === "reroute") node.inputs = [socketInput("", "*")];
  if (role !== "note") node.outputs = [{ type: "*" }];
  return node;
}

function createReal(nodeType: NodeType, saved: SavedNode, canvas: Canvas): CanvasNode {
  const shape = shapeOf(nodeType);
  const node: CanvasNode = { ...bareNode("real", nodeType.name, saved, canvas), nodeType };
  node.outputs = shape.outputs.map((type) => ({ type }));
  if (!shape.dynamic) {
    node.inputs = shape.inputs.map((input) => ({ ...input }));
    node.widgets = shape.widgets.map(createWidget);
    return node;
  }
  try {
    buildDynamicNode(node, nodeType);
    return node;
  } catch (error) {
    if (!(error instanceof DeclarationFault)) throw error;
    return bareNode("missing", nodeType.name, saved, canvas);
  }
}

function bareNode(role: NodeRole, type: string, saved: SavedNode, canvas: Canvas): CanvasNode {
  return {
    id: saved.id,
    role,
    type,
    nodeType: null,
    definition: null,
    canvas,
    saved,
    title: "",
    mode: 0,
    properties: noProperties,
    inputs: [],
    outputs: [],
    widgets: [],
    linkAt: [],
    autogrow: null,
  };
}

const noProperties = Object.freeze(Object.create(null)) as CanvasNode["properties"];
