import { isJsonNumber, isJsonObject, numericValue, type JsonNumber, type JsonValue } from "../../../json/json-value.ts";
import { typeError } from "./error.ts";
import { pythonTypeName } from "./repr.ts";
import { isPythonFloat } from "./number.ts";

/** `a == b`: 1, 1.0 and True are equal, lists and dicts compare by content, NaN equals nothing. */
export function pythonEquals(a: JsonValue, b: JsonValue): boolean {
  if (typeof a === "string" || typeof b === "string" || a === null || b === null) return a === b;
  const left = asNumber(a);
  const right = asNumber(b);
  if (left !== undefined || right !== undefined) {
    // oxlint-disable-next-line eqeqeq -- a number and a bigint of one value are equal
    return left !== undefined && right !== undefined && left == right;
  }
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => pythonEquals(x, b[i]!));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && pythonEquals(a[key]!, b[key]!))
  );
}

/** `value in list`. */
export function isInList(value: JsonValue, list: readonly JsonValue[]): boolean {
  if (typeof value === "string") return list.includes(value);
  return list.some((item) => pythonEquals(value, item));
}

/** Equal in value and in Python type: what the server would write back unchanged. */
export function isSameValue(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (!isJsonNumber(a) || !isJsonNumber(b)) return false;
  if (isPythonFloat(a) !== isPythonFloat(b)) return false;
  return Object.is(Number(numericValue(a)), Number(numericValue(b)));
}

/**
 * `value < limit` (or `>`), exact between an int and a float.
 * @throws PythonError (TypeError) where Python cannot order the two.
 */
export function isBeyond(value: JsonValue, operator: "<" | ">", limit: JsonNumber): boolean {
  const number = asNumber(value);
  if (number === undefined) {
    throw typeError(
      `'${operator}' not supported between instances of '${pythonTypeName(value)}' and '${pythonTypeName(limit)}'`,
    );
  }
  return operator === "<" ? number < numericValue(limit) : number > numericValue(limit);
}

function asNumber(value: JsonValue): number | bigint | undefined {
  if (typeof value === "boolean") return Number(value);
  return isJsonNumber(value) ? numericValue(value) : undefined;
}
