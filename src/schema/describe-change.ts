import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { sortKeys, stringifyJson } from "../json/stringify-json.ts";
import type { InputType, NodeType, OutputType } from "./node-type.ts";
import { trimInput } from "./trim-node-type.ts";

/** Keys of a trimmed input that hold its structure, which the functions below compare part by part. */
const structural = new Set(["options", "template", "slotType", "inputs"]);
/** So many options are named; a list may have thousands. */
const named = 5;

/**
 * What differs between two declarations of one input, in words: `max 4 → 8`, `option "star" added`. Empty where they
 * are the same; lists of files, tooltips and descriptions do not count.
 */
export function describeInputChange(before: InputType, after: InputType): string[] {
  const words = describeDeclaration(before, after);
  // Nothing that differs may go unsaid, even where it is of a kind that has no words here.
  if (words.length === 0 && canonical(before) !== canonical(after)) words.push("its form changed");
  return words;
}

function canonical(input: InputType): string {
  return stringifyJson(sortKeys([input.required, trimInput(input)]));
}

function describeDeclaration(before: InputType, after: InputType): string[] {
  const words: string[] = [];
  if (before.required !== after.required) words.push(after.required ? "now required" : "now optional");
  if (before.kind !== after.kind || typeName(before) !== typeName(after)) {
    words.push(`type ${typeName(before)} → ${typeName(after)}`);
  }
  return [
    ...words,
    ...describeList(before, after),
    ...describeOptions(before, after),
    ...describeNested(before, after),
  ];
}

function typeName({ kind, type }: InputType): string {
  return typeof type === "string" ? type : kind === "combo" ? "COMBO" : stringifyJson(type as JsonValue);
}

/** Closed lists only: what an open one holds differs by server and by day. */
function describeList(before: InputType, after: InputType): string[] {
  if (before.kind !== "combo" || after.kind !== "combo") return [];
  if (before.options.open === true || after.options.open === true) {
    return before.options.open === after.options.open ? [] : ["its list is now one of files, or was one"];
  }
  const [was, is] = [texts(before.options.values), texts(after.options.values)];
  return [...wordsFor("added", is.difference(was)), ...wordsFor("removed", was.difference(is))];
}

function texts(values: readonly JsonValue[] = []): Set<string> {
  return new Set(values.map((value) => stringifyJson(value)));
}

function wordsFor(change: string, options: ReadonlySet<string>): string[] {
  if (options.size === 0) return [];
  const shown = [...options].slice(0, named).map(shorten).join(", ");
  const more = options.size > named ? ` and ${options.size - named} more` : "";
  return [`${options.size === 1 ? "option" : "options"} ${shown}${more} ${change}`];
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function describeOptions(before: InputType, after: InputType): string[] {
  const [was, is] = [wireOptions(before), wireOptions(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => {
    const [one, other] = [textOf(was[key]), textOf(is[key])];
    return one === other || structural.has(key) ? [] : [`${key} ${one} → ${other}`];
  });
}

function wireOptions(input: InputType): JsonObject {
  const trimmed = trimInput(input);
  const options = Array.isArray(trimmed) ? trimmed[1] : undefined;
  return isJsonObject(options) ? options : {};
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? "none" : shorten(stringifyJson(value));
}

function describeNested(before: InputType, after: InputType): string[] {
  const words = [
    ...describeInputs(childrenOf(before), childrenOf(after)),
    ...describeFacts(autogrowFacts(before), autogrowFacts(after)),
  ];
  return words;
}

/** The inputs inside a dynamic one by a path of their own, so that those of two choices are not mixed up. */
function childrenOf(input: InputType): Map<string, InputType | null> {
  const children = new Map<string, InputType | null>();
  for (const { key, inputs } of input.choices ?? []) {
    children.set(`choice ${JSON.stringify(key)}`, null);
    for (const child of inputs) children.set(`${JSON.stringify(key)} ${child.name}`, child);
  }
  if (input.autogrow !== undefined) children.set("each", input.autogrow.input);
  for (const child of input.slot?.inputs ?? []) children.set(child.name, child);
  return children;
}

function describeInputs(before: Map<string, InputType | null>, after: Map<string, InputType | null>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === undefined) return [`${path} added`];
    if (is === undefined) return [`${path} removed`];
    return was === null || is === null ? [] : describeInputChange(was, is).map((change) => `${path}: ${change}`);
  });
}

function autogrowFacts({ autogrow, match, slot }: InputType): Record<string, JsonValue> {
  return {
    prefix: autogrow?.prefix ?? null,
    names: autogrow?.names === undefined || autogrow.names === null ? null : [...autogrow.names],
    "at least": autogrow?.min ?? null,
    "at most": autogrow?.max ?? null,
    "allowed types": match === undefined ? null : [...match.allowed],
    template: match?.template ?? null,
    slot: slot?.type ?? null,
  };
}

function describeFacts(was: Record<string, JsonValue>, is: Record<string, JsonValue>): string[] {
  return Object.keys(was).flatMap((key) => {
    const [one, other] = [textOf(was[key] ?? undefined), textOf(is[key] ?? undefined)];
    return one === other ? [] : [`${key} ${one} → ${other}`];
  });
}

/** As `describeInputChange`, of one output at its index. */
export function describeOutputChange(before: [number, OutputType], after: [number, OutputType]): string[] {
  const words: string[] = [];
  const [type, newType] = [stringifyJson(before[1].type as JsonValue), stringifyJson(after[1].type as JsonValue)];
  if (before[0] !== after[0]) words.push(`index ${before[0]} → ${after[0]}`);
  if (type !== newType) words.push(`type ${shorten(type)} → ${shorten(newType)}`);
  if (before[1].isList !== after[1].isList) words.push(after[1].isList ? "now a list" : "no longer a list");
  return words;
}

/** As `describeInputChange`, of the facts of a node type beside its inputs and outputs. */
export function describeNodeChange(before: NodeType, after: NodeType): string[] {
  const facts = ({ displayName, pack, outputNode, deprecated, hidden }: NodeType) => ({
    "display name": displayName,
    pack,
    "output node": outputNode,
    deprecated,
    hidden: [...hidden].sort(),
  });
  return describeFacts(facts(before), facts(after));
}
