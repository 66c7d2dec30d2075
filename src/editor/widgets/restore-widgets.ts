import type { JsonValue } from "../../json/json-value.ts";
import { namedValues, reportShiftedValues } from "../checks/shifted-values.ts";
import type { CanvasNode } from "../load/canvas.ts";
import type { LoadOptions } from "../load/load-options.ts";
import { type PlainValue, plainValue } from "../load/plain-value.ts";
import { restoreRecord } from "../packs/record-values.ts";
import { type CanvasWidget, setWidgetValue } from "./canvas-widget.ts";
import { setComboOption } from "./custom-combo.ts";
import { setRows } from "./dynamic-group.ts";
import { chooseInputs } from "./dynamic-inputs.ts";
import { positionalValues } from "./migrate-values.ts";
import { addUnknownWidgets } from "./unknown-widgets.ts";

/** Puts `widgets_values` into the widgets of a node, by position. */
export function restoreWidgets(node: CanvasNode, options: LoadOptions): void {
  if (node.role === "missing") {
    addUnknownWidgets(node);
    return;
  }
  if (options.packs.some(({ recordTypes }) => recordTypes?.test(node.type)) && restoreRecord(node)) return;
  const named = namedValues(node.saved.json["widgets_values_named"]);
  if (options.values === "named" && named !== undefined) {
    restoreByName(node, named);
    return;
  }
  restoreByPosition(node, positionalValues(node));
  reportShiftedValues(node, options.warn);
}

/** Values may add or remove widgets behind them, so the list is walked while it changes. */
function restoreByPosition(node: CanvasNode, values: readonly JsonValue[]): void {
  let position = 0;
  for (let index = 0; index < node.widgets.length; index++) {
    const widget = node.widgets[index]!;
    if (!widget.template.stored) continue;
    if (position >= values.length) return;
    restore(node, widget, plainValue(values[position++]!), values);
  }
}

function restoreByName(node: CanvasNode, named: Readonly<Record<string, JsonValue>>): void {
  for (let index = 0; index < node.widgets.length; index++) {
    const widget = node.widgets[index]!;
    if (!widget.template.stored || !Object.hasOwn(named, widget.name)) continue;
    restore(node, widget, plainValue(named[widget.name]!), []);
  }
}

function restore(node: CanvasNode, widget: CanvasWidget, value: PlainValue, values: readonly JsonValue[]): void {
  const { type, layout } = widget.template;
  if (type === "COMFY_DYNAMICGROUP_V3") {
    setRows(node, widget, value);
    return;
  }
  // A view of a result shows nothing as a workflow is opened.
  if (layout?.role === "view") return;
  if (node.type === "CustomCombo" && setComboOption(node, widget, value, values)) return;
  setWidgetValue(widget, value);
  if (type === "COMFY_DYNAMICCOMBO_V3") chooseInputs(node, layout!.input!, value);
}
