import { printable } from "../errors/printable.ts";
import { renderOptions } from "../errors/suggestion.ts";
import type { Manifest, ManifestSlot } from "../manifest/manifest.ts";

/** The slots of a workflow for people: name, kind, default, and what a value may be. */
export function renderSlots(manifest: Manifest): string {
  if (manifest.slots.length === 0) return `${printable(manifest.name)} has no slots\n`;
  const rows = [["SLOT", "KIND", "DEFAULT", "VALUES", "LABEL"], ...manifest.slots.map(renderRow)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

function renderRow(slot: ManifestSlot): string[] {
  const value = slot.default === undefined ? noDefault(slot) : shorten(String(slot.default));
  return [slot.name, slot.kind, value, renderValues(slot), slot.label].map((cell) =>
    printable(cell.replaceAll("\n", "↵").replaceAll("\t", " ")),
  );
}

/** A seed without a default is drawn anew for each run. */
function noDefault(slot: ManifestSlot): string {
  return slot.kind === "seed" ? "random" : "(required)";
}

function renderValues(slot: ManifestSlot): string {
  if (slot.options !== undefined) return renderOptions(slot.options, 5);
  const unit = slot.unit === undefined ? "" : ` ${slot.unit}`;
  if (slot.min === undefined && slot.max === undefined) return unit.trim();
  return `${slot.min ?? "…"} to ${slot.max ?? "…"}${unit}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
