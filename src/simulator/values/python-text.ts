import { pythonRepr, pythonStr } from "../../compiler/validate/python/repr.ts";
import type { JsonValue } from "../../json/json-value.ts";
import { describeValue } from "../execution/node-inputs.ts";

/** A value between nodes as Python's `str()` shows it; what is no JSON, such as a picture, by its type. */
export function pythonText(value: unknown): string {
  if (value === undefined) return "None";
  if (Array.isArray(value)) return `[${value.map(itemText).join(", ")}]`;
  if (typeof value === "object" && value !== null && "type" in value) return describeValue(value);
  return pythonStr(value as JsonValue);
}

function itemText(item: unknown): string {
  return typeof item === "string" ? pythonRepr(item) : pythonText(item);
}
