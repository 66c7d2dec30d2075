import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import { optionKeys } from "../../schema/input-options.ts";
import type { InputType } from "../../schema/node-type.ts";

/** `input_config` of a server error: the declaration of an input as object_info has it, `[type, options]`. */
export function inputConfig(input: InputType): JsonValue[] {
  const type: JsonValue = typeof input.type === "string" ? input.type : [...input.type];
  return [type, wireOptions(input)];
}

function wireOptions({ type, options, match }: InputType): JsonObject {
  const wire = Object.create(null) as JsonObject;
  const known = options as Readonly<Record<string, JsonValue | undefined>>;
  for (const key of Object.keys(optionKeys)) {
    const value = known[optionKeys[key]![0]];
    if (value !== undefined) wire[key] = value;
  }
  if (type === "COMBO" && options.values !== undefined) wire["options"] = [...options.values];
  if (options.multiselect !== undefined) wire["multiselect"] = options.multiselect;
  if (options.upload !== undefined) wire[`${options.upload}_upload`] = true;
  if (match !== undefined) wire["template"] = { template_id: match.template, allowed_types: match.allowed.join(",") };
  return Object.assign(wire, options.rest);
}
