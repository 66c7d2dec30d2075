import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";

export interface PromptSuccess {
  readonly kind: "succeeded";
  /** Node → what it reported. */
  readonly outputs: JsonObject;
  /** Output nodes that the server meant to run, or null where it does not tell. */
  readonly targets: readonly string[] | null;
  readonly cachedNodes: readonly string[];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** How a prompt ended on the server. */
export type PromptOutcome =
  | PromptSuccess
  | { readonly kind: "failed"; readonly error: JsonObject }
  | { readonly kind: "cancelled" };

/**
 * Reads a history entry. The messages decide, not `status_str`: after a circle that was built while running, the server
 * says success although it sent `execution_error`.
 */
export function readOutcome(entry: JsonObject): PromptOutcome {
  const status = isJsonObject(entry["status"]) ? entry["status"] : {};
  const messages = readMessages(status["messages"]);
  const error = messages.get("execution_error");
  if (error !== undefined) return { kind: "failed", error };
  if (messages.has("execution_interrupted")) return { kind: "cancelled" };
  if (status["status_str"] === "error") return { kind: "failed", error: {} };
  const prompt = entry["prompt"];
  const targets = Array.isArray(prompt) && Array.isArray(prompt[4]) ? prompt[4].filter(isString) : null;
  return {
    kind: "succeeded",
    outputs: isJsonObject(entry["outputs"]) ? entry["outputs"] : {},
    targets,
    cachedNodes: listOf(messages.get("execution_cached")?.["nodes"]),
    startedAt: timeOf(messages.get("execution_start")),
    endedAt: timeOf(messages.get("execution_success")),
  };
}

function readMessages(json: JsonValue | undefined): Map<string, JsonObject> {
  const messages = new Map<string, JsonObject>();
  for (const message of Array.isArray(json) ? json : []) {
    if (!Array.isArray(message) || typeof message[0] !== "string") continue;
    messages.set(message[0], isJsonObject(message[1]) ? message[1] : {});
  }
  return messages;
}

function timeOf(message: JsonObject | undefined): number | null {
  const time = message?.["timestamp"];
  return typeof time === "number" ? time : null;
}

function listOf(json: JsonValue | undefined): string[] {
  return Array.isArray(json) ? json.filter(isString) : [];
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
