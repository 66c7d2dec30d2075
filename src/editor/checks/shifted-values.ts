import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import type { CanvasNode } from "../load/canvas.ts";
import { plainValue, type PlainValue } from "../load/plain-value.ts";
import type { Warn } from "../convert-warning.ts";
import { widgetsOfNode } from "../subgraph/promote.ts";

/**
 * Tells of each value that stands in another widget than the file's `widgets_values_named` says: the node type has changed
 * since, and the editor, which counts places, gives the value to the wrong widget without a word.
 */
export function reportShiftedValues(node: CanvasNode, warn: Warn): void {
  const named = namedValues(node.saved.json["widgets_values_named"]);
  if (named === undefined) return;
  for (const { name, value, template } of widgetsOfNode(node)) {
    if (!template.stored || !Object.hasOwn(named, name)) continue;
    const meant = plainValue(named[name]!);
    if (isSame(value, meant)) continue;
    const words = `"${name}" gets ${shown(value)}; the file means ${shown(meant)}`;
    warn(
      "shifted-value",
      node.id,
      `Node ${node.id} (${node.definition?.name ?? node.type}): ${words}. --values named takes the values by name.`,
    );
  }
}

export function namedValues(value: JsonValue | undefined): Readonly<Record<string, JsonValue>> | undefined {
  return isJsonObject(value ?? null) ? (value as Record<string, JsonValue>) : undefined;
}

function isSame(one: PlainValue | undefined, other: PlainValue): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** A value in few characters. */
function shown(value: PlainValue | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
