import type { SourcePosition } from "../errors/source-position.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";
import { show } from "./shown-value.ts";
import { findTypeFault, findValueFault } from "./slot-value.ts";
import { workflowError } from "./workflow-error.ts";

type Facts = Omit<SlotDeclaration, "name">;

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
