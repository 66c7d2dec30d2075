import { layoutWidgets, type LayoutWidget } from "../editor/widget-layout.ts";
import type { GraphNode, GraphValue } from "../graph/graph.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import { unwrapValue } from "../prompt/wrapped-value.ts";
import type { NodeType, OutputType } from "../schema/node-type.ts";
import type { CanvasNode, CanvasOutput, CanvasSocket, CanvasWidget } from "./canvas.ts";
import type { LoweredNode } from "./lowered-workflow.ts";
import { flattenInputs } from "./flat-inputs.ts";

export interface DrawnNode {
  readonly node: GraphNode;
  readonly nodeType: NodeType | undefined;
  /** The node in the prompt; of a subgraph definition, that of its first instance. */
  readonly compiled: LoweredNode | undefined;
  readonly isSeedSlot: (value: GraphValue | undefined) => boolean;
}

/** One ordinary node as the canvas shows it. */
export function canvasNode(source: DrawnNode): CanvasNode {
  const { node, nodeType, compiled } = source;
  const flat = flattenInputs(node, nodeType);
  const live = compiled?.inputs ?? {};
  const layout = nodeType === undefined ? { widgets: [], sockets: [] } : layoutWidgets(nodeType, live);
  const sockets: CanvasSocket[] = layout.sockets.map(({ name, type, widget, optional }) => {
    return { name, type, widget, optional, value: flat.get(name) };
  });
  return {
    id: node.id,
    node,
    type: node.type,
    title: titleOf(source),
    sockets: [...sockets, ...undeclaredSockets(flat, sockets)],
    outputs: nodeType?.outputs.map(canvasOutput) ?? [],
    widgets: nodeType === undefined ? rawWidgets(live) : canvasWidgets(layout.widgets, flat, source),
    inner: null,
  };
}

/** The editor shows `display_name`; the file names a title only where the prompt has another. */
function titleOf({ node, nodeType, compiled }: DrawnNode): string | null {
  const title = compiled?._meta?.title ?? node.title;
  return title === (nodeType?.displayName ?? null) ? null : title;
}

function undeclaredSockets(flat: ReadonlyMap<string, GraphValue>, declared: readonly CanvasSocket[]): CanvasSocket[] {
  const names = new Set(declared.map(({ name }) => name));
  return [...flat]
    .filter(([name, value]) => value.kind === "link" && !names.has(name))
    .map(([name, value]) => ({ name, type: "*", widget: false, optional: false, value }));
}

function canvasOutput(output: OutputType): CanvasOutput {
  const type = typeof output.type === "string" ? output.type : "COMBO";
  return {
    name: output.name,
    key: output.key,
    type: output.matchTemplate === null ? type : "*",
    isList: output.isList,
  };
}

function canvasWidgets(
  widgets: readonly LayoutWidget[],
  flat: ReadonlyMap<string, GraphValue>,
  { compiled, isSeedSlot }: DrawnNode,
): CanvasWidget[] {
  let owner: GraphValue | undefined;
  return widgets.map((widget) => {
    if (widget.input !== null) owner = flat.get(widget.name);
    return {
      name: widget.name,
      type: widget.input?.input.kind ?? "",
      role: widget.role,
      stored: widget.stored,
      value: widget.role === "control" ? controlValue(widget, owner, isSeedSlot) : valueOf(widget, flat, compiled),
      multiline: widget.input?.input.options.multiline === true,
    };
  });
}

/** Pressing Run must not change a number that the author wrote down; a seed slot is there to vary. */
function controlValue(
  widget: LayoutWidget,
  owner: GraphValue | undefined,
  isSeedSlot: DrawnNode["isSeedSlot"],
): JsonValue {
  if (typeof widget.initial !== "string") return widget.initial ?? null;
  return isSeedSlot(owner) ? "randomize" : "fixed";
}

function valueOf(
  widget: LayoutWidget,
  flat: ReadonlyMap<string, GraphValue>,
  compiled: LoweredNode | undefined,
): JsonValue {
  const value = compiled?.inputs[widget.name];
  const given = flat.get(widget.name)?.kind;
  const linked = (given === "link" || given === "input") && Array.isArray(value);
  if (value === undefined || linked || !widget.sent) return widget.initial ?? null;
  return unwrapValue(value);
}

function rawWidgets(live: JsonObject): CanvasWidget[] {
  return Object.entries(live)
    .filter(([, value]) => !Array.isArray(value))
    .map(([name, value]) => ({ name, type: "", role: "value", stored: true, value, multiline: false }));
}
