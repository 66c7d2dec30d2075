import type { JsonValue } from "../../json/json-value.ts";
import type { CanvasNode } from "../load/canvas.ts";
import { plainValue, type PlainValue, textOf } from "../load/plain-value.ts";
import { type CanvasWidget, createWidget } from "./canvas-widget.ts";

/**
 * CustomCombo (customWidgets.ts): `option1`, `option2` …, a further one as soon as the last is filled. Its index is
 * computed. True where `widget` was one of these.
 */
export function setComboOption(
  node: CanvasNode,
  widget: CanvasWidget,
  value: PlainValue,
  saved: readonly JsonValue[],
): boolean {
  if (widget.name === "index") return true;
  if (!widget.name.startsWith("option")) return false;
  widget.value = value;
  const last = node.widgets.at(-1)!;
  if (last === widget) {
    if (value) addOption(node, widget, saved);
  } else if (!value && node.widgets.at(-2) === widget && !last.value) node.widgets.pop();
  return true;
}

function addOption(node: CanvasNode, { template }: CanvasWidget, saved: readonly JsonValue[]): void {
  const widget = createWidget({ ...template, name: `option${node.widgets.length - 1}` });
  const place = saved[node.widgets.length];
  if (place !== undefined) widget.value = plainValue(place);
  node.widgets.push(widget);
}

/** Where the choice stands among the options, -1 where it is none of them. */
export function comboIndex(node: CanvasNode, choice: PlainValue | undefined): number {
  return node.widgets.slice(2).findIndex(({ value }) => value === choice);
}

/** What the choice may be: the filled options. */
export function comboOptions(node: CanvasNode): PlainValue[] {
  return node.widgets.filter(({ name, value }) => name.startsWith("option") && value).map(({ value }) => textOf(value));
}
