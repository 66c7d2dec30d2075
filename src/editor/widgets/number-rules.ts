import { isJsonNumber, numericValue, type JsonValue } from "../../json/json-value.ts";
import type { InputOptions } from "../../schema/node-type.ts";
import type { PlainValue } from "../load/plain-value.ts";

/** Range and rounding of a number widget, as its declaration gives them; Infinity where two ranges left it open. */
export interface NumberRules {
  readonly type: "INT" | "FLOAT";
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | undefined;
  readonly round: number | undefined;
  /** The other options, which two widgets must share to be fed by one primitive. */
  readonly others: ReadonlyMap<string, unknown>;
}

/** Options that do not keep two widgets apart (nodeDefUtil.ts). */
const ignored = new Set([
  "default",
  "forceInput",
  "controlAfterGenerate",
  "multiline",
  "tooltip",
  "dynamicPrompts",
  "min",
  "max",
  "step",
]);

export function rulesOf(type: "INT" | "FLOAT", options: InputOptions): NumberRules {
  const others = new Map<string, unknown>();
  for (const [key, value] of Object.entries(options)) {
    if (!ignored.has(key) && key !== "rest") others.set(key, plainNumber(value as JsonValue));
  }
  for (const [key, value] of Object.entries(options.rest ?? {})) if (key !== "defaultInput") others.set(key, value);
  const number = (value: JsonValue | undefined) => {
    const plain = plainNumber(value);
    return typeof plain === "number" ? plain : undefined;
  };
  const { min, max, step, round } = options;
  return { type, min: number(min), max: number(max), step: number(step), round: number(round), others };
}

function plainNumber(value: JsonValue | undefined): JsonValue | undefined {
  return value !== undefined && isJsonNumber(value) ? Number(numericValue(value)) : value;
}

/** The rules that satisfy both, or undefined where one primitive cannot feed both. */
export function mergeRules(one: NumberRules, other: NumberRules): NumberRules | undefined {
  if (one.type !== other.type) return undefined;
  const min = Math.max(one.min ?? -Infinity, other.min ?? -Infinity);
  const max = Math.min(one.max ?? Infinity, other.max ?? Infinity);
  if (min > max) return undefined;
  const keys = new Set([...one.others.keys(), ...other.others.keys()]);
  for (const key of keys) if ((one.others.get(key) ?? null) !== (other.others.get(key) ?? null)) return undefined;
  return { ...one, min, max, step: leastCommonMultiple(one.step ?? 1, other.step ?? 1) };
}

function leastCommonMultiple(one: number, other: number): number {
  return Math.abs(one * other) / greatestCommonDivisor(Math.abs(one), Math.abs(other));
}

/** Euclid's, with a tolerance for fractions such as 0.1. */
function greatestCommonDivisor(one: number, other: number): number {
  let [a, b] = [one, other];
  if (a === 0 || b === 0) return a + b;
  for (let turn = 0; b > 1e-10 && turn < 100; turn++) [a, b] = [b, a % b];
  return a;
}

/** What the editor makes of a value that is entered into such a widget (useIntWidget.ts, useFloatWidget.ts). */
export function enterNumber(value: PlainValue | undefined, rules: NumberRules): PlainValue {
  const number = Number(value);
  return rules.type === "INT" ? roundInt(number, rules) : roundFloat(number, value, rules);
}

function roundInt(value: number, { step: declared, min = 0 }: NumberRules): number {
  const step = declared || 1;
  if (step === 1) return Math.round(value);
  const offset = min % step;
  return Math.round((value - offset) / step) * step + offset;
}

function roundFloat(value: number, entered: PlainValue | undefined, rules: NumberRules): PlainValue {
  const { step = 0.5, min = 0, max = 2048 } = rules;
  const precision = Math.max(0, -Math.floor(Math.log10(step)));
  const round = precision !== 0 && !rules.round ? 10 ** -precision : rules.round;
  if (!round) return entered ?? null;
  const rounded = Number((Math.round(value / round) * round).toFixed(precision));
  return Math.min(Math.max(rounded, min), max);
}
