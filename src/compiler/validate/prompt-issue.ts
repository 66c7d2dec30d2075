import { newIssue, type Issue } from "../../errors/issue.ts";
import { suggest } from "../../errors/suggestion.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { ServerError } from "./server-error.ts";

/** What was sent as the prompt, and the node types that it is judged by. */
export interface RefusedPrompt {
  readonly prompt: JsonValue | undefined;
  readonly schema: Schema;
}

/** The server refuses the prompt as a whole. It names no node but in its text, so the issue has none either. */
export function promptIssue(error: ServerError, refused: RefusedPrompt): Issue {
  const hint = foreignHint(refused.prompt);
  const told = hint === undefined ? describeNode(error, refused) : { message: serverText(error), hint };
  return newIssue({ code: error.type, origin: "server", ...told });
}

/** The server fails on the request itself and answers 500. */
export function malformedIssue(reason: string, prompt: JsonValue | undefined): Issue {
  const message = `The server would answer 500 without a reason: ${reason}.`;
  return newIssue({ code: "malformed_prompt", message, hint: foreignHint(prompt) });
}

type Told = Pick<Issue, "message" | "hint">;

/** Files that are mistaken for a prompt. */
function foreignHint(prompt: JsonValue | undefined): string | undefined {
  if (prompt === undefined || !isJsonObject(prompt)) return undefined;
  if (Array.isArray(prompt["nodes"])) {
    return "This is the editor's workflow.json: convert it with `comfyc convert`, or use Export (API) in the editor.";
  }
  const inner = prompt["prompt"];
  if (inner !== undefined && isJsonObject(inner) && !Object.hasOwn(inner, "class_type")) {
    return 'This is the whole body of a request: the prompt is what stands under "prompt".';
  }
  return undefined;
}

function describeNode(error: ServerError, { prompt, schema }: RefusedPrompt): Told {
  const id = /^Node ID '#([^]*)'$/.exec(error.details)?.[1];
  const node = id !== undefined && prompt !== undefined && isJsonObject(prompt) ? prompt[id] : undefined;
  if (error.type === "prompt_no_outputs") return { message: serverText(error), ...savingHint(prompt, schema) };
  if (node === undefined || !isJsonObject(node)) return { message: serverText(error) };
  if (!Object.hasOwn(node, "class_type")) {
    return {
      message: `Node ${id} has no class_type.`,
      hint: 'Write the name of its node type: "class_type": "KSampler".',
    };
  }
  const classType = node["class_type"]!;
  if (typeof classType !== "string") return { message: `The class_type of node ${id} is not a text.` };
  const message = `Node ${id} uses the node type ${JSON.stringify(classType)}, which the server does not have.`;
  const others = otherUnknown(id!, prompt as JsonObject, schema);
  return { message: `${message}${others}`, hint: syncHint(classType, schema) };
}

/** Not where the request asks for none of the outputs that are there. */
function savingHint(prompt: JsonValue | undefined, schema: Schema): Pick<Issue, "hint"> {
  const nodes = prompt !== undefined && isJsonObject(prompt) ? Object.values(prompt) : [];
  const saves = nodes.some(
    (node) => isJsonObject(node) && schema.nodeTypes.get(String(node["class_type"]))?.outputNode === true,
  );
  return saves ? {} : { hint: "Add a node that saves or shows something, such as SaveImage." };
}

/** The server stops at the first one. */
function otherUnknown(first: string, prompt: JsonObject, schema: Schema): string {
  const others = Object.entries(prompt).flatMap(([id, node]) => {
    const type = isJsonObject(node) ? node["class_type"] : undefined;
    return id === first || typeof type !== "string" || schema.nodeTypes.has(type)
      ? []
      : [`${id} (${JSON.stringify(type)})`];
  });
  if (others.length === 0) return "";
  const more = others.length > 5 ? ` and ${others.length - 5} more` : "";
  return ` The same holds for ${others.slice(0, 5).join(", ")}${more}.`;
}

function syncHint(classType: string, schema: Schema): string {
  const near = suggest(classType, schema.nodeTypes.keys());
  const sync = "run comfyc sync against a server that has it, or give its object_info by --schema.";
  return near === undefined ? `R${sync.slice(1)}` : `${near} If not: ${sync}`;
}

function serverText(error: ServerError): string {
  const details = error.details === "" || error.details === error.message ? "" : ` ${error.details}.`;
  return `${error.message.replace(/\.?$/, ".")}${details}`;
}
