import { renderOptions } from "../errors/suggestion.ts";
import type { SourcePosition } from "../errors/source-position.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";
import { workflowError } from "./workflow-error.ts";

type Facts = Omit<SlotDeclaration, "name">;

const keywords = new Set(
  (
    "false none true and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield case catch const debugger default " +
    "delete do enum export extends function instanceof new null super switch this throw typeof var void implements " +
    "interface let package private protected public static arguments eval"
  ).split(" "),
);

/**
 * What is wrong with a name that becomes a parameter in TypeScript and Python, as the end of a sentence, or undefined.
 */
export function findNameFault(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    return "is not snake_case: small letters, digits and single underscores, a letter first";
  }
  return keywords.has(name) ? "is a keyword of Python or TypeScript" : undefined;
}

/** What is wrong with a value of a slot of that kind, range and options, as the end of a sentence, or undefined. */
export function findValueFault(facts: Facts, value: unknown): string | undefined {
  return findTypeFault(facts, value) ?? findRangeFault(facts, value as never);
}

function findTypeFault({ kind }: Facts, value: unknown): string | undefined {
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

/** @throws invalid_workflow where the range, the options or the default of a slot contradict themselves. */
export function checkSlotFacts(facts: Facts, position: SourcePosition | null): void {
  const fault =
    findWordFault(facts) ?? findRangeContradiction(facts) ?? findOptionsFault(facts) ?? findDefaultFault(facts);
  if (fault !== undefined) throw workflowError(`slot.${facts.kind}: ${fault}.`, { position });
}

/** What is not the text that the manifest holds. */
function findWordFault(facts: Facts): string | undefined {
  for (const name of ["label", "group", "tooltip", "unit", "folder"] as const) {
    const value: unknown = facts[name];
    if (value !== undefined && typeof value !== "string") return `${name} ${show(value)} is not a string`;
  }
  const { multiline, renamedFrom } = facts;
  if (multiline !== undefined && typeof multiline !== "boolean") return `multiline is not true or false`;
  if (renamedFrom === undefined) return undefined;
  const areNames = Array.isArray(renamedFrom) && renamedFrom.every((name) => typeof name === "string" && name !== "");
  return areNames ? undefined : "renamedFrom is not a list of names";
}

function findRangeContradiction(facts: Facts): string | undefined {
  const { kind, min, max, step } = facts;
  for (const [name, bound] of [["min", min] as const, ["max", max] as const]) {
    if (bound === undefined) continue;
    const fault = findTypeFault({ kind }, bound);
    if (fault !== undefined) return `${name} ${show(bound)} ${fault}`;
  }
  if (min !== undefined && max !== undefined && min > max) return `min ${min} is above max ${max}`;
  if (step !== undefined && !(Number.isFinite(step) && step > 0)) return `step ${show(step)} is not a positive number`;
  if (facts.order !== undefined && !Number.isFinite(facts.order)) return `order ${show(facts.order)} is not a number`;
  return undefined;
}

function findOptionsFault({ options }: Facts): string | undefined {
  if (options === undefined) return undefined;
  if (!Array.isArray(options) || options.length === 0) return "options is not a list of at least one string";
  const odd = options.find((option) => typeof option !== "string");
  if (odd !== undefined) return `option ${show(odd)} is not a string`;
  const twice = options.find((option, index) => options.indexOf(option) !== index);
  return twice === undefined ? undefined : `option ${show(twice)} stands twice`;
}

function findDefaultFault(facts: Facts): string | undefined {
  if (facts.default === undefined) return undefined;
  const fault = findValueFault(facts, facts.default);
  return fault === undefined ? undefined : `default ${show(facts.default)} ${fault}`;
}

/** A value as an author writes it. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
