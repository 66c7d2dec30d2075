import { ComfycError } from "../errors/comfyc-error.ts";
import { renderOptions, suggest } from "../errors/suggestion.ts";
import { isMediaKind } from "./check-file.ts";
import { readInteger } from "./manifest-integer.ts";
import { checkSlotValue } from "./check-slot-value.ts";
import type { Manifest, ManifestSlot } from "./manifest.ts";
import type { MediaKind } from "./slot-declaration.ts";
import { slotProblem } from "./slot-problem.ts";
import { SlotProblems } from "./slot-problems.ts";
import { findStepNote } from "./step-note.ts";

/** A checked value, as the prompt holds it; a bigint is an integer beyond 2^53. */
export type BoundValue = string | number | bigint | boolean;

/** A file of this machine that must be on the server before the prompt is sent. */
export interface FileToUpload {
  readonly slot: string;
  readonly kind: MediaKind;
  /** Absolute. */
  readonly path: string;
}

/** The values of one run, checked. */
export interface BoundSlots {
  /** Slot → value for the prompt, defaults filled in. A slot of `uploads` has none until `withUploaded` gives it. */
  readonly values: Readonly<Record<string, BoundValue>>;
  readonly uploads: readonly FileToUpload[];
  /** Sentences for the caller, such as that a slot has a new name. */
  readonly notes: readonly string[];
}

/**
 * Checks typed values (JSON, RPC or TypeScript) against the slots of a manifest and fills in the defaults.
 * A value of `undefined` counts as not given.
 * @throws unknown_slot, bad_slot_value, missing_slot_value; `details.slot` names the slot. Where several are wrong, it is
 * the first one's, and `issues` holds them all.
 */
export function bindSlots(manifest: Manifest, values: Readonly<Record<string, unknown>>): BoundSlots {
  const notes: string[] = [];
  const problems = new SlotProblems();
  const given = collectGiven(manifest, values, { notes, problems });
  const bound: Record<string, BoundValue> = {};
  const uploads: FileToUpload[] = [];
  for (const slot of manifest.slots) {
    const value = problems.collect(() => valueOf(manifest, slot, given, notes));
    if (value === undefined) continue;
    if (typeof value !== "object") bound[slot.name] = value;
    else if ("server" in value) bound[slot.name] = value.server;
    else if (isMediaKind(slot.kind)) uploads.push({ slot: slot.name, kind: slot.kind, path: value.path });
  }
  problems.throwAny();
  return { values: bound, uploads, notes };
}

/** The value of a slot, or undefined where it has none and needs none. */
function valueOf(manifest: Manifest, slot: ManifestSlot, given: ReadonlyMap<string, unknown>, notes: string[]) {
  const isGiven = given.has(slot.name);
  if (!isUsed(manifest, slot) && (isGiven || slot.default === undefined)) {
    notes.push(`Slot "${slot.name}" feeds nothing: a value for it changes nothing.`);
    if (!isGiven) return undefined;
  }
  if (!isGiven) return defaultOf(manifest, slot);
  const value = checkSlotValue(slot, given.get(slot.name));
  const note = typeof value === "object" ? undefined : findStepNote(slot, value);
  if (note !== undefined) notes.push(note);
  return value;
}

/** True where a value of the slot reaches the prompt, or switches a piece of it. */
export function isUsed({ edits }: Manifest, { name, targets }: ManifestSlot): boolean {
  return targets.length > 0 || edits.some((edit) => edit.slot === name);
}

/** `bound` with the server's names of uploaded files in place, slot → `subfolder/name`. */
export function withUploaded(bound: BoundSlots, names: Readonly<Record<string, string>>): BoundSlots {
  return {
    values: { ...bound.values, ...names },
    uploads: bound.uploads.filter((upload) => !Object.hasOwn(names, upload.slot)),
    notes: bound.notes,
  };
}

/**
 * The slot that a caller means by `name`, which may be an old name of it.
 * @throws unknown_slot with a suggestion.
 */
export function getSlot(manifest: Manifest, name: string): ManifestSlot {
  const slot =
    manifest.slots.find((slot) => slot.name === name) ?? manifest.slots.find((slot) => slot.renamedFrom.includes(name));
  if (slot !== undefined) return slot;
  const names = manifest.slots.map((slot) => slot.name);
  const near = suggest(name, names);
  const list = names.length === 0 ? "It has no slots." : `Its slots: ${renderOptions(names)}.`;
  throw new ComfycError("unknown_slot", `Workflow "${manifest.name}" has no slot ${JSON.stringify(name)}.`, {
    hint: near === undefined ? list : `${near} ${list}`,
    details: { slot: name },
  });
}

function collectGiven(
  manifest: Manifest,
  values: Readonly<Record<string, unknown>>,
  { notes, problems }: { notes: string[]; problems: SlotProblems },
): Map<string, unknown> {
  const given = new Map<string, unknown>();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) problems.collect(() => collectOne(manifest, name, value, { given, notes }));
  }
  return given;
}

function collectOne(
  manifest: Manifest,
  name: string,
  value: unknown,
  { given, notes }: { given: Map<string, unknown>; notes: string[] },
): void {
  const slot = getSlot(manifest, name);
  if (given.has(slot.name)) {
    throw slotProblem(slot.name, `given twice, also under an old name.`, `Give only "${slot.name}".`);
  }
  if (slot.name !== name) notes.push(`Slot "${name}" is now called "${slot.name}".`);
  given.set(slot.name, value);
}

/** The default of a slot, as it goes into the prompt. @throws missing_slot_value */
export function defaultOf(manifest: Manifest, slot: ManifestSlot): BoundValue {
  if (slot.default === undefined) {
    throw new ComfycError("missing_slot_value", `Workflow "${manifest.name}" needs a value for slot "${slot.name}".`, {
      hint: `${slot.label}: give ${wanted(slot)}.`,
      details: { slot: slot.name },
    });
  }
  return slot.type === "INT" && typeof slot.default !== "boolean" ? readInteger(slot.default) : slot.default;
}

function wanted(slot: ManifestSlot): string {
  if (isMediaKind(slot.kind)) return `the path of ${slot.kind === "mask" ? "a mask image" : `a file (${slot.kind})`}`;
  if (slot.kind === "model") return "the name of a model file";
  if (slot.options !== undefined) return `one of ${renderOptions(slot.options)}`;
  return {
    STRING: "a text",
    INT: "a whole number",
    FLOAT: "a number",
    BOOLEAN: "true or false",
    COMBO: "an option",
    FILE: "a file",
  }[slot.type];
}
