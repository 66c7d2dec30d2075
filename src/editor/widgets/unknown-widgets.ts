import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import type { CanvasNode } from "../load/canvas.ts";
import { plainValue, type PlainValue } from "../load/plain-value.ts";

/** A node of unknown type shows, and sends, its saved values as UNKNOWN, UNKNOWN_1 … (errorNodeWidgets.ts). */
export function addUnknownWidgets(node: CanvasNode): void {
  const values = node.saved.json["widgets_values"];
  if (values === undefined || values === null) return;
  for (const value of listed(values)) {
    const index = node.widgets.length;
    const initial = unknownValue(plainValue(value));
    node.widgets.push({
      name: index === 0 ? "UNKNOWN" : `UNKNOWN_${index}`,
      value: initial,
      template: {
        name: "UNKNOWN",
        stored: true,
        sent: true,
        initial,
        type: "",
        options: null,
        multiline: false,
        dynamicPrompt: false,
        layout: null,
      },
    });
  }
}

function listed(values: JsonValue): JsonValue[] {
  if (Array.isArray(values)) return values;
  if (typeof values === "string") return [...values];
  if (!isJsonObject(values) || typeof values["length"] !== "number") return [];
  return Array.from({ length: Math.min(values["length"], 10_000) }, (_, index) => values[String(index)] ?? null);
}

function unknownValue(value: PlainValue): PlainValue {
  return typeof value === "object" ? JSON.stringify(value) : value;
}
