import type { NodeSource } from "../../errors/source-position.ts";
import type { Graph } from "../../graph/graph.ts";
import type { JsonValue } from "../../json/json-value.ts";
import type { ManifestSlot } from "../../manifest/manifest.ts";
import { slotType, type SlotDeclaration } from "../../manifest/slot-declaration.ts";
import { checkSlotUse } from "./slot-mismatch.ts";
import { sourceOf } from "../flatten/flat-graph.ts";
import type { IssueList } from "../issue-list.ts";
import type { SlotUse } from "../lower/lower-graph.ts";
import { findSlotDefault } from "./slot-default.ts";
import { findSlotOptions } from "./slot-options.ts";
import { findSlotRange } from "./slot-range.ts";

export interface BuiltSlots {
  /** As declared. */
  readonly slots: readonly ManifestSlot[];
  /** Slot → the value that the prompt holds. */
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** The slots of the manifest, and their values in the prompt. */
export function buildSlots(graph: Graph, uses: readonly SlotUse[], issues: IssueList): BuiltSlots {
  const usesBySlot = Map.groupBy(uses, (use) => use.slot);
  const values = new Map<string, JsonValue>();
  const slots = graph.slots.map((declaration, index) => {
    const found = usesBySlot.get(declaration.name) ?? [];
    const isStructural = graph.branches.some((branch) => branch.slot === declaration.name);
    if (found.length === 0 && !isStructural) reportUnused(graph, declaration, issues);
    const { slot, value } = buildSlot(graph, declaration, { index, uses: found, issues });
    values.set(declaration.name, value);
    return slot;
  });
  return { slots, values };
}

interface SlotContext {
  readonly index: number;
  readonly uses: readonly SlotUse[];
  readonly issues: IssueList;
}

function buildSlot(graph: Graph, declaration: SlotDeclaration, { index, uses, issues }: SlotContext) {
  const fitting = uses.filter((use) => checkSlotUse(declaration, use, issues));
  const facts = { ...head(declaration, index), ...inherited(graph, declaration, fitting, issues) };
  const slot: ManifestSlot = {
    ...facts,
    renamedFrom: [...(declaration.renamedFrom ?? [])],
    targets: uses.map(({ flat, input }) => ({ node: flat.id, input })),
  };
  const [first] = fitting;
  const source = declaration.position || first === undefined ? slotSource(graph, declaration) : sourceOf(first.flat);
  const { manifest, prompt } = findSlotDefault(declaration, slot, fitting, { issues, source });
  return { slot: { ...slot, ...(manifest !== undefined && { default: manifest }) }, value: prompt };
}

function head(declaration: SlotDeclaration, index: number) {
  const { name, kind, label, group, order, tooltip, unit } = declaration;
  return {
    name,
    type: slotType(kind),
    kind,
    label: label ?? toLabel(name),
    group: group ?? null,
    order: order ?? index,
    ...(tooltip !== undefined && { tooltip }),
    ...(unit !== undefined && { unit }),
  };
}

/** What the slot takes over from the widgets where the author says nothing. */
function inherited(graph: Graph, declaration: SlotDeclaration, uses: readonly SlotUse[], issues: IssueList) {
  const widgets = uses.map((use) => use.declared?.options);
  const options = findSlotOptions(declaration, uses, issues) ?? findBranchOptions(graph, declaration);
  const multiline = declaration.multiline ?? widgets.some((widget) => widget?.multiline === true);
  const folder = declaration.folder ?? widgets.find((widget) => widget?.modelFolder !== undefined)?.modelFolder;
  return {
    ...(declaration.kind === "text" && multiline && { multiline: true }),
    ...findSlotRange(declaration, uses, issues),
    ...(options !== undefined && { options: [...options] }),
    ...(declaration.kind === "model" && folder !== undefined && { folder }),
  };
}

/** A choice that only a `pick` reads has the pieces of that pick as its options, in the order of the calls. */
function findBranchOptions(graph: Graph, { kind, name }: SlotDeclaration): string[] | undefined {
  if (kind !== "choice") return undefined;
  const branch = graph.branches.find((item) => item.slot === name);
  return branch?.choices.map((choice) => String(choice.equals));
}

/** Where the slot was declared; where nobody knows that, the workflow. */
function slotSource(graph: Graph, { position }: SlotDeclaration): NodeSource {
  return { position: position ?? graph.position, calledFrom: [] };
}

function toLabel(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words === "" ? name : words[0]!.toUpperCase() + words.slice(1);
}

function reportUnused(graph: Graph, slot: SlotDeclaration, issues: IssueList): void {
  issues.add(
    "unused_slot",
    { node: null, source: slotSource(graph, slot) },
    {
      message: `Slot "${slot.name}" of workflow ${graph.name} feeds nothing: a run that sets it changes nothing.`,
      hint: "Give it to an input in build, or remove it.",
      severity: "warning",
      details: { slot: slot.name },
    },
  );
}
