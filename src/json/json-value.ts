/**
 * A number whose token is a float but whose value is whole: `5.0`, `1e3`, `-0.0`.
 * Python keeps 5 and 5.0 apart (an INT slot, a STRING made of a number), JavaScript does not, so the token is kept.
 */
export class JsonFloat {
  readonly value: number;
  readonly text: string;

  /** @param text the token it was read from. @default as Python writes the float: `5.0`, `1e+22` */
  constructor(value: number, text: string = floatText(value)) {
    this.value = value;
    this.text = text;
  }
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** `number`: an integer up to 2^53 or a float with a fraction · `bigint`: a larger integer · `JsonFloat`: `5.0`. */
export type JsonNumber = number | bigint | JsonFloat;
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject;
/** Parsed objects have no prototype, so that a key such as `constructor` finds nothing that was not in the text. */
export interface JsonObject {
  [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonFloat);
}

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === "number" || typeof value === "bigint" || value instanceof JsonFloat;
}

/** The mathematical value. `<` and `>` between a number and a bigint compare exactly. */
export function numericValue(value: JsonNumber): number | bigint {
  return value instanceof JsonFloat ? value.value : value;
}

/** True where Python would hold an `int`: neither a fraction, nor `5.0`, nor NaN or an infinity. */
export function isIntegerToken(value: JsonValue): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}
