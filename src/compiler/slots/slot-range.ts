import { numericValue, type JsonNumber } from "../../json/json-value.ts";
import { writeInteger } from "../../manifest/manifest-integer.ts";
import type { ManifestSlot } from "../../manifest/manifest.ts";
import type { SlotDeclaration } from "../../manifest/slot-declaration.ts";
import { placeOf } from "../flatten/flat-graph.ts";
import type { IssueList } from "../issue-list.ts";
import type { SlotUse } from "../lower/lower-graph.ts";

type Range = Pick<ManifestSlot, "min" | "max" | "step">;
type Bound = { readonly value: number | bigint; readonly use: SlotUse };

/** The range of a number slot: as declared, else the narrowest of the widgets it feeds. A wider one is an issue. */
export function findSlotRange(slot: SlotDeclaration, uses: readonly SlotUse[], issues: IssueList): Range {
  if (slot.kind !== "int" && slot.kind !== "seed" && slot.kind !== "float") return {};
  const least = narrowest(uses, "min", (a, b) => a > b);
  const greatest = narrowest(uses, "max", (a, b) => a < b);
  if (slot.min !== undefined && least !== undefined && slot.min < least.value) tooWide(slot, "min", least, issues);
  if (slot.max !== undefined && greatest !== undefined && slot.max > greatest.value) {
    tooWide(slot, "max", greatest, issues);
  }
  const min = slot.min ?? least?.value;
  const max = slot.max ?? greatest?.value;
  const step = slot.step ?? findStep(uses);
  const write = slot.kind === "float" ? Number : writeInteger;
  return {
    ...(min !== undefined && { min: write(min) }),
    ...(max !== undefined && { max: write(max) }),
    ...(step !== undefined && { step }),
  };
}

function narrowest(
  uses: readonly SlotUse[],
  key: "min" | "max",
  isNarrower: (a: number | bigint, b: number | bigint) => boolean,
): Bound | undefined {
  let best: Bound | undefined;
  for (const use of uses) {
    const bound = use.declared?.options[key];
    if (bound === undefined) continue;
    const value = numericValue(bound);
    if (!Number.isNaN(Number(value)) && (best === undefined || isNarrower(value, best.value))) best = { value, use };
  }
  return best;
}

/** The coarsest step, which every widget can show. */
function findStep(uses: readonly SlotUse[]): number | undefined {
  const steps = uses.flatMap((use) => {
    const step: JsonNumber | undefined = use.declared?.options.step;
    return step === undefined ? [] : [Number(numericValue(step))];
  });
  return steps.length === 0 ? undefined : Math.max(...steps);
}

function tooWide(slot: SlotDeclaration, key: "min" | "max", bound: Bound, issues: IssueList): void {
  const { flat, input } = bound.use;
  const limit = key === "min" ? "takes nothing below" : "takes nothing above";
  issues.add("slot_range_too_wide", placeOf(flat, input), {
    message: `Slot "${slot.name}" has ${key} ${slot[key]}, but ${input} of ${flat.node.type} ${limit} ${bound.value}.`,
    hint: `Set ${key} to ${bound.value}, or leave it out: the slot then takes the range of the widget.`,
    details: { slot: slot.name },
  });
}
