import { JsonFloat, type JsonValue } from "../../json/json-value.ts";

/** A value as JavaScript's own `JSON.parse` gives it: every number a double. */
export type PlainValue = null | boolean | number | string | PlainValue[] | { [key: string]: PlainValue };

/**
 * `value` with every number a double, as in the editor: 2^64-1 becomes 18446744073709552000, `5.0` becomes 5. A value
 * without such numbers is given back as it is.
 */
export function plainValue(value: JsonValue): PlainValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof JsonFloat) return value.value;
  if (!needsCopy(value)) return value as PlainValue;
  if (Array.isArray(value)) return value.map(plainValue);
  const copy = Object.create(null) as { [key: string]: PlainValue };
  for (const key of Object.keys(value)) copy[key] = plainValue(value[key]!);
  return copy;
}

function needsCopy(value: JsonValue): boolean {
  if (typeof value === "bigint" || value instanceof JsonFloat) return true;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(needsCopy);
  for (const key of Object.keys(value)) if (needsCopy(value[key]!)) return true;
  return false;
}

/** `String(value)`, for objects too, which have no prototype here. */
export function textOf(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.map((item) => (item === null ? "" : textOf(item))).join(",");
  if (value instanceof JsonFloat) return String(value.value);
  return typeof value === "object" && value !== null ? "[object Object]" : String(value);
}
