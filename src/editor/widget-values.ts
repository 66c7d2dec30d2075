import type { JsonValue } from "../json/json-value.ts";
import type { NodeType } from "../schema/node-type.ts";
import { layoutWidgets, type LayoutWidget } from "./widget-layout.ts";

/** Widget name → value, as one node's `widgets_values` gives them. */
export interface WidgetValues {
  readonly values: Readonly<Record<string, JsonValue>>;
  /** How many places of the array were read. */
  readonly read: number;
  /** How many places the layout has for these values. */
  readonly places: number;
}

/**
 * What an array of `widgets_values` means, by position. A place beyond the array leaves its widget without a value. The
 * value of a dynamic combo decides which widgets follow it, so the layout is made anew behind each one.
 */
export function readWidgetValues(nodeType: NodeType, stored: readonly JsonValue[]): WidgetValues {
  const values: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  let widgets = storedWidgets(nodeType, values);
  let read = 0;
  for (; read < Math.min(stored.length, widgets.length); read++) {
    const widget = widgets[read]!;
    values[widget.name] = stored[read]!;
    if (widget.input?.input.kind === "dynamicCombo") widgets = storedWidgets(nodeType, values);
  }
  return { values, read, places: widgets.length };
}

function storedWidgets(nodeType: NodeType, values: Readonly<Record<string, JsonValue>>): readonly LayoutWidget[] {
  return layoutWidgets(nodeType, values).widgets.filter(({ stored }) => stored);
}
