import { ComfycError } from "../errors/comfyc-error.ts";

/** The error of one slot value; `details.slot` names the slot, so that a form can mark the field. */
export function slotProblem(slot: string, problem: string, hint?: string): ComfycError {
  return new ComfycError("bad_slot_value", `Slot "${slot}": ${problem}`, {
    details: { slot },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** A short, one-line form of a value that a caller gave, for messages. */
export function renderValue(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return String(value);
  if (typeof value === "function" || typeof value === "symbol" || value === undefined) return typeof value;
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
