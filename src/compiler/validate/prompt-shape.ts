import { isIntegerToken, isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import { described, isTargeted, MalformedRequest } from "./malformed-request.ts";
import { pythonStr } from "./python/repr.ts";
import { serverError, type ServerError } from "./server-error.ts";

/** Either the outputs that were asked for, in prompt order, or the one error of the whole prompt. */
export type PromptShape =
  | { readonly prompt: JsonObject; readonly outputs: readonly string[] }
  | { readonly error: ServerError; readonly node: string | null };

/**
 * The server's first pass (execution.py: validate_prompt): class types in prompt order, then output nodes.
 * @param targets `partial_execution_targets`; null or undefined asks for all outputs.
 * @throws MalformedRequest
 */
export function readPromptShape(prompt: JsonValue, schema: Schema, targets: JsonValue | undefined): PromptShape {
  const outputs: string[] = [];
  for (const [id, node] of nodesOf(prompt)) {
    const classType = classTypeOf(node);
    const name = pythonStr(id);
    if (classType === undefined) return refused(name, "a node is missing the class_type property");
    const nodeType = typeof classType === "string" ? schema.nodeTypes.get(classType) : undefined;
    if (nodeType === undefined) return refused(name, `node ${pythonStr(classType)} does not exist`);
    if (nodeType.outputNode && isTargeted(name, targets ?? null)) outputs.push(name);
  }
  if (outputs.length === 0) {
    return { error: serverError("prompt_no_outputs", "Prompt has no outputs", ""), node: null };
  }
  return { prompt: prompt as JsonObject, outputs };
}

function refused(id: string, reason: string): PromptShape {
  return { error: serverError("invalid_prompt", `Cannot execute because ${reason}.`, `Node ID '#${id}'`), node: id };
}

/** `for id in prompt: prompt[id]`, for whatever a request has in that place. */
function* nodesOf(prompt: JsonValue): Generator<[JsonValue, JsonValue]> {
  if (isJsonObject(prompt)) {
    for (const id of Object.keys(prompt)) yield [id, prompt[id]!];
    return;
  }
  if (prompt === "") return;
  if (!Array.isArray(prompt)) throw new MalformedRequest(`"prompt" must be an object, not ${described(prompt)}`);
  for (const index of prompt) {
    const number = typeof index === "boolean" ? Number(index) : index;
    const node = isIntegerToken(number) ? prompt.at(Number(number)) : undefined;
    if (node === undefined) throw new MalformedRequest('"prompt" must be an object, not a list');
    yield [index, node];
  }
}

/** `node["class_type"]`, or undefined where `"class_type" in node` is false. */
function classTypeOf(node: JsonValue): JsonValue | undefined {
  if (isJsonObject(node)) {
    if (!Object.hasOwn(node, "class_type")) return undefined;
    const classType = node["class_type"]!;
    if (typeof classType !== "object" || classType === null || !isContainer(classType)) return classType;
    throw new MalformedRequest(`a class_type must be a text, not ${described(classType)}`);
  }
  if ((typeof node === "string" || Array.isArray(node)) && !node.includes("class_type")) return undefined;
  throw new MalformedRequest(`a node must be an object, not ${described(node)}`);
}

/** A dict or list: no key of a dictionary. */
function isContainer(value: JsonValue): boolean {
  return Array.isArray(value) || isJsonObject(value);
}
