import { ComfycError } from "../errors/comfyc-error.ts";
import { isJsonObject, type JsonValue } from "../json/json-value.ts";
import type { Prompt } from "./prompt.ts";

/** True for a JSON that is meant as a prompt, however faulty: an object of nodes. The editor's files and manifests are not. */
export function isPrompt(json: JsonValue): boolean {
  if (!isJsonObject(json)) return false;
  const nodes = Object.values(json);
  return nodes.length > 0 && nodes.every((node) => isJsonObject(node) && Object.hasOwn(node, "class_type"));
}

/**
 * The prompt in a parsed JSON text, fit to be sent.
 * @param source named in errors: the path of the file.
 * @throws invalid_manifest where it is none.
 */
export function parsePrompt(json: JsonValue, source: string): Prompt {
  if (!isJsonObject(json)) throw notAPrompt(source, "it is not an object of nodes");
  if (Array.isArray(json["nodes"])) throw notAPrompt(source, "it is the editor's workflow.json");
  for (const [id, node] of Object.entries(json)) {
    if (!isJsonObject(node) || typeof node["class_type"] !== "string") {
      throw notAPrompt(source, `node ${JSON.stringify(id)} has no class_type`);
    }
    // A node without inputs kills the worker thread of the server (comfy_execution/caching.py), so it is never sent.
    if (!isJsonObject(node["inputs"])) throw notAPrompt(source, `node ${JSON.stringify(id)} has no inputs`);
  }
  return json as unknown as Prompt;
}

function notAPrompt(source: string, problem: string): ComfycError {
  return new ComfycError("invalid_manifest", `${source} is not an API prompt: ${problem}.`, {
    hint: "Export it from the editor with Export (API), or convert workflow.json with `comfyc convert`.",
  });
}
