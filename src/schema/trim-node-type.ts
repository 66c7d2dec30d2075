import { type JsonObject, type JsonValue } from "../json/json-value.ts";
import { sortKeys } from "../json/stringify-json.ts";
import { optionKeys } from "./input-options.ts";
import type { InputOptions, InputType, NodeType } from "./node-type.ts";

/** Server text, which generated/schema.json never holds. */
const leftOut = new Set(["tooltip", "placeholder"]);

/**
 * One entry in the form of object_info with only the facts that compiler, convert and layout need: no tooltips, no
 * descriptions, no lists of files. `parseNodeType` reads it back. Keys have a fixed order.
 */
export function trimNodeType(nodeType: NodeType): JsonObject {
  return compact({
    name: nodeType.name,
    display_name: nodeType.displayName ?? undefined,
    category: nodeType.category,
    python_module: nodeType.pack,
    input: { ...trimSections(nodeType.inputs), ...trimHidden(nodeType.hidden) },
    input_order: trimOrder(nodeType),
    ...trimOutputs(nodeType),
    output_node: nodeType.outputNode || undefined,
    deprecated: nodeType.deprecated || undefined,
    experimental: nodeType.experimental || undefined,
    api_node: nodeType.apiNode || undefined,
  });
}

function trimOutputs({ outputs, isV3 }: NodeType): Record<string, JsonValue | undefined> {
  const names = outputs.map((output) => output.name);
  const named = outputs.some((output) => output.name !== output.type);
  const matches = outputs.some((output) => output.matchTemplate !== null);
  return {
    output: outputs.map((output) => output.type as JsonValue),
    output_name: named ? names : undefined,
    output_is_list: outputs.some((output) => output.isList) ? outputs.map((output) => output.isList) : undefined,
    // The key that only entries of V3 nodes have.
    output_matchtypes: isV3 ? (matches ? outputs.map((output) => output.matchTemplate) : null) : undefined,
  };
}

function trimSections(inputs: readonly InputType[]): JsonObject {
  const sections: JsonObject = {};
  for (const [section, required] of [
    ["required", true],
    ["optional", false],
  ] as const) {
    const specs = Object.create(null) as JsonObject;
    for (const input of inputs) if (input.required === required) specs[input.name] = trimInput(input);
    if (Object.keys(specs).length > 0) sections[section] = specs;
  }
  return sections;
}

function trimHidden(hidden: readonly string[]): JsonObject {
  if (hidden.length === 0) return {};
  const names = Object.create(null) as JsonObject;
  for (const name of hidden) names[name] = name.toUpperCase();
  return { hidden: names };
}

/** Only where an object cannot keep the order: names that look like integers go to the front of it. */
function trimOrder({ inputs, hidden }: NodeType): JsonObject | undefined {
  const names = [...inputs.map((input) => input.name), ...hidden];
  if (!names.some((name) => /^\d+$/.test(name))) return undefined;
  const section = (required: boolean) =>
    inputs.filter((input) => input.required === required).map((input) => input.name);
  return { required: section(true), optional: section(false), hidden: [...hidden] };
}

/** `[type, options?]` of one input, trimmed. */
export function trimInput(input: InputType): JsonValue {
  const { values = [], open = false } = input.options;
  const isList = Array.isArray(input.type);
  const type = isList ? (open ? [] : [...values]) : (input.type as string);
  const options = compact({
    ...(!isList && !open && values.length > 0 ? { options: [...values] } : {}),
    ...trimOptions(input.options),
    ...trimDynamic(input),
  });
  return Object.keys(options).length > 0 ? [type, options] : [type];
}

function trimDynamic({ choices, autogrow, match, slot }: InputType): JsonObject {
  if (choices !== undefined) {
    return { options: choices.map(({ key, inputs }) => ({ key, inputs: trimSections(inputs) })) };
  }
  if (autogrow !== undefined) {
    const { input, others = [], prefix, names, min, max } = autogrow;
    const slots = compact({ prefix: prefix ?? undefined, names: names === null ? undefined : [...names] });
    return { template: { input: trimSections([input, ...others]), ...slots, min, ...(max === null ? {} : { max }) } };
  }
  if (match !== undefined) {
    return { template: { template_id: match.template, allowed_types: match.allowed.join(",") } };
  }
  return slot === undefined ? {} : { slotType: slot.type, inputs: trimSections(slot.inputs) };
}

function trimOptions(options: InputOptions): JsonObject {
  const wire: Record<string, JsonValue | undefined> = {};
  for (const [key, [name]] of Object.entries(optionKeys)) {
    const value = leftOut.has(key) ? undefined : options[name];
    if (value !== undefined) wire[key] = sortKeys(value);
  }
  if (options.upload !== undefined) wire[`${options.upload}_upload`] = true;
  if (options.multiselect === true) wire["multiselect"] = true;
  return compact({ ...trimRest(options.rest ?? {}), ...wire });
}

/** Of keys that comfyc does not know, flags and numbers: a text may be a description, a list may be of files. */
function trimRest(rest: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const key of Object.keys(rest).sort()) {
    const value = rest[key]!;
    if ((typeof value === "boolean" || typeof value === "number") && key !== "__proto__") kept[key] = value;
  }
  return kept;
}

function compact(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(object)) if (object[key] !== undefined) result[key] = object[key];
  return result;
}
