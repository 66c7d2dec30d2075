import { isJsonNumber, isJsonObject, type JsonValue } from "../../../src/json/json-value.ts";
import type { IdMap } from "./id-map.ts";

/** Keys whose content depends on the machine, the clock or Python, and may only have another content, not be missing. */
const freeKeys = new Set([
  "traceback",
  "current_inputs",
  "current_outputs",
  "executed",
  "entries",
  "timestamp",
  "create_time",
  "argv",
  "python_version",
  "pytorch_version",
  "installed_templates_version",
  "required_templates_version",
  "name",
  "type_name",
  "details",
  "filename",
  "execution_start_time",
  "execution_end_time",
  "received_value",
  "text",
  "index",
  "os",
  "input_config",
  "description",
  "folders",
  // The recorded server had run more before.
  "has_more",
]);

/** How our JSON differs in form from the trace's: missing and added keys, other types, other texts. Empty when alike. */
export function shapeDifferences(trace: JsonValue, own: JsonValue, ids: IdMap, at = "$"): string[] {
  if (isJsonObject(trace) && isJsonObject(own)) return objectDifferences(trace, own, ids, at);
  if (Array.isArray(trace) && Array.isArray(own)) {
    if (trace.length !== own.length) return [`${at}: ${trace.length} items there, ${own.length} here`];
    const [there, here] = [trace, own].map((items) => (isIdList(items) ? items.toSorted() : items)) as [
      JsonValue[],
      JsonValue[],
    ];
    return there.flatMap((item, index) => shapeDifferences(item, here[index]!, ids, `${at}[${index}]`));
  }
  if (isJsonNumber(trace) && isJsonNumber(own)) return [];
  if (typeof trace === "string" && typeof own === "string") {
    return ids.label(trace) === ids.label(own) ? [] : [`${at}: "${trace}" there, "${own}" here`];
  }
  return trace === own ? [] : [`${at}: ${JSON.stringify(trace)} there, ${typeof own} here`];
}

/** A list of node ids comes from a Python set: its order means nothing. A link also holds a number. */
function isIdList(items: readonly JsonValue[]): boolean {
  return items.every((item) => typeof item === "string");
}

function objectDifferences(
  trace: Readonly<Record<string, JsonValue>>,
  own: Readonly<Record<string, JsonValue>>,
  ids: IdMap,
  at: string,
): string[] {
  const labelled = new Map(Object.keys(own).map((key) => [ids.label(key), own[key]!]));
  const differences: string[] = [];
  for (const key of Object.keys(trace)) {
    const label = ids.label(key);
    const value = labelled.get(label);
    if (value === undefined) differences.push(`${at}: no key "${key}"`);
    else if (!freeKeys.has(key)) differences.push(...shapeDifferences(trace[key]!, value, ids, `${at}.${key}`));
    labelled.delete(label);
  }
  // The simulator's own mark is the one addition.
  labelled.delete("comfyc_simulator");
  return [...differences, ...[...labelled.keys()].map((key) => `${at}: added key "${key}"`)];
}
