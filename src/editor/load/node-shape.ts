import type { NodeType } from "../../schema/node-type.ts";
import { layoutWidgets, type LayoutSocket } from "../widget-layout.ts";
import { templateOf, type WidgetTemplate } from "../widgets/canvas-widget.ts";
import { hasDynamicInputs } from "../widgets/dynamic-inputs.ts";
import type { CanvasInput } from "./canvas.ts";

/** What all new nodes of one type share. */
export interface NodeShape {
  /** Inputs depend on values or links: each node is built by itself. */
  readonly dynamic: boolean;
  readonly inputs: readonly CanvasInput[];
  readonly widgets: readonly WidgetTemplate[];
  readonly outputs: readonly string[];
}

const shapes = new WeakMap<NodeType, NodeShape>();

/** The shape of a type, made once. */
export function shapeOf(nodeType: NodeType): NodeShape {
  const known = shapes.get(nodeType);
  if (known !== undefined) return known;
  const shape = createShape(nodeType);
  shapes.set(nodeType, shape);
  return shape;
}

function createShape(nodeType: NodeType): NodeShape {
  const dynamic = hasDynamicInputs(nodeType);
  const { widgets, sockets } = dynamic ? { widgets: [], sockets: [] } : layoutWidgets(nodeType);
  return {
    dynamic,
    inputs: sockets.map(inputOf),
    widgets: widgets.map(templateOf),
    outputs: nodeType.outputs.map(({ type, matchTemplate }) =>
      matchTemplate !== null || type === "COMFY_MATCHTYPE_V3" ? "*" : typeof type === "string" ? type : type.join(","),
    ),
  };
}

function inputOf({ name, type, widget }: LayoutSocket): CanvasInput {
  return { name, type, widget: widget ? name : null, label: undefined, promoted: null };
}
