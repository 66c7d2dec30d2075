import { isIntegerToken, isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { NodeType, OutputType } from "../../schema/node-type.ts";
import { keyError, PythonError, typeError } from "./python/error.ts";
import { pythonTypeName } from "./python/repr.ts";

/** `prompt[id]`, where the id is whatever stands first in a link. @throws PythonError where there is no such node. */
export function linkedNodeId(prompt: JsonObject, id: JsonValue): string {
  if (Array.isArray(id) || isJsonObject(id)) throw typeError(`unhashable type: '${pythonTypeName(id)}'`);
  if (typeof id !== "string" || !Object.hasOwn(prompt, id)) throw keyError(id);
  return id;
}

/**
 * `RETURN_TYPES[index]`: true and false are 1 and 0, a negative index counts from the end.
 * @throws PythonError where Python's indexing raises.
 */
export function linkedOutput(nodeType: NodeType, outputIndex: JsonValue): OutputType {
  // A V1 node writes its types as a tuple, a V3 node gives a list.
  const kind = nodeType.isV3 ? "list" : "tuple";
  const index = typeof outputIndex === "boolean" ? Number(outputIndex) : outputIndex;
  if (!isIntegerToken(index)) {
    throw typeError(`${kind} indices must be integers or slices, not ${pythonTypeName(outputIndex)}`);
  }
  if (typeof index === "bigint" && BigInt.asIntN(64, index) !== index) {
    throw new PythonError("IndexError", "cannot fit 'int' into an index-sized integer");
  }
  const output = nodeType.outputs.at(Number(index));
  if (output === undefined) throw new PythonError("IndexError", `${kind} index out of range`);
  return output;
}
