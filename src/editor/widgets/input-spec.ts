import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { InputType } from "../../schema/node-type.ts";
import type { CanvasNode } from "../load/canvas.ts";
import { createWidget, type WidgetTemplate } from "./canvas-widget.ts";

/** The editor's constructor of this declaration throws. */
export class DeclarationFault extends Error {}

export function specOf(name: string, input: InputType, required = input.required): ExpandedInput {
  return { name, segment: name, required, input, within: [] };
}

/** The editor tells widgets of one name apart by `#1`, `#2` …. */
export function pushWidget(node: CanvasNode, template: WidgetTemplate): void {
  const widget = createWidget(template);
  const isTaken = (name: string) => node.widgets.some((other) => other.name === name);
  for (let use = 1; isTaken(widget.name); use++) widget.name = `${template.name}#${use}`;
  node.widgets.push(widget);
}
