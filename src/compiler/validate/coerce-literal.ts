import { isJsonNumber, numericValue, type JsonValue } from "../../json/json-value.ts";
import { PythonError, typeError } from "./python/error.ts";
import {
  countDigits,
  isPythonFloat,
  isTooLongInt,
  maxIntDigits,
  parsePythonFloat,
  parsePythonInt,
  pythonFloat,
  pythonInt,
} from "./python/number.ts";
import { isTruthy, pythonRepr, pythonStr, pythonTypeName } from "./python/repr.ts";

/**
 * The value that the server writes back for a literal on an input of `type` (execution.py: validate_inputs). Only the
 * four plain types convert, and only where the declared type is exactly that word.
 * @throws PythonError where Python's conversion raises.
 */
export function coerceLiteral(type: string | readonly JsonValue[], value: JsonValue): JsonValue {
  switch (type) {
    case "INT":
      return toInt(value);
    case "FLOAT":
      return toFloat(value);
    case "STRING":
      return pythonStr(value);
    case "BOOLEAN":
      return isTruthy(value);
    default:
      return value;
  }
}

function toInt(value: JsonValue): JsonValue {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return intOfText(value);
  if (!isJsonNumber(value)) {
    throw typeError(
      `int() argument must be a string, a bytes-like object or a real number, not '${pythonTypeName(value)}'`,
    );
  }
  if (!isPythonFloat(value)) return value;
  const float = Number(numericValue(value));
  if (Number.isNaN(float)) throw new PythonError("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(float)) throw new PythonError("OverflowError", "cannot convert float infinity to integer");
  return pythonInt(BigInt(Math.trunc(float)));
}

function intOfText(text: string): JsonValue {
  const parsed = parsePythonInt(text);
  if (parsed !== undefined) return parsed;
  throw new PythonError(
    "ValueError",
    isTooLongInt(text)
      ? `Exceeds the limit (${maxIntDigits} digits) for integer string conversion: value has ${countDigits(text)} ` +
          "digits; use sys.set_int_max_str_digits() to increase the limit"
      : `invalid literal for int() with base 10: ${pythonRepr(text)}`,
  );
}

function toFloat(value: JsonValue): JsonValue {
  if (typeof value === "boolean") return pythonFloat(Number(value));
  if (typeof value === "string") {
    const parsed = parsePythonFloat(value);
    if (parsed === undefined) {
      throw new PythonError("ValueError", `could not convert string to float: ${pythonRepr(value)}`);
    }
    return pythonFloat(parsed);
  }
  if (!isJsonNumber(value)) {
    throw typeError(`float() argument must be a string or a real number, not '${pythonTypeName(value)}'`);
  }
  if (isPythonFloat(value)) return value;
  const float = Number(value);
  if (!Number.isFinite(float)) throw new PythonError("OverflowError", "int too large to convert to float");
  return pythonFloat(float);
}
