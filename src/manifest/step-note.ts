import { readBound } from "./check-number.ts";
import type { ManifestSlot } from "./manifest.ts";

type Integer = number | bigint;

/**
 * A sentence on a whole number that lies between the steps of its slot, with the nearest that do not; undefined where it
 * fits. Steps are counted from the default or from the least value. Only whole numbers: the step of a float is how finely
 * the editor's widget turns, and models take what lies between.
 */
export function findStepNote(slot: ManifestSlot, value: string | Integer | boolean): string | undefined {
  const { step, kind } = slot;
  if (kind !== "int" || step === undefined || step <= 1 || !Number.isInteger(step)) return undefined;
  if (typeof value !== "number" && typeof value !== "bigint") return undefined;
  const [min, max] = [readBound(slot.min), readBound(slot.max)];
  const standard = typeof slot.default === "boolean" ? undefined : readBound(slot.default);
  const offset = (base: Integer) => positiveRemainder(BigInt(value) - BigInt(base), BigInt(step));
  const bases = [standard, min].filter((base) => base !== undefined);
  const above = offset(bases[0] ?? 0);
  if (above === 0n || bases.some((base) => offset(base) === 0n)) return undefined;
  const near = [BigInt(value) - above, BigInt(value) - above + BigInt(step)].filter(
    (each) => (min === undefined || each >= min) && (max === undefined || each <= max),
  );
  const nearest =
    near.length === 0 ? "" : `: the nearest ${near.length > 1 ? "values are" : "value is"} ${near.join(" and ")}`;
  return `Slot "${slot.name}" is ${value}, but the model works in steps of ${step}${nearest}.`;
}

function positiveRemainder(value: bigint, step: bigint): bigint {
  return ((value % step) + step) % step;
}
