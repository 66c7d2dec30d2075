import { isJsonNumber, isJsonObject, numericValue, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { parseInputOptions } from "./input-options.ts";
import type { Autogrow, DynamicChoice, InputKind, InputType } from "./node-type.ts";
import { findModelFolder, listsFiles } from "./open-combo.ts";
import { splitTypes } from "./socket-types.ts";

/** Told of every part of an entry that was not as expected; the part itself is read as best it can be. */
export type Warn = (input: string | null, problem: string) => void;

interface Place {
  readonly nodeType: string;
  readonly warn: Warn;
}

/**
 * The inputs of the sections `required` and `optional`, in that order, each in the server's order.
 * @param order `input_order`, which alone keeps the order of names that look like integers.
 */
export function parseInputs(sections: JsonObject, order: JsonValue | undefined, place: Place): InputType[] {
  const inputs = new Map<string, InputType>();
  for (const section of ["required", "optional"] as const) {
    const specs = sections[section];
    if (specs === undefined || specs === null) continue;
    if (!isJsonObject(specs)) {
      place.warn(null, `the section "${section}" of its inputs is not an object`);
      continue;
    }
    for (const name of orderedNames(specs, isJsonObject(order) ? order[section] : undefined)) {
      // A name in both sections is required: execution.py looks there first (get_input_info).
      if (!inputs.has(name)) inputs.set(name, parseInput(name, specs[name]!, section === "required", place));
    }
  }
  return [...inputs.values()];
}

/**
 * The inputs in the editor's order where it differs from `parseInputs` (nodeDefOrderingUtil.ts), else undefined. Of a name in
 * both sections the optional one counts; what `input_order` leaves out comes behind all that it names.
 */
export function parseEditorInputs(
  sections: JsonObject,
  order: JsonValue | undefined,
  place: Place,
): InputType[] | undefined {
  const [required, optional] = [sectionOf(sections, "required"), sectionOf(sections, "optional")];
  const listed = isJsonObject(order) ? [listOf(order["required"]), listOf(order["optional"])] : undefined;
  const isTwice = Object.keys(optional).some((name) => name in required);
  const isListed = (specs: JsonObject, names: ReadonlySet<JsonValue>) =>
    Object.keys(specs).every((name) => names.has(name));
  const hasGaps = listed !== undefined && !(isListed(required, listed[0]!) && isListed(optional, listed[1]!));
  if (!isTwice && !hasGaps) return undefined;
  const inputs = new Map<string, InputType>();
  for (const name of Object.keys(required)) inputs.set(name, parseInput(name, required[name]!, true, place));
  for (const name of Object.keys(optional)) inputs.set(name, parseInput(name, optional[name]!, false, place));
  if (listed === undefined) return [...inputs.values()];
  const pick = (names: ReadonlySet<JsonValue>, isRequired: boolean) =>
    [...names].flatMap((name) => {
      const input = inputs.get(String(name));
      return input?.required === isRequired ? [input] : [];
    });
  return [...new Set([...pick(listed[0]!, true), ...pick(listed[1]!, false), ...inputs.values()])];
}

function sectionOf(sections: JsonObject, name: string): JsonObject {
  const section = sections[name];
  return section !== undefined && isJsonObject(section) ? section : {};
}

function listOf(names: JsonValue | undefined): ReadonlySet<JsonValue> {
  return new Set(Array.isArray(names) ? names : []);
}

export function orderedNames(specs: JsonObject, order: JsonValue | undefined): string[] {
  const names = Object.keys(specs);
  if (!Array.isArray(order)) return names;
  const known = new Set(names);
  const listed = order.filter((name): name is string => typeof name === "string" && known.has(name));
  return [...new Set([...listed, ...names])];
}

function parseInput(name: string, spec: JsonValue, required: boolean, place: Place): InputType {
  const [type, wire] = Array.isArray(spec) ? spec : [spec, undefined];
  const options = isJsonObject(wire) ? wire : (Object.create(null) as JsonObject);
  if (Array.isArray(type)) return combo({ name, required, type }, type, options, place);
  if (typeof type !== "string") {
    place.warn(name, "its type is neither a text nor a list");
    return { name, required, kind: "wildcard", type: "*", options: parseInputOptions(options, []) };
  }
  if (type === "COMBO") {
    const list = options["options"];
    return combo({ name, required, type }, Array.isArray(list) ? list : [], options, place);
  }
  return dynamic({ name, required, type }, options, place) ?? plain({ name, required, type }, options, place);
}

type Head = Pick<InputType, "name" | "required" | "type">;

const widgets: Readonly<Record<string, InputKind>> = {
  INT: "int",
  FLOAT: "float",
  STRING: "string",
  BOOLEAN: "boolean",
  "*": "wildcard",
};

function plain(head: Head, wire: JsonObject, place: Place): InputType {
  const type = head.type as string;
  if (/^COMFY_.*_V\d+$/.test(type)) {
    place.warn(head.name, `its type ${type} is not known to this version of comfyc`);
    return { ...head, kind: "wildcard", options: parseInputOptions(wire, []) };
  }
  const kind = Object.hasOwn(widgets, type) ? widgets[type]! : type.includes(",") ? "union" : "socket";
  return { ...head, kind, options: parseInputOptions(wire, []) };
}

function combo(head: Head, values: readonly JsonValue[], wire: JsonObject, place: Place): InputType {
  const options = parseInputOptions(wire, Array.isArray(wire["options"]) ? ["options"] : []);
  const modelFolder = findModelFolder(place.nodeType, head.name);
  const open =
    modelFolder !== undefined || options.upload !== undefined || options.remote !== undefined || listsFiles(values);
  return {
    ...head,
    kind: "combo",
    options: { ...options, values, ...(open && { open }), ...(modelFolder !== undefined && { modelFolder }) },
  };
}

/** A dynamic input of a V3 node (comfy_api/latest/_io.py), or undefined for any other type and for a broken template. */
function dynamic(head: Head, wire: JsonObject, place: Place): InputType | undefined {
  const parse = typeof head.type === "string" ? dynamicParsers.get(head.type) : undefined;
  if (parse === undefined) return undefined;
  const parsed = parse(head, wire, place);
  if (parsed === undefined) {
    place.warn(head.name, `its ${String(head.type)} has a template that this version of comfyc cannot read`);
    return { ...head, kind: "wildcard", options: parseInputOptions(wire, []) };
  }
  return parsed;
}

const dynamicParsers = new Map<string, (head: Head, wire: JsonObject, place: Place) => InputType | undefined>([
  [
    "COMFY_DYNAMICCOMBO_V3",
    (head, wire, place) => {
      if (!Array.isArray(wire["options"])) return undefined;
      const choices = wire["options"].map((option) => parseChoice(option, place));
      if (!choices.every((choice) => choice !== undefined)) return undefined;
      return { ...head, kind: "dynamicCombo", options: parseInputOptions(wire, ["options"]), choices };
    },
  ],
  [
    "COMFY_AUTOGROW_V3",
    (head, wire, place) => {
      const autogrow = isJsonObject(wire["template"]) ? parseAutogrow(wire["template"], place) : undefined;
      return autogrow && { ...head, kind: "autogrow", options: parseInputOptions(wire, ["template"]), autogrow };
    },
  ],
  [
    "COMFY_MATCHTYPE_V3",
    (head, wire) => {
      const template = isJsonObject(wire["template"]) ? wire["template"] : {};
      const id = template["template_id"];
      if (typeof id !== "string") return undefined;
      const allowed = typeof template["allowed_types"] === "string" ? template["allowed_types"] : "*";
      const match = { template: id, allowed: splitTypes(allowed) };
      return { ...head, kind: "matchType", options: parseInputOptions(wire, ["template"]), match };
    },
  ],
  [
    "COMFY_DYNAMICSLOT_V3",
    (head, wire, place) => {
      if (typeof wire["slotType"] !== "string" || !isJsonObject(wire["inputs"])) return undefined;
      const slot = { type: wire["slotType"], inputs: parseInputs(wire["inputs"], undefined, place) };
      return { ...head, kind: "dynamicSlot", options: parseInputOptions(wire, ["slotType", "inputs"]), slot };
    },
  ],
]);

function parseChoice(option: JsonValue, place: Place): DynamicChoice | undefined {
  if (!isJsonObject(option) || typeof option["key"] !== "string" || !isJsonObject(option["inputs"])) return undefined;
  return { key: option["key"], inputs: parseInputs(option["inputs"], undefined, place) };
}

function parseAutogrow(template: JsonObject, place: Place): Autogrow | undefined {
  if (!isJsonObject(template["input"])) return undefined;
  // The server, too, takes the first input it finds.
  const [input, ...others] = parseInputs(template["input"], undefined, place);
  const names = Array.isArray(template["names"])
    ? template["names"].filter((name): name is string => typeof name === "string")
    : null;
  const prefix = typeof template["prefix"] === "string" ? template["prefix"] : null;
  if (input === undefined || (names === null && prefix === null)) return undefined;
  const range = { min: wholeNumber(template["min"]) ?? 0, max: wholeNumber(template["max"]) ?? null };
  return { input, prefix, names, ...range, ...(others.length > 0 && { others }) };
}

function wholeNumber(value: JsonValue | undefined): number | undefined {
  if (value === undefined || !isJsonNumber(value)) return undefined;
  const number = Number(numericValue(value));
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
