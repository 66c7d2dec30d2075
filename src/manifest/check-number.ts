import { JsonFloat } from "../json/json-value.ts";
import type { ManifestSlot } from "./manifest.ts";
import { renderValue, slotProblem } from "./slot-problem.ts";

/**
 * The integer in `value`, exact: a number up to 2^53, a bigint beyond. Takes 7 and 7.0, a bigint, and decimal digits
 * in a string for seeds and for integers that a JSON number cannot hold. Never a boolean.
 * @throws bad_slot_value
 */
export function checkInteger(slot: ManifestSlot, value: unknown): number | bigint {
  const integer = exactInteger(slot, value instanceof JsonFloat ? value.value : value);
  checkRange(slot, integer);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function exactInteger(slot: ManifestSlot, value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "string" && /^[+-]?\d+$/.test(value)) {
    const integer = BigInt(value.replace("+", ""));
    if (slot.kind === "seed" || !Number.isSafeInteger(Number(integer))) return integer;
  }
  if (typeof value !== "number")
    throw slotProblem(slot.name, `${renderValue(value)} is not a whole number.`, integerHint(slot));
  if (!Number.isInteger(value)) throw slotProblem(slot.name, `${value} is not a whole number.`, integerHint(slot));
  if (!Number.isSafeInteger(value)) {
    throw slotProblem(
      slot.name,
      `${value} is too large for an exact number.`,
      "Give integers beyond 9007199254740991 as a string of digits (or a bigint in TypeScript).",
    );
  }
  return BigInt(value);
}

function integerHint(slot: ManifestSlot): string {
  const seed = slot.kind === "seed" ? " Beyond 9007199254740991, give the digits as a string." : "";
  return `Give ${renderRange(slot, "a whole number")}.${seed}`;
}

/**
 * The number in `value`, finite and in range. Never a boolean, never a string.
 * @throws bad_slot_value
 */
export function checkFloat(slot: ManifestSlot, value: unknown): number {
  const number = value instanceof JsonFloat ? value.value : typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw slotProblem(slot.name, `${renderValue(value)} is not a number.`, `Give ${renderRange(slot, "a number")}.`);
  }
  checkRange(slot, number);
  return number;
}

function checkRange(slot: ManifestSlot, value: number | bigint): void {
  const min = readBound(slot.min);
  const max = readBound(slot.max);
  if (min !== undefined && value < min) {
    throw slotProblem(slot.name, `${value} is below the least value ${min}.`, `Give ${renderRange(slot, "a value")}.`);
  }
  if (max !== undefined && value > max) {
    throw slotProblem(
      slot.name,
      `${value} is above the greatest value ${max}.`,
      `Give ${renderRange(slot, "a value")}.`,
    );
  }
}

/** A bound of a manifest slot as a number: decimal strings become bigint. */
export function readBound(bound: number | string | undefined): number | bigint | undefined {
  return typeof bound === "string" ? BigInt(bound) : bound;
}

/** `a whole number from 1 to 150` */
export function renderRange(slot: ManifestSlot, noun: string): string {
  if (slot.min !== undefined && slot.max !== undefined) return `${noun} from ${slot.min} to ${slot.max}`;
  if (slot.min !== undefined) return `${noun} of at least ${slot.min}`;
  if (slot.max !== undefined) return `${noun} of at most ${slot.max}`;
  return noun;
}
