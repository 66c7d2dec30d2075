import { isJsonNumber, isJsonObject, type JsonNumber, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { InputOptions } from "./node-type.ts";

type Reader = (value: JsonValue) => JsonValue | undefined;
type OptionKey = Exclude<keyof InputOptions, "values" | "open" | "modelFolder" | "upload" | "rest" | "multiselect">;

const isBoolean: Reader = (value) => (typeof value === "boolean" ? value : undefined);
const isText: Reader = (value) => (typeof value === "string" ? value : undefined);
const isNumber: Reader = (value) => (isJsonNumber(value) ? value : undefined);

/** The server's key → ours, and which values we take; any other value stays in `rest`, untouched. */
export const optionKeys: Readonly<Record<string, readonly [OptionKey, Reader]>> = {
  default: ["default", (value) => value],
  min: ["min", isNumber],
  max: ["max", isNumber],
  step: ["step", isNumber],
  round: ["round", (value) => (value === false || isJsonNumber(value) ? value : undefined)],
  multiline: ["multiline", isBoolean],
  dynamicPrompts: ["dynamicPrompts", isBoolean],
  forceInput: ["forceInput", isBoolean],
  control_after_generate: [
    "controlAfterGenerate",
    (value) => (typeof value === "boolean" || typeof value === "string" ? value : undefined),
  ],
  lazy: ["lazy", isBoolean],
  display: ["display", isText],
  display_name: ["displayName", isText],
  image_folder: ["imageFolder", isText],
  remote: ["remote", (value) => (isJsonObject(value) ? value : undefined)],
  socketless: ["socketless", isBoolean],
  advanced: ["advanced", isBoolean],
  widgetType: ["widgetType", isText],
  label_on: ["labelOn", isText],
  label_off: ["labelOff", isText],
  placeholder: ["placeholder", isText],
  tooltip: ["tooltip", isText],
};

const uploadKinds = ["image", "audio", "video", "file"] as const;

/** The options of one input. `taken` names the keys that the kind of input gives a meaning of its own. */
export function parseInputOptions(wire: JsonObject, taken: readonly string[]): InputOptions {
  const options: Record<string, JsonNumber | JsonValue> = {};
  const rest = Object.create(null) as JsonObject;
  const upload = uploadKinds.find((kind) => wire[`${kind}_upload`] === true);
  for (const key of Object.keys(wire)) {
    const value = wire[key]!;
    if (taken.includes(key) || key === `${upload}_upload`) continue;
    const [name, read] = (Object.hasOwn(optionKeys, key) && optionKeys[key]) || [];
    const known = read?.(value);
    if (name !== undefined && known !== undefined) options[name] = known;
    else if (key === "multiselect" && typeof value === "boolean") options["multiselect"] = value;
    else rest[key] = value;
  }
  // Python 0.8 writes multi_select for the widget beside multiselect for the rule (comfy_api/latest/_io.py, MultiCombo).
  if (wire["multi_select"] === true || isJsonObject(wire["multi_select"])) options["multiselect"] = true;
  // Every V3 combo says `false`; absent means the same.
  if (options["multiselect"] === false) delete options["multiselect"];
  return {
    ...(options as InputOptions),
    ...(upload && { upload }),
    ...(Object.keys(rest).length > 0 && { rest }),
  };
}
