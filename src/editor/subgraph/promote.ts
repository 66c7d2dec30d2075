import type { BoundarySlot, Canvas, CanvasInput, CanvasNode } from "../load/canvas.ts";
import { createWidget, type CanvasWidget } from "../widgets/canvas-widget.ts";

/** The widget that stands beside an input; of an instance, the one that it shows for it. */
export function widgetOfInput(node: CanvasNode, input: CanvasInput): CanvasWidget | undefined {
  if (input.promoted !== null) return input.promoted;
  return input.widget === null ? undefined : node.widgets.find(({ name }) => name === input.widget);
}

/** All widgets of a node; an instance has those of its inputs. */
export function widgetsOfNode(node: CanvasNode): readonly CanvasWidget[] {
  if (node.role !== "host") return node.widgets;
  return node.inputs.flatMap(({ promoted }) => promoted ?? []);
}

export interface LinkedInput {
  readonly node: CanvasNode;
  readonly input: CanvasInput;
}

/** The inputs inside a definition that one of its own inputs feeds, in the order of its links. */
export function* innerInputs(definition: Canvas, boundary: BoundarySlot): Generator<LinkedInput> {
  for (const id of boundary.linkIds) {
    const link = definition.links.get(id);
    const node = link && definition.byId.get(link.targetId);
    const input = node?.inputs[link!.targetSlot];
    if (node !== undefined && input !== undefined) yield { node, input };
  }
}

/** Shows the first widget behind an input of the definition at the instance's input, with the value that it has inside. */
export function promote(definition: Canvas, boundary: BoundarySlot, input: CanvasInput): void {
  for (const inner of innerInputs(definition, boundary)) {
    const widget = widgetOfInput(inner.node, inner.input);
    if (widget === undefined) continue;
    promoteWidget(boundary, input, widget);
    return;
  }
}

export function promoteWidget(boundary: BoundarySlot, input: CanvasInput, widget: CanvasWidget): void {
  const promoted = createWidget({ ...widget.template, name: boundary.name });
  // A widget that is shown already keeps its value when further inputs are fed from it.
  promoted.value = input.promoted === null ? widget.value : input.promoted.value;
  input.promoted = promoted;
  input.widget = boundary.name;
}
