import { renderOptions, suggest } from "../../errors/suggestion.ts";
import { JsonFloat, type JsonValue } from "../../json/json-value.ts";
import type { SlotDeclaration } from "../../manifest/slot-declaration.ts";
import { placeOf } from "../flatten/flat-graph.ts";
import type { IssueList } from "../issue-list.ts";
import type { SlotUse } from "../lower/lower-graph.ts";

export type SlotOption = string | number;

/**
 * The options of a choice slot: as declared, else those that every combo it feeds has. An option that a combo lacks is
 * an issue. Undefined where neither names any: open combos list the files of one server at one moment.
 */
export function findSlotOptions(
  slot: SlotDeclaration,
  uses: readonly SlotUse[],
  issues: IssueList,
): readonly SlotOption[] | undefined {
  if (slot.kind !== "choice") return undefined;
  const lists = uses.flatMap((use) => {
    const { options, kind } = use.declared ?? {};
    return kind === "combo" && options?.open !== true
      ? [{ use, values: (options?.values ?? []).flatMap(toOption) }]
      : [];
  });
  if (slot.options === undefined) {
    const [first, ...others] = lists;
    const shared = first?.values.filter((value) => others.every((list) => list.values.includes(value)));
    if (shared?.length !== 0 || others.length === 0) return shared;
    reportNothingShared(
      slot,
      lists.map(({ use }) => use),
      issues,
    );
    return undefined;
  }
  const options = slot.options.map((option) => lists[0]?.values.find((value) => String(value) === option) ?? option);
  for (const { use, values } of lists) {
    for (const option of options) if (!values.includes(option)) reportOption(slot, option, { use, values }, issues);
  }
  return options;
}

function toOption(value: JsonValue): SlotOption[] {
  if (value instanceof JsonFloat) return [value.value];
  return typeof value === "string" || typeof value === "number" ? [value] : [];
}

function reportNothingShared(slot: SlotDeclaration, uses: readonly SlotUse[], issues: IssueList): void {
  const last = uses.at(-1)!;
  const inputs = uses.map(({ flat, input }) => `${input} of ${flat.node.type}`);
  issues.add("slot_type_mismatch", placeOf(last.flat, last.input), {
    message: `Slot "${slot.name}" feeds ${inputs.slice(0, -1).join(", ")} and ${inputs.at(-1)}, which share no option.`,
    hint: "Give each a slot of its own.",
    details: { slot: slot.name },
  });
  // No value can be right for all of them; that each complains of it as well says no more.
  for (const { flat, input } of uses) issues.markReported(flat.id, input);
}

interface OptionList {
  readonly use: SlotUse;
  readonly values: readonly SlotOption[];
}

function reportOption(slot: SlotDeclaration, option: SlotOption, list: OptionList, issues: IssueList): void {
  const { values } = list;
  const { flat, input } = list.use;
  issues.add("slot_range_too_wide", placeOf(flat, input), {
    message: `Slot "${slot.name}" has the option ${JSON.stringify(option)}, which is not one of the ${values.length} options of ${input} of ${flat.node.type}.`,
    hint: suggest(String(option), values.map(String)) ?? `Its options: ${renderOptions(values)}.`,
    details: { slot: slot.name },
  });
}
