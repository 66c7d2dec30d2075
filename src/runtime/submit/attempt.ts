import { randomBytes, randomUUID } from "node:crypto";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { Prompt } from "../../prompt/prompt.ts";
import { plain, rewritePrefixes } from "./filename-prefix.ts";

/** One submission of a run to one server, as plain data: what a journal has to keep to find it again. */
export interface Attempt {
  readonly promptId: string;
  readonly clientId: string;
  readonly serverUrl: string;
  /** Files of this attempt lie below it in the server's output folder. */
  readonly prefix: string;
  readonly prompt: Prompt;
  /** The text of the POST. */
  readonly body: string;
}

export interface AttemptOptions {
  readonly prompt: Prompt;
  readonly manifest: Manifest;
  readonly runId: string;
  readonly clientId: string;
  readonly serverUrl: string;
  readonly workflowJson: JsonObject | null;
  readonly previews: boolean;
}

/** A new attempt under a prompt id of its own. */
export function makeAttempt(options: AttemptOptions): Attempt {
  // Later servers take only a canonical lower-case UUID.
  const promptId = randomUUID();
  const { clientId, serverUrl } = options;
  const prefix = `comfyc/${plain(options.manifest.name)}/${plain(options.runId)}-${randomBytes(2).toString("hex")}`;
  const prompt = rewritePrefixes(options.prompt, new Set(options.manifest.outputs.map((each) => each.node)), prefix);
  const extra: JsonObject = {
    ...(options.previews && { preview_method: "auto" }),
    ...(options.workflowJson !== null && { extra_pnginfo: { workflow: options.workflowJson } }),
  };
  // `number` is never sent: a second prompt of the same number and id kills the worker of the server.
  const request: JsonObject = {
    prompt: prompt as unknown as JsonValue,
    client_id: clientId,
    prompt_id: promptId,
    extra_data: extra,
  };
  return { promptId, clientId, serverUrl, prefix, prompt, body: stringifyJson(request) };
}

/** The id in the answer to a POST, or null. A server up to 0.8 takes ours; anything else in its place is an error. */
export function readPromptId(reply: JsonValue): string | null {
  const id = isJsonObject(reply) ? reply["prompt_id"] : null;
  return typeof id === "string" ? id : null;
}
