import { isJsonObject, JsonFloat } from "../../json/json-value.ts";
import { describeValue } from "../execution/node-inputs.ts";

/** A value as Python's `str()` shows it. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (value instanceof JsonFloat) return value.text.includes("e") ? String(value.value) : value.text;
  if (["string", "number", "bigint"].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  if (isJsonObject(value) && !("type" in value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`)
      .join(", ")}}`;
  }
  return describeValue(value);
}

/** A value as Python's `repr()` shows it: texts in quotes. */
function pythonRepr(value: unknown): string {
  if (typeof value !== "string") return pythonText(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  return quote + value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll(quote, `\\${quote}`) + quote;
}
