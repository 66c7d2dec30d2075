import { isJsonObject, JsonFloat, type JsonValue } from "./json-value.ts";

/**
 * JSON text of a value, laid out as `JSON.stringify(value, null, indent)` does. A bigint prints its digits, a
 * `JsonFloat` its token, and NaN and the infinities bare, as Python writes them.
 * @param indent spaces a level; 0 gives one line. @default 0
 */
export function stringifyJson(value: JsonValue, indent = 0): string {
  return write(value, indent === 0 ? "" : "\n", " ".repeat(indent));
}

function write(value: JsonValue, lineBreak: string, indent: string): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof JsonFloat) return value.text;
  if (Array.isArray(value)) {
    return writeItems(
      "[",
      "]",
      value.map((item) => write(item, lineBreak && lineBreak + indent, indent)),
      lineBreak,
      indent,
    );
  }
  const colon = lineBreak === "" ? ":" : ": ";
  const entries = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .map((key) => JSON.stringify(key) + colon + write(value[key]!, lineBreak && lineBreak + indent, indent));
  return writeItems("{", "}", entries, lineBreak, indent);
}

function writeItems(open: string, close: string, items: readonly string[], lineBreak: string, indent: string): string {
  if (items.length === 0) return open + close;
  const inner = lineBreak && lineBreak + indent;
  return open + inner + items.join(`,${inner}`) + lineBreak + close;
}

/** A copy with the keys of every object sorted, so that two texts of equal content are equal. */
export function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key]!)]),
  );
}
