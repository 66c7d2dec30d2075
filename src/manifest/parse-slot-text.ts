import { randomBytes } from "node:crypto";
import { checkSlotValue } from "./check-slot-value.ts";
import { isMediaKind } from "./check-file.ts";
import { readBound, renderRange } from "./check-number.ts";
import type { ManifestSlot } from "./manifest.ts";
import { slotProblem } from "./slot-problem.ts";

export interface ParseSlotTextOptions {
  /** 64 random bits, for the seed `random`. @default from the system's random source */
  readonly randomBits?: () => bigint;
  /** Makes a path absolute. @default the text as it is */
  readonly resolvePath?: (path: string) => string;
}

/**
 * The typed value, as `bindSlots` takes it, of the text that a command line gives for `slot`: `20`, `7.5`, `true`,
 * `random` for a seed, a path for a media slot.
 * @throws bad_slot_value
 */
export function parseSlotText(slot: ManifestSlot, text: string, options: ParseSlotTextOptions = {}): unknown {
  const value = readText(slot, text, options);
  if (!isMediaKind(slot.kind)) checkSlotValue(slot, value);
  return value;
}

function readText(slot: ManifestSlot, text: string, options: ParseSlotTextOptions): unknown {
  switch (slot.kind) {
    case "seed":
      return text.trim() === "random"
        ? pickSeed(slot, options)
        : readDigits(slot, text, `${renderRange(slot, "digits")}, or random`);
    case "int":
      return readDigits(slot, text, renderRange(slot, "a whole number"));
    case "float":
      return Number(readNumber(slot, text, renderRange(slot, "a number")));
    case "bool":
      return readBoolean(slot, text);
    case "choice":
      return slot.options?.find((option) => String(option) === text) ?? text;
    default:
      return isMediaKind(slot.kind) ? (options.resolvePath?.(text) ?? text) : text;
  }
}

function readNumber(slot: ManifestSlot, text: string, wanted: string): number | bigint {
  const token = text.trim();
  if (/^[+-]?\d+$/.test(token)) return BigInt(token.replace("+", ""));
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(token)) return Number(token);
  throw slotProblem(slot.name, `"${text}" is not a number.`, `Give ${wanted}.`);
}

/** Refused here, since the advice for typed values, a string of digits, is of no use where all is text. */
function readDigits(slot: ManifestSlot, text: string, wanted: string): number | bigint {
  const value = readNumber(slot, text, wanted);
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return value;
  if (!Number.isInteger(value))
    throw slotProblem(slot.name, `${text.trim()} is not a whole number.`, `Give ${wanted}.`);
  throw slotProblem(
    slot.name,
    `${text.trim()} is too large for an exact number.`,
    "Give its digits, without exponent.",
  );
}

function readBoolean(slot: ManifestSlot, text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  throw slotProblem(slot.name, `"${text}" is not true or false.`, "Give true or false.");
}

function pickSeed(slot: ManifestSlot, options: ParseSlotTextOptions): bigint {
  const min = BigInt(readBound(slot.min) ?? 0);
  const max = BigInt(readBound(slot.max) ?? 0xffff_ffff_ffff_ffffn);
  const bits = options.randomBits?.() ?? randomBytes(8).readBigUInt64LE();
  return min + (BigInt.asUintN(64, bits) % (max - min + 1n));
}
