import { isJsonObject, JsonFloat, type JsonValue } from "../json/json-value.ts";

/** A copy in the values that a manifest knows: `7.0` becomes 7, an integer beyond 2^53 its decimal string. */
export function toPlainJson(value: JsonValue): unknown {
  if (value instanceof JsonFloat) return value.value;
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlainJson(item)]));
}
