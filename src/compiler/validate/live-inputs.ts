import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { expandInputs, type ExpandedInput } from "../../schema/expand-inputs.ts";
import type { NodeType } from "../../schema/node-type.ts";
import { typeError } from "./python/error.ts";
import { pythonTypeName } from "./python/repr.ts";

/** `name in inputs`, for whatever a prompt has in that place. @throws PythonError where Python cannot look into it. */
export function hasInput(inputs: JsonValue, name: string): boolean {
  if (isJsonObject(inputs)) return Object.hasOwn(inputs, name);
  if (typeof inputs === "string" || Array.isArray(inputs)) return inputs.includes(name);
  throw notIterable(inputs);
}

/** `inputs[name]`. @throws PythonError where `inputs` is a text or a list. */
export function readInput(inputs: JsonValue, name: string): JsonValue {
  if (isJsonObject(inputs)) return inputs[name]!;
  throw typeError(
    typeof inputs === "string"
      ? "string indices must be integers, not 'str'"
      : "list indices must be integers or slices, not str",
  );
}

const dynamicKinds = new Set(["dynamicCombo", "autogrow", "dynamicSlot"]);
const staticInputs = new WeakMap<NodeType, readonly ExpandedInput[]>();

/**
 * The inputs that the server looks for while a node holds `inputs`.
 * @throws PythonError for dynamic inputs where `inputs` cannot be searched.
 */
export function liveInputs(nodeType: NodeType, inputs: JsonValue): readonly ExpandedInput[] {
  const known = staticInputs.get(nodeType);
  if (known !== undefined) return known;
  const isDynamic = nodeType.isV3 && nodeType.inputs.some((input) => dynamicKinds.has(input.kind));
  if (isDynamic && !isJsonObject(inputs) && typeof inputs !== "string" && !Array.isArray(inputs)) {
    throw notIterable(inputs);
  }
  const found = expandInputs(nodeType, isJsonObject(inputs) ? inputs : (Object.create(null) as JsonObject));
  if (!isDynamic) staticInputs.set(nodeType, found);
  return found;
}

function notIterable(inputs: JsonValue): Error {
  return typeError(`argument of type '${pythonTypeName(inputs)}' is not iterable`);
}
