import { randomUUID } from "node:crypto";
import {
  isJsonObject,
  JsonFloat,
  type JsonNumber,
  type JsonObject,
  type JsonValue,
  numericValue,
} from "../../json/json-value.ts";
import { pythonStr } from "../../compiler/validate/python/repr.ts";
import { validateRequest } from "../../compiler/validate/validate-prompt.ts";
import type { PromptNode } from "../../prompt/prompt.ts";
import type { ServerState } from "../server-state.ts";
import { json, type Reply, ReplyError, serverError } from "./reply.ts";
import type { Route } from "./router.ts";

const secretKeys = ["auth_token_comfy_org", "api_key_comfy_org"];

/** POST and GET /prompt. */
export function promptRoutes(state: ServerState): Route[] {
  const numbers = { next: 0 };
  return [
    { method: "GET", path: "/prompt", handler: () => json({ exec_info: { queue_remaining: state.queue.remaining } }) },
    { method: "POST", path: "/prompt", handler: async (request) => submit(state, await request.json(), numbers) },
  ];
}

async function submit(state: ServerState, body: JsonValue, numbers: { next: number }): Promise<Reply> {
  state.log.add("got prompt\n");
  const number = isJsonObject(body) ? takeNumber(body, numbers) : 0;
  const files = {
    input: await state.folders.list("input"),
    output: await state.folders.list("output"),
    temp: await state.folders.list("temp"),
  };
  const verdict = validateRequest(body, state.schema, { files });
  if (verdict.status === 500) throw new ReplyError(serverError());
  const nodeErrors = verdict.nodeErrors as unknown as JsonObject;
  if (verdict.status === 400)
    return json({ error: verdict.error as unknown as JsonObject, node_errors: nodeErrors }, 400);
  if (!isJsonObject(body)) throw new ReplyError(serverError());
  const promptId = Object.hasOwn(body, "prompt_id") ? pythonStr(body["prompt_id"]!) : randomUUID();
  const { extraData, secrets } = extraDataOf(body);
  const prompt = withCoerced(body["prompt"] as JsonObject, verdict.coerced);
  // The answer leaves before the execution begins, which is how a client of the real server sees it as a rule.
  state.queue.put({ number, promptId, prompt, extraData, secrets, outputs: verdict.outputs });
  state.worker.wake();
  return json({ prompt_id: promptId, number, node_errors: nodeErrors });
}

/** The priority: given, or the server's counter, which also counts prompts that are then refused. */
function takeNumber(body: JsonObject, numbers: { next: number }): JsonNumber {
  if (Object.hasOwn(body, "number")) return floatOf(body["number"]!);
  const counted = numbers.next++;
  const front = body["front"];
  const inFront = Array.isArray(front) ? front.length > 0 : Boolean(front);
  return inFront ? -counted : counted;
}

/** Python's `float()`; what it cannot read, the verdict answers with 500. */
function floatOf(value: JsonValue): JsonNumber {
  const plain =
    typeof value === "string"
      ? Number(value.replaceAll("_", ""))
      : Number(typeof value === "boolean" ? value : numericValue(value as JsonNumber));
  return Number.isInteger(plain) ? new JsonFloat(plain) : plain;
}

function extraDataOf(body: JsonObject): { extraData: JsonObject; secrets: JsonObject } {
  const given = body["extra_data"];
  const extraData: JsonObject = isJsonObject(given) ? { ...given } : {};
  if (Object.hasOwn(body, "client_id")) extraData["client_id"] = body["client_id"]!;
  const secrets: JsonObject = {};
  for (const key of secretKeys) {
    if (!Object.hasOwn(extraData, key)) continue;
    secrets[key] = extraData[key]!;
    delete extraData[key];
  }
  extraData["create_time"] = Date.now();
  return { extraData, secrets };
}

/** The prompt with the values that validation wrote back. */
function withCoerced(
  prompt: JsonObject,
  coerced: Readonly<Record<string, Record<string, JsonValue>>>,
): Record<string, PromptNode> {
  const changed = { ...prompt } as unknown as Record<string, PromptNode>;
  for (const [id, values] of Object.entries(coerced)) {
    const node = changed[id]!;
    changed[id] = { ...node, inputs: { ...node.inputs, ...values } };
  }
  return changed;
}
