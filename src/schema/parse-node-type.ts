import { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { NodeType, OutputType } from "./node-type.ts";
import { orderedNames, parseEditorInputs, parseInputs, type Warn } from "./parse-input.ts";

const object = z.custom<JsonObject>(isJsonObject, "expected an object");
const list = z.array(z.custom<JsonValue>()).nullish().catch(null);
const text = z.string().nullish().catch(null);
/** Keys that only say more (search_aliases, price_badge …) and keys of later versions pass unread. */
const wireEntry = z.looseObject({
  input: object,
  input_order: z.custom<JsonValue>().optional(),
  output: z.union([z.array(z.custom<JsonValue>()), z.string()]).nullish(),
  output_is_list: list,
  // RETURN_NAMES = ("image") without the comma is a text in Python, and common.
  output_name: z
    .union([z.array(z.custom<JsonValue>()), z.string()])
    .nullish()
    .catch(null),
  output_matchtypes: list,
  display_name: text,
  category: text,
  python_module: text,
  output_node: z.custom<JsonValue>().optional(),
  deprecated: z.custom<JsonValue>().optional(),
  experimental: z.custom<JsonValue>().optional(),
  api_node: z.custom<JsonValue>().optional(),
});
type WireEntry = z.infer<typeof wireEntry>;

/** The node type of one entry, or undefined (and a warning) for an entry without the form of one. */
export function parseNodeType(name: string, entry: JsonValue, warn: Warn): NodeType | undefined {
  const parsed = wireEntry.safeParse(entry);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    warn(null, `left out, ${issue?.path.join(".") || "the entry"} is not as expected`);
    return undefined;
  }
  const wire = parsed.data;
  const place = { nodeType: name, warn };
  const inputs = parseInputs(wire.input, wire.input_order, place);
  const editorInputs = parseEditorInputs(wire.input, wire.input_order, place);
  const isOther = editorInputs?.some(({ name, required }, index) => {
    return inputs[index]?.name !== name || inputs[index].required !== required;
  });
  return {
    name,
    displayName: wire.display_name ?? null,
    category: wire.category ?? "",
    pack: wire.python_module ?? "unknown",
    outputNode: wire.output_node === true,
    deprecated: wire.deprecated === true,
    experimental: wire.experimental === true,
    apiNode: wire.api_node === true,
    inputs,
    ...(isOther === true && { editorInputs: editorInputs! }),
    hidden: hiddenNames(wire),
    outputs: parseOutputs(wire, warn),
    isV3: isV3(wire),
  };
}

/** V1 writes `{name: "PROMPT"}`, V3 `{name: ["PROMPT"]}`; only the names matter. */
function hiddenNames(wire: WireEntry): string[] {
  const hidden = wire.input["hidden"];
  if (!isJsonObject(hidden)) return [];
  return orderedNames(hidden, isJsonObject(wire.input_order) ? wire.input_order["hidden"] : undefined);
}

/**
 * object_info does not say which of the two a node is. V3 entries come from one data class (NodeInfoV1 in
 * comfy_api/latest/_io.py), so they have every key; V1 entries get these keys only where they are true (server.py).
 */
function isV3(wire: WireEntry): boolean {
  if (Object.hasOwn(wire, "output_matchtypes")) return true;
  return ["deprecated", "experimental", "api_node"].every((key) => Object.hasOwn(wire, key));
}

function parseOutputs(wire: WireEntry, warn: Warn): OutputType[] {
  const types = typeof wire.output === "string" ? [wire.output] : (wire.output ?? []);
  const names = typeof wire.output_name === "string" ? [wire.output_name] : (wire.output_name ?? []);
  const keys = new Set<string>();
  const ownNames = new Set(names.filter((name) => typeof name === "string"));
  return types.map((wireType, index) => {
    const type = outputType(wireType, () => warn(null, `the type of output ${index} is neither a text nor a list`));
    const given = names[index];
    const name = typeof given === "string" ? given : typeof type === "string" ? type : "COMBO";
    const key = uniqueKey(name || "output", keys, ownNames);
    keys.add(key);
    const template = wire.output_matchtypes?.[index];
    return {
      type,
      name,
      key,
      isList: wire.output_is_list?.[index] === true,
      matchTemplate: typeof template === "string" ? template : null,
    };
  });
}

function outputType(type: JsonValue, onOther: () => void): string | readonly JsonValue[] {
  if (typeof type === "string" || Array.isArray(type)) return type;
  onOther();
  return "*";
}

function uniqueKey(name: string, used: ReadonlySet<string>, ownNames: ReadonlySet<unknown>): string {
  if (!used.has(name)) return name;
  for (let number = 2; ; number++) {
    const key = `${name}_${number}`;
    if (!used.has(key) && !ownNames.has(key)) return key;
  }
}
