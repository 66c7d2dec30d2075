import { JsonFloat, type JsonNumber, type JsonValue } from "../../../json/json-value.ts";

/** A number as Python's float holds it: whole floats keep their point (`5.0`), so that they differ from an int. */
export function pythonFloat(value: number): JsonNumber {
  return Number.isInteger(value) ? new JsonFloat(value, floatRepr(value)) : value;
}

/** A number as Python's int holds it. */
export function pythonInt(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** True where Python would hold a `float`. */
export function isPythonFloat(value: JsonValue): value is number | JsonFloat {
  return value instanceof JsonFloat || (typeof value === "number" && !Number.isInteger(value));
}

/** `repr()` of a float: the shortest digits that read back, an exponent from 1e16 upwards and below 1e-4. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const text = exponent < 0 ? smallDecimal(mantissa, exponent) : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** 1.5e-4 → 0.00015; JavaScript itself changes to an exponent only below 1e-6. */
function smallDecimal(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
}

/** Longest run of digits that `int()` reads (sys.get_int_max_str_digits). */
export const maxIntDigits = 4300;

const intToken = /^[+-]?\d+(?:_\d+)*$/;
const floatToken = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const namedFloat = /^([+-]?)(inf|infinity|nan)$/i;

/** What `int(text)` gives, or undefined where it raises. */
export function parsePythonInt(text: string): number | bigint | undefined {
  const token = asciiNumber(text);
  if (!intToken.test(token)) return undefined;
  const digits = token.replaceAll("_", "").replace("+", "");
  if (countDigits(digits) > maxIntDigits) return undefined;
  return digits.startsWith("-") ? pythonInt(-BigInt(digits.slice(1))) : pythonInt(BigInt(digits));
}

/** What `float(text)` gives, or undefined where it raises. */
export function parsePythonFloat(text: string): number | undefined {
  const token = asciiNumber(text);
  const named = namedFloat.exec(token);
  if (named !== null) {
    if (named[2]!.toLowerCase() === "nan") return Number.NaN;
    return named[1] === "-" ? -Infinity : Infinity;
  }
  return floatToken.test(token) ? Number(token.replaceAll("_", "")) : undefined;
}

/** Digits of an integer token, for Python's own limit. */
export function countDigits(token: string): number {
  return token.replace(/[^\d]/g, "").length;
}

/** True for a token of digits that only Python's limit on length refuses. */
export function isTooLongInt(text: string): boolean {
  const token = asciiNumber(text);
  return intToken.test(token) && countDigits(token) > maxIntDigits;
}

/** The ASCII separators U+001C to U+001F are spaces for `strip()`, but not here. */
const foreignSpace = /[\x85\p{Zs}\u2028\u2029]/gu;
const outerSpace = /^[\t-\r ]+|[\t-\r ]+$/g;
// oxlint-disable-next-line no-control-regex -- Python counts these separators as spaces
const unicodeSpace = /[\t-\r\x1c-\x1f\x85\p{Zs}\u2028\u2029]/gu;

/** `text.strip()`. */
export function pythonStrip(text: string): string {
  let [start, end] = [0, text.length];
  const isSpace = (index: number) => text.charAt(index).replace(unicodeSpace, "") === "";
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  return text.slice(start, end);
}

/**
 * Python maps digits and spaces of every script to ASCII before it reads a number, but only in a text that is not
 * ASCII already: "\u001c5" is refused, "\u00a05" is 5.
 */
function asciiNumber(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = /^[\x00-\x7f]*$/.test(text)
    ? text
    : text.replace(foreignSpace, " ").replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
  return plain.replace(outerSpace, "");
}

/** Unicode keeps decimal digits in runs of ten from zero upwards, some of them without a gap between. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0)!;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}

/** True for an integer that no float can hold: `float()` raises OverflowError. */
export function isTooLongForFloat(value: JsonNumber): boolean {
  return typeof value === "bigint" && !Number.isFinite(Number(value));
}
