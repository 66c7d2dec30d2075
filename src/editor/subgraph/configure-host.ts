import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import { namedValues, reportShiftedValues } from "../checks/shifted-values.ts";
import { type CanvasNode, socketInput } from "../load/canvas.ts";
import type { LoadOptions } from "../load/load-options.ts";
import { plainValue } from "../load/plain-value.ts";
import { listOf } from "../load/saved-workflow.ts";
import { promote } from "./promote.ts";

/**
 * Gives an instance the inputs and outputs of its definition, whatever the file says of them, with the widgets behind
 * the inputs and the instance's own values for these (SubgraphNode.ts).
 */
export function configureHost(node: CanvasNode, options: LoadOptions): void {
  const definition = node.definition!;
  const labels = new Map(node.saved.inputs.map(({ name, label }) => [name, label]));
  node.inputs = definition.inputs.map(({ name, type, label }) => ({
    ...socketInput(name, type),
    label: labels.get(name) ?? label,
  }));
  node.outputs = definition.outputs.map(({ type }) => ({ type }));
  definition.inputs.forEach((boundary, index) => promote(definition, boundary, node.inputs[index]!));
  const named = namedValues(node.saved.json["widgets_values_named"]);
  if (options.values === "named" && named !== undefined) applyNamedValues(node, named);
  else {
    applyHostValues(node);
    reportShiftedValues(node, options.warn);
  }
}

function applyNamedValues(node: CanvasNode, named: Readonly<Record<string, JsonValue>>): void {
  for (const { name, promoted } of node.inputs) {
    if (promoted !== null && Object.hasOwn(named, name)) promoted.value = plainValue(named[name]!);
  }
}

/**
 * `widgets_values` counts the inputs that have a widget, by the node types of today. A value that an earlier migration could not place
 * comes before it.
 */
function applyHostValues(node: CanvasNode): void {
  const saved = listOf(node.saved.json["widgets_values"]);
  const quarantined = quarantinedValues(node.properties["proxyWidgetErrorQuarantine"]);
  let place = 0;
  for (const { name, promoted } of node.inputs) {
    if (promoted === null) continue;
    const value = quarantined.get(name) ?? saved[place];
    if (value !== undefined) promoted.value = plainValue(value);
    place += 1;
  }
}

/** Input name → value, the first of each name. */
function quarantinedValues(property: JsonValue | undefined): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  for (const entry of listOf(property).filter(isJsonObject).toReversed()) {
    const [source, name] = listOf(entry["originalEntry"]);
    const value = entry["hostValue"];
    if (source === "-1" && typeof name === "string" && value !== undefined) values.set(name, value);
  }
  return values;
}
