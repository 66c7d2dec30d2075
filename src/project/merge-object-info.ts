import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { sortKeys, stringifyJson } from "../json/stringify-json.ts";
import type { ObjectInfoSource } from "./fetch-object-info.ts";

/** One thing that the synced servers do not share. */
export interface ServerDifference {
  readonly nodeType: string;
  /** `missing`: `sources` lack the node type · `differs`: `sources` describe it otherwise than the first that has it. */
  readonly kind: "missing" | "differs";
  readonly sources: readonly string[];
}

/**
 * The union of what several servers can run. Of a node type that differs, the first server's entry stays, with the
 * options of its combos joined, so that a value that any of them takes can be written.
 */
export function mergeObjectInfo(sources: readonly ObjectInfoSource[]): {
  readonly objectInfo: JsonObject;
  readonly differences: readonly ServerDifference[];
} {
  const names = [...new Set(sources.flatMap(({ objectInfo }) => Object.keys(objectInfo)))].sort();
  const objectInfo: JsonObject = {};
  const differences: ServerDifference[] = [];
  for (const name of names) {
    const having = sources.filter((each) => name in each.objectInfo);
    const entries = having.map((each) => each.objectInfo[name]!);
    objectInfo[name] = entries.reduce<JsonValue>((one, other) => joinOptions(one, other), entries[0]!);
    const first = canonical(entries[0]!);
    const missing = sources.filter((each) => !(name in each.objectInfo));
    const differing = having.filter((_, index) => canonical(entries[index]!) !== first);
    if (missing.length > 0) differences.push({ nodeType: name, kind: "missing", sources: missing.map(sourceOf) });
    if (differing.length > 0) differences.push({ nodeType: name, kind: "differs", sources: differing.map(sourceOf) });
  }
  return { objectInfo, differences };
}

function sourceOf({ source }: ObjectInfoSource): string {
  return source;
}

function canonical(entry: JsonValue): string {
  return stringifyJson(sortKeys(entry));
}

/** `one` with the options that `other` has more: the list of a V1 combo, and `options` of a V3 one. */
function joinOptions(one: JsonValue, other: JsonValue): JsonValue {
  if (!isJsonObject(one) || !isJsonObject(other)) return one;
  const input = mapInputs(one["input"], other["input"], joinInput);
  return input === undefined ? one : { ...one, input };
}

function mapInputs(
  one: JsonValue | undefined,
  other: JsonValue | undefined,
  join: (one: JsonValue, other: JsonValue) => JsonValue,
): JsonObject | undefined {
  if (!isJsonObject(one) || !isJsonObject(other)) return undefined;
  const joined: JsonObject = { ...one };
  for (const section of ["required", "optional"]) {
    const [inputs, others] = [one[section], other[section]];
    if (!isJsonObject(inputs) || !isJsonObject(others)) continue;
    joined[section] = Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, name in others ? join(value, others[name]!) : value]),
    );
  }
  return joined;
}

function joinInput(one: JsonValue, other: JsonValue): JsonValue {
  if (!Array.isArray(one) || !Array.isArray(other)) return one;
  const [type, options] = one;
  const [otherType, otherOptions] = other;
  if (Array.isArray(type) && Array.isArray(otherType)) return [joinLists(type, otherType), ...one.slice(1)];
  if (type !== "COMBO" || otherType !== "COMBO" || !isJsonObject(options) || !isJsonObject(otherOptions)) return one;
  const [list, otherList] = [options["options"], otherOptions["options"]];
  if (!Array.isArray(list) || !Array.isArray(otherList)) return one;
  return [type, { ...options, options: joinLists(list, otherList) }, ...one.slice(2)];
}

function joinLists(one: readonly JsonValue[], other: readonly JsonValue[]): JsonValue[] {
  const known = new Set(one.map((value) => stringifyJson(value)));
  return [...one, ...other.filter((value) => !known.has(stringifyJson(value)))];
}
