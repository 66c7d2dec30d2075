import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { sortKeys, stringifyJson } from "../../json/stringify-json.ts";
import { compareNodeTypes, type SchemaDifference } from "../../schema/compare-schemas.ts";
import { parseNodeType } from "../../schema/parse-node-type.ts";
import type { ObjectInfoSource } from "./fetch-object-info.ts";

/** One thing that the synced servers do not share. */
export interface ServerDifference {
  readonly nodeType: string;
  /** `missing`: `sources` lack the node type · `differs`: `sources` describe it otherwise than the first that has it. */
  readonly kind: "missing" | "differs";
  readonly sources: readonly string[];
  /** For `differs`: what each of `sources` has otherwise, against the first server that has the node type. */
  readonly changes: readonly ServerChange[];
}

interface ServerChange extends Pick<SchemaDifference, "subject" | "name" | "change" | "details"> {
  readonly source: string;
}

/**
 * The union of what several servers can run. Of a node type that differs, the first server's entry stays, with the
 * options of its combos joined, so that a value that any of them takes can be written. Tooltips and lists of files do
 * not count as differences.
 */
export function mergeObjectInfo(sources: readonly ObjectInfoSource[]): {
  readonly objectInfo: JsonObject;
  readonly differences: readonly ServerDifference[];
} {
  const names = [...new Set(sources.flatMap(({ objectInfo }) => Object.keys(objectInfo)))].sort();
  // Without a prototype, so that a node type may be called `__proto__`.
  const objectInfo = Object.create(null) as JsonObject;
  for (const name of names) {
    const entries = having(name, sources).map((each) => each.objectInfo[name]!);
    objectInfo[name] = entries.reduce<JsonValue>((one, other) => joinOptions(one, other), entries[0]!);
  }
  const differences = sources.length < 2 ? [] : names.flatMap((name) => compareSources(name, sources));
  return { objectInfo, differences };
}

function having(name: string, sources: readonly ObjectInfoSource[]): ObjectInfoSource[] {
  return sources.filter(({ objectInfo }) => Object.hasOwn(objectInfo, name));
}

function compareSources(name: string, sources: readonly ObjectInfoSource[]): ServerDifference[] {
  const [first, ...others] = having(name, sources);
  const missing = sources.filter(({ objectInfo }) => !Object.hasOwn(objectInfo, name)).map(({ source }) => source);
  const text = canonical(first!.objectInfo[name]!);
  const changes = others
    .filter(({ objectInfo }) => canonical(objectInfo[name]!) !== text)
    .flatMap((other) => compareEntries(name, first!, other));
  const differing = [...new Set(changes.map(({ source }) => source))];
  return [
    ...(missing.length > 0 ? [{ nodeType: name, kind: "missing", sources: missing, changes: [] } as const] : []),
    ...(differing.length > 0 ? [{ nodeType: name, kind: "differs", sources: differing, changes } as const] : []),
  ];
}

/** An entry that cannot be read is left out of the schema, and a warning says so: here it counts as lacking. */
function compareEntries(name: string, one: ObjectInfoSource, other: ObjectInfoSource): ServerChange[] {
  const read = ({ objectInfo }: ObjectInfoSource) => parseNodeType(name, objectInfo[name]!, () => {});
  return compareNodeTypes(name, read(one), read(other)).map(({ subject, name: part, change, details }) => {
    return { source: other.source, subject, name: part, change, details };
  });
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
      Object.entries(inputs).map(([name, value]) => [
        name,
        Object.hasOwn(others, name) ? join(value, others[name]!) : value,
      ]),
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
