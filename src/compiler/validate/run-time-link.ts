import { isJsonNumber, type JsonValue } from "../../json/json-value.ts";

/**
 * What the server takes for a link while it runs a prompt (comfy_execution/graph_utils.py: is_link). Narrower than its
 * validation, which takes every list of two: the id must be a text, the slot a number or truth value.
 */
export function isRunTimeLink(value: JsonValue | undefined): value is [string, JsonValue] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === "string" &&
    (isJsonNumber(value[1]!) || typeof value[1] === "boolean")
  );
}
