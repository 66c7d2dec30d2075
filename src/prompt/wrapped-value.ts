import { isJsonObject, type JsonValue } from "../json/json-value.ts";

/**
 * The value inside `{"__value__": …}`, by which a prompt carries a list that is no link; other values as they are
 * (execution.py: validate_inputs).
 */
export function unwrapValue(value: JsonValue): JsonValue {
  return isJsonObject(value) && Object.hasOwn(value, "__value__") ? value["__value__"]! : value;
}

/** `value` as an input may hold it: a list is wrapped, since a bare one is taken for a link. */
export function wrapValue(value: JsonValue): JsonValue {
  return Array.isArray(value) ? { __value__: value } : value;
}
