import { printable } from "../errors/printable.ts";
import { isMediaKind } from "../manifest/check-file.ts";
import { isUsed } from "../manifest/bind-slots.ts";
import type { Manifest, ManifestSlot } from "../manifest/manifest.ts";
import { wrapText } from "./wrap-text.ts";

/** Longer lists of options are left to `--json`. */
const listedOptions = 20;

/**
 * The slots of a workflow for people: name, kind, default, what a value may be; below each its label, group and tooltip,
 * and below all the options of choices. No line is longer than `width`, as far as names allow it.
 */
export function renderSlots(manifest: Manifest, width = 100): string {
  if (manifest.slots.length === 0) return `${printable(manifest.name)} has no slots\n`;
  const head = ["SLOT", "KIND", "DEFAULT", "VALUES"];
  const rows = manifest.slots.map((slot) => layOut(slot, manifest));
  const widths = findWidths([head, ...rows.map(({ cells }) => cells)], width);
  const lines = [renderRow(head, widths), ...rows.flatMap((row) => renderBlock(row, widths, width))];
  const options = manifest.slots.flatMap((slot) => renderOptionList(slot, width));
  if (options.length > 0) lines.push("", "Options:", ...options);
  return `${lines.join("\n")}\n`;
}

interface Row {
  readonly cells: readonly string[];
  /** Label, group and tooltip. */
  readonly note: string;
}

function layOut(slot: ManifestSlot, manifest: Manifest): Row {
  const value = slot.default === undefined ? noDefault(slot, manifest) : String(slot.default);
  const about = `${slot.label}${slot.group === null ? "" : ` (${slot.group})`}`;
  const note = slot.tooltip === undefined ? about : `${about}: ${slot.tooltip}`;
  return { cells: [slot.name, slot.kind, value, renderValues(slot)].map(oneLine), note: oneLine(note) };
}

/** A seed without a default is drawn anew for each run. */
function noDefault(slot: ManifestSlot, manifest: Manifest): string {
  if (slot.kind === "seed") return "random";
  return isUsed(manifest, slot) ? "(required)" : "(feeds nothing)";
}

function renderValues(slot: ManifestSlot): string {
  if (slot.options !== undefined) return `one of ${slot.options.length}`;
  if (isMediaKind(slot.kind)) return "a path";
  if (slot.folder !== undefined) return `a file of ${slot.folder}`;
  const range = slot.min === undefined && slot.max === undefined ? "" : `${slot.min ?? "…"} to ${slot.max ?? "…"}`;
  const isPlain = slot.step === undefined || slot.kind === "seed" || (slot.kind === "int" && slot.step === 1);
  const unit = slot.unit === undefined ? "" : `${range === "" ? "" : " "}${slot.unit}`;
  const parts = [`${range}${unit}`, isPlain ? "" : `step ${slot.step}`, slot.kind === "seed" ? "or random" : ""];
  return parts.filter((part) => part !== "").join(", ");
}

function oneLine(text: string): string {
  return printable(text.replaceAll("\n", "↵").replaceAll("\t", " "));
}

/** A column is as wide as its cells; the default, which may be a long text, no wider than what the others leave. */
function findWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const [name, kind, value, values] = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]!.length)));
  const left = width - name! - kind! - values! - 6;
  return [name!, kind!, Math.min(value!, Math.max(12, Math.min(40, left))), values!];
}

function renderRow(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cell.padEnd(widths[at]!))
    .join("  ")
    .trimEnd();
}

/** What does not fit into its column stands in full below. */
function renderBlock({ cells, note }: Row, widths: readonly number[], width: number): string[] {
  const [name, kind, value, values] = cells as [string, string, string, string];
  const isLong = value.length > widths[2]!;
  const shown = renderRow([name, kind, isLong ? "(below)" : value, values], widths);
  const isWide = shown.length > width;
  return [
    isWide ? renderRow([name, kind, isLong ? "(below)" : value], widths) : shown,
    ...(isWide ? indented(`values: ${values}`, width) : []),
    ...(isLong ? indented(`default: ${value}`, width) : []),
    ...indented(note, width),
  ];
}

function renderOptionList({ name, options }: ManifestSlot, width: number): string[] {
  if (options === undefined) return [];
  if (options.length > listedOptions) return [`  ${oneLine(name)}: ${options.length}; --slots --json lists them`];
  return indented(`${name}: ${options.map(renderOption).join(", ")}`, width, 2);
}

/** Quoted where the list would not tell where it begins and ends. */
function renderOption(option: string | number): string {
  return /^$|[\s,"']/.test(String(option)) ? JSON.stringify(option) : String(option);
}

function indented(text: string, width: number, indent = 4): string[] {
  return wrapText(oneLine(text), width - indent).map((line) => " ".repeat(indent) + line);
}
