import type { JsonValue } from "../../json/json-value.ts";
import { isJsonObject } from "../../json/json-value.ts";
import type { CanvasNode } from "../load/canvas.ts";
import { isDynamicGroup } from "./dynamic-group.ts";

/**
 * `widgets_values` as a list by position. Old files have a place for each `forceInput` input too, which is taken out
 * where the count tells (litegraphUtil.ts, migrateWidgetsValues). A record counts by its values where there are as many as widgets.
 */
export function positionalValues(node: CanvasNode): JsonValue[] {
  const raw = node.saved.json["widgets_values"];
  if (raw === undefined || raw === null) return [];
  const inputs = node.nodeType?.inputs ?? [];
  if (inputs.some(isDynamicGroup)) return arrayFrom(raw);
  const { widgets } = node;
  const names = new Set(widgets.map(({ name }) => name));
  const unstored = new Set(widgets.filter(({ template }) => !template.stored).map(({ name }) => name));
  const forced: boolean[] = [];
  for (const { name, options } of inputs) {
    if ((!names.has(name) && options.forceInput !== true) || unstored.has(name)) continue;
    forced.push(options.forceInput === true);
    if (options.controlAfterGenerate) forced.push(false);
  }
  if (names.has("upload") && !inputs.some(({ name }) => name === "upload")) forced.push(false);
  const places = widgets.filter(({ template }) => template.stored).length;
  const length = lengthOf(raw);
  if (!forced.includes(true) && length === places) return arrayFrom(raw);
  const compact = compacted(raw, (index) => widgets[index]?.template.stored !== false);
  const aligned = compact.length === forced.length ? compact : length === forced.length ? arrayFrom(raw) : undefined;
  return aligned === undefined ? arrayFrom(raw) : aligned.filter((_, index) => forced[index] !== true);
}

function lengthOf(raw: JsonValue): number | undefined {
  if (Array.isArray(raw) || typeof raw === "string") return raw.length;
  return isJsonObject(raw) && typeof raw["length"] === "number" ? raw["length"] : undefined;
}

/** As `Array.from`: an object counts only where it has a length. */
function arrayFrom(raw: JsonValue): JsonValue[] {
  if (Array.isArray(raw)) return raw;
  if (typeof raw === "string") return [...raw];
  const length = lengthOf(raw);
  if (length === undefined || !isJsonObject(raw)) return [];
  return Array.from({ length: Math.max(0, Math.min(length, 10_000)) }, (_, index) => raw[String(index)] ?? null);
}

function compacted(raw: JsonValue, isStored: (index: number) => boolean): JsonValue[] {
  if (isJsonObject(raw) && lengthOf(raw) === undefined) return Object.values(raw);
  return arrayFrom(raw).filter((_, index) => isStored(index));
}
