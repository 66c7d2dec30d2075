import { isJsonNumber, numericValue, type JsonValue } from "../../../json/json-value.ts";
import { floatRepr, isPythonFloat } from "./number.ts";

/** `repr()` of a JSON value as Python holds it: `{'a': [1, 2.0, None, True]}`. */
export function pythonRepr(value: JsonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return textRepr(value);
  if (isPythonFloat(value)) return floatRepr(Number(numericValue(value)));
  if (isJsonNumber(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  const entries = Object.keys(value).map((key) => `${textRepr(key)}: ${pythonRepr(value[key]!)}`);
  return `{${entries.join(", ")}}`;
}

/** `str()`: a text is itself, anything else its repr. */
export function pythonStr(value: JsonValue): string {
  return typeof value === "string" ? value : pythonRepr(value);
}

/** The name of a value's Python type, as error texts have it. */
export function pythonTypeName(value: JsonValue): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  if (isPythonFloat(value)) return "float";
  if (isJsonNumber(value)) return "int";
  return Array.isArray(value) ? "list" : "dict";
}

/** `bool()`. NaN is true. */
export function isTruthy(value: JsonValue): boolean {
  if (value === null || value === false || value === "") return false;
  if (isJsonNumber(value)) return Number(numericValue(value)) !== 0;
  if (typeof value === "object") return Object.keys(value).length > 0;
  return true;
}

const shortEscapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let inner = "";
  for (const character of text) inner += escapeCharacter(character, quote);
  return quote + inner + quote;
}

function escapeCharacter(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
