import { isJsonObject } from "../../json/json-value.ts";
import type { CanvasNode } from "../load/canvas.ts";
import { plainValue } from "../load/plain-value.ts";
import { type CanvasWidget, setWidgetValue, type WidgetTemplate } from "../widgets/canvas-widget.ts";

/** Shown, never sent. */
const previews = new Set(["videopreview"]);

/**
 * Takes values by name, and makes a widget of each name that the node type does not declare, behind the one before it: a video format
 * of VideoHelperSuite brings its own. False where the node has no record.
 */
export function restoreRecord(node: CanvasNode): boolean {
  const record = node.saved.json["widgets_values"];
  if (!isJsonObject(record ?? null)) return false;
  let last = -1;
  for (const [name, saved] of Object.entries(record as Record<string, never>)) {
    if (previews.has(name)) continue;
    let place = node.widgets.findIndex((widget) => widget.name === name);
    if (place === -1) {
      place = last + 1;
      node.widgets.splice(place, 0, ownWidget(name));
    }
    setWidgetValue(node.widgets[place]!, plainValue(saved));
    last = place;
  }
  return true;
}

function ownWidget(name: string): CanvasWidget {
  const template: WidgetTemplate = {
    name,
    stored: true,
    sent: true,
    initial: undefined,
    type: "",
    options: null,
    multiline: false,
    dynamicPrompt: false,
    layout: null,
  };
  return { name, template, value: undefined };
}
