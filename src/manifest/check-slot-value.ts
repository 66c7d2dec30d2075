import { renderOptions, suggest } from "../errors/suggestion.ts";
import { JsonFloat } from "../json/json-value.ts";
import { checkMediaFile, checkModelFile, type FileValue } from "./check-file.ts";
import { checkFloat, checkInteger } from "./check-number.ts";
import type { ManifestSlot } from "./manifest.ts";
import { renderValue, slotProblem } from "./slot-problem.ts";

/**
 * The value that a caller gave for `slot`, checked: a value for the prompt, or the file of a media slot.
 * @throws bad_slot_value
 */
export function checkSlotValue(slot: ManifestSlot, value: unknown): string | number | bigint | boolean | FileValue {
  switch (slot.kind) {
    case "text":
      return checkText(slot, value);
    case "int":
    case "seed":
      return checkInteger(slot, value);
    case "float":
      return checkFloat(slot, value);
    case "bool":
      return checkBoolean(slot, value);
    case "choice":
      return checkChoice(slot, value);
    case "model":
      return checkModelFile(slot, value);
    default:
      return checkMediaFile(slot, value);
  }
}

function checkText(slot: ManifestSlot, value: unknown): string {
  if (typeof value === "string") return value;
  throw slotProblem(slot.name, `${renderValue(value)} is not a text.`, "Give a string.");
}

function checkBoolean(slot: ManifestSlot, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw slotProblem(slot.name, `${renderValue(value)} is not true or false.`, "Give true or false.");
}

function checkChoice(slot: ManifestSlot, given: unknown): string | number {
  const value = given instanceof JsonFloat ? given.value : given;
  const { options } = slot;
  if (options === undefined && typeof value === "string") return value;
  const found = options?.find((option) => option === value);
  if (found !== undefined) return found;
  const near = suggest(String(value), (options ?? []).map(String));
  const list = `Options: ${renderOptions(options ?? [])}.`;
  const hint = near === undefined ? list : `${near} ${list}`;
  const count = options === undefined ? "a text" : `one of the ${options.length} options`;
  throw slotProblem(
    slot.name,
    `${renderValue(given)} is not ${count}.`,
    options === undefined ? "Give a string." : hint,
  );
}
