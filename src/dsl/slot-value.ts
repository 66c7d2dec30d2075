import { renderOptions } from "../errors/suggestion.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";

type Facts = Omit<SlotDeclaration, "name">;

/** What is wrong with a value of a slot of that kind, range and options, as the end of a sentence, or undefined. */
export function findValueFault(facts: Facts, value: unknown): string | undefined {
  return findTypeFault(facts, value) ?? findRangeFault(facts, value as never);
}

/** As `findValueFault`, of the type alone. */
export function findTypeFault({ kind }: Pick<Facts, "kind">, value: unknown): string | undefined {
  switch (kind) {
    case "int":
    case "seed":
      if (typeof value === "bigint" || Number.isSafeInteger(value)) return undefined;
      return Number.isInteger(value) ? "is beyond 2^53 and must be a bigint (1n)" : "is not a whole number";
    case "float":
      return Number.isFinite(value) ? undefined : "is not a finite number";
    case "bool":
      return typeof value === "boolean" ? undefined : "is not true or false";
    default:
      return typeof value === "string" ? undefined : "is not a string";
  }
}

function findRangeFault({ min, max, options }: Facts, value: number | bigint | string): string | undefined {
  if (min !== undefined && (value as bigint) < min) return `is below the minimum of ${min}`;
  if (max !== undefined && (value as bigint) > max) return `is above the maximum of ${max}`;
  if (options !== undefined && !options.includes(value as string)) return `is none of ${renderOptions(options)}`;
  return undefined;
}
