import { renderOptions, suggest } from "../../errors/suggestion.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { NodeType } from "../../schema/node-type.ts";
import { linkedNodeId, linkedOutput } from "./linked-output.ts";
import { liveInputs } from "./live-inputs.ts";
import { described } from "./malformed-request.ts";
import { PythonError } from "./python/error.ts";
import type { ServerError } from "./server-error.ts";
import type { ValidationPass } from "./server-verdict.ts";

export interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The prompt, and the state of its nodes after validation. */
export type JudgedPrompt = Pick<ValidationPass, "prompt" | "walk">;

/**
 * What a Python exception on `node` means. The server tells neither the input nor, for an inner node, that the input it
 * names is the consumer's: so the links of the node are tried anew, and the one that raises the same is told.
 */
export function exceptionWords(error: ServerError, node: string, judged: JudgedPrompt): Words {
  const { exception_type: type } = error.extra_info;
  if (type === "RecursionError") {
    return { message: "The chain of nodes that ends here is longer than the server can check." };
  }
  const inputs = judged.walk.inputsOf(node);
  if (inputs === undefined || !isJsonObject(inputs)) return inputsWords(inputs);
  for (const { name } of liveInputs(judged.walk.nodeType(node), inputs)) {
    const link = inputs[name];
    if (!Array.isArray(link) || link.length !== 2) continue;
    const fault = findFault(link, judged);
    if (fault?.type === type && fault?.message === error.details) return linkWords(name, link, judged);
  }
  return { message: `The server fails while it looks at this node: ${error.details} (${String(type)}).` };
}

/** Also said of such a node by `missing_inputs`, where the server says something else of it. */
export function inputsWords(inputs: JsonValue | undefined): Words {
  const has = inputs === undefined ? "no inputs" : `inputs that are ${described(inputs)} and no object`;
  return { message: `This node has ${has}.`, hint: 'Write "inputs": {} for a node without inputs.' };
}

function findFault([id, index]: JsonValue[], { prompt, walk }: JudgedPrompt): PythonError | undefined {
  try {
    linkedOutput(walk.nodeType(linkedNodeId(prompt, id!)), index!);
    return undefined;
  } catch (error) {
    if (error instanceof PythonError) return error;
    throw error;
  }
}

function linkWords(name: string, [id, index]: JsonValue[], { prompt, walk }: JudgedPrompt): Words {
  if (typeof id !== "string") {
    const text = typeof id === "object" ? undefined : String(id);
    const isKnown = text !== undefined && Object.hasOwn(prompt, text);
    return {
      message: `Input ${name} links to node ${stringifyJson(id!)}, but the id of a node is a text.`,
      hint: isKnown ? `Write [${JSON.stringify(text)}, ${stringifyJson(index!)}].` : nodesHint(text ?? "", prompt),
    };
  }
  if (!Object.hasOwn(prompt, id)) {
    return { message: `Input ${name} links to node ${id}, which does not exist.`, hint: nodesHint(id, prompt) };
  }
  return {
    message: `Input ${name} links to output ${stringifyJson(index!)} of ${outputsText(id, walk.nodeType(id))}.`,
    hint: outputsHint(walk.nodeType(id)),
  };
}

function nodesHint(id: string, prompt: JsonObject): string {
  const ids = Object.keys(prompt);
  return (id.length > 3 ? suggest(id, ids) : undefined) ?? `Nodes of this prompt: ${renderOptions(ids, 10)}.`;
}

/** `node 1 (EmptyImage), which has 1 output` */
export function outputsText(id: string, { name, outputs }: NodeType): string {
  return `node ${id} (${name}), which has ${outputs.length} output${outputs.length === 1 ? "" : "s"}`;
}

/** The outputs that a link can ask for, by index. */
export function outputsHint({ outputs }: NodeType): string | undefined {
  if (outputs.length === 0) return undefined;
  return `Outputs by index: ${outputs.map(({ key }, index) => `${index} ${key}`).join(", ")}.`;
}
