import type { NodeSource } from "../../errors/source-position.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { JsonValue } from "../../json/json-value.ts";
import { checkSlotValue } from "../../manifest/check-slot-value.ts";
import { readBound } from "../../manifest/check-number.ts";
import { readInteger, writeInteger } from "../../manifest/manifest-integer.ts";
import type { ManifestSlot } from "../../manifest/manifest.ts";
import type { SlotDeclaration } from "../../manifest/slot-declaration.ts";
import { findDefault } from "../lower/widget-defaults.ts";
import type { IssueList } from "../issue-list.ts";
import type { SlotUse } from "../lower/lower-graph.ts";

type Value = string | number | bigint | boolean;

/** What a slot is worth when a run gives no value. */
export interface SlotDefault {
  /** For the manifest; undefined where a run must give a value. */
  readonly manifest: ManifestSlot["default"];
  /** For the prompt, which always needs one. */
  readonly prompt: JsonValue;
}

/** The declared default, else that of the first widget that the slot feeds, brought into the slot's range. */
export function findSlotDefault(
  declaration: SlotDeclaration,
  slot: ManifestSlot,
  uses: readonly SlotUse[],
  report: { readonly issues: IssueList; readonly source: NodeSource },
): SlotDefault {
  const declared = declaration.default;
  if (declared !== undefined) {
    const value = checkDeclared(slot, declared, uses, report);
    return { manifest: toManifest(slot, value), prompt: value };
  }
  const inherited = slot.type === "FILE" ? undefined : inheritDefault(slot, uses);
  if (inherited === undefined) return { manifest: undefined, prompt: placeholder(slot) };
  return { manifest: toManifest(slot, inherited), prompt: inherited };
}

function checkDeclared(
  slot: ManifestSlot,
  value: Value,
  uses: readonly SlotUse[],
  { issues, source }: { issues: IssueList; source: NodeSource },
): Value {
  if (slot.type === "FILE") return value;
  try {
    const checked = checkSlotValue(slot, value);
    return typeof checked === "object" ? value : checked;
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    issues.add(
      "slot_default_invalid",
      { node: null, source },
      { message: `The default is wrong. ${error.message}`, hint: error.hint, details: { slot: slot.name } },
    );
    // The prompt holds the default, so what it is given to would complain of the same.
    for (const { flat, input } of uses) issues.markReported(flat.id, input);
    return value;
  }
}

function inheritDefault(slot: ManifestSlot, uses: readonly SlotUse[]): Value | undefined {
  for (const { declared } of uses) {
    const value = declared === null ? undefined : findDefault({ ...declared, required: true });
    const fitting = value === undefined ? undefined : fit(slot, value);
    if (fitting !== undefined) return fitting;
  }
  return slot.options?.[0];
}

function fit(slot: ManifestSlot, value: unknown): Value | undefined {
  switch (slot.type) {
    case "INT":
    case "FLOAT":
      return typeof value === "number" || typeof value === "bigint" ? clamp(slot, value) : undefined;
    case "BOOLEAN":
      return typeof value === "boolean" ? value : undefined;
    case "STRING":
      return typeof value === "string" ? value : undefined;
    default: {
      const known = typeof value === "string" || typeof value === "number" ? value : undefined;
      return known !== undefined && (slot.options?.includes(known) ?? true) ? known : undefined;
    }
  }
}

function clamp(slot: ManifestSlot, value: number | bigint): number | bigint {
  const min = readBound(slot.min);
  const max = readBound(slot.max);
  const clamped = min !== undefined && value < min ? min : max !== undefined && value > max ? max : value;
  return slot.type === "FLOAT" ? Number(clamped) : readInteger(writeInteger(clamped));
}

const placeholderFiles: Readonly<Record<string, string>> = {
  image: "example.png",
  mask: "example.png",
  video: "example.mp4",
  audio: "example.wav",
  mesh: "example.glb",
  model: "model.safetensors",
};

/** Stands in the prompt until a run gives the value, so that the editor can open and show it. */
function placeholder(slot: ManifestSlot): JsonValue {
  switch (slot.type) {
    case "INT":
    case "FLOAT":
      return clamp(slot, 0);
    case "BOOLEAN":
      return false;
    case "FILE":
      return placeholderFiles[slot.kind] ?? "";
    default:
      return slot.options?.[0] ?? "";
  }
}

function toManifest(slot: ManifestSlot, value: Value): ManifestSlot["default"] {
  return typeof value === "bigint" || (slot.type === "INT" && typeof value === "number") ? writeInteger(value) : value;
}
