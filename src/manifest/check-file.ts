import { isAbsolute } from "node:path";
import type { ManifestSlot } from "./manifest.ts";
import { mediaKinds, type MediaKind } from "./slot-declaration.ts";
import { renderValue, slotProblem } from "./slot-problem.ts";

/** `path`: a file of this machine, to be uploaded · `server`: a file that the server has, such as `a.png [output]`. */
export type FileValue = { readonly path: string } | { readonly server: string };

export function isMediaKind(kind: string): kind is MediaKind {
  return (mediaKinds as readonly string[]).includes(kind);
}

/**
 * The file of a media slot: an absolute path, or `{ server: "name [input]" }`.
 * @throws bad_slot_value
 */
export function checkMediaFile(slot: ManifestSlot, value: unknown): FileValue {
  const hint = 'Give an absolute path, or { "server": "name [input]" } for a file that the server already has.';
  if (typeof value === "string") {
    if (!isAbsolute(value)) throw slotProblem(slot.name, `${renderValue(value)} is not an absolute path.`, hint);
    return { path: value };
  }
  const server = typeof value === "object" && value !== null ? (value as Record<string, unknown>)["server"] : undefined;
  if (typeof server !== "string" || server === "") {
    throw slotProblem(slot.name, `${renderValue(value)} is not ${article(slot.kind)} file.`, hint);
  }
  return { server };
}

/**
 * The model file of a model slot, as the caller names it.
 * @throws bad_slot_value
 */
export function checkModelFile(slot: ManifestSlot, value: unknown): string {
  if (typeof value !== "string" || value === "") {
    throw slotProblem(
      slot.name,
      `${renderValue(value)} is not the name of a model file.`,
      `Give the name as the server lists it${slot.folder === undefined ? "" : ` in its folder ${slot.folder}`}.`,
    );
  }
  return value;
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
