import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import type { ComfyServer } from "../comfy-server.ts";

/** Where a prompt stands, as the server tells it when asked. */
export type PromptState =
  | { readonly kind: "pending" }
  | { readonly kind: "running" }
  | { readonly kind: "ended"; readonly entry: JsonObject }
  /** In no list: never arrived, taken off the queue, pushed out of the history, or lost in a restart. */
  | { readonly kind: "unknown" };

/** Asks `/api/jobs/{id}`, and where the server has none the queue and then the history: the other order races with the end. */
export async function lookUpPrompt(server: ComfyServer, promptId: string, signal?: AbortSignal): Promise<PromptState> {
  const job = await server.findJob(promptId, signal);
  if (job === null) return { kind: "unknown" };
  if (job !== undefined) return await stateOfJob(server, promptId, job, signal);
  const queue = await server.fetchQueue(signal);
  if (queue.running.some((item) => item.promptId === promptId)) return { kind: "running" };
  if (queue.pending.some((item) => item.promptId === promptId)) return { kind: "pending" };
  const entry = await server.fetchHistoryEntry(promptId, signal);
  return entry === null ? { kind: "unknown" } : { kind: "ended", entry };
}

async function stateOfJob(
  server: ComfyServer,
  promptId: string,
  job: JsonObject,
  signal: AbortSignal | undefined,
): Promise<PromptState> {
  if (job["status"] === "pending") return { kind: "pending" };
  if (job["status"] === "in_progress") return { kind: "running" };
  const entry = await server.fetchHistoryEntry(promptId, signal);
  if (entry !== null) return { kind: "ended", entry };
  return { kind: "ended", entry: entryOfJob(job) };
}

/** A history entry from a job alone, where the history no longer has it. */
function entryOfJob(job: JsonObject): JsonObject {
  const outputs = isJsonObject(job["outputs"]) ? job["outputs"] : {};
  const status = job["execution_status"] ?? null;
  if (status !== null) return { outputs, status };
  const error = job["execution_error"];
  if (job["status"] === "cancelled") return { outputs, status: { messages: [["execution_interrupted", {}]] } };
  if (job["status"] !== "failed") return { outputs, status: null };
  return { outputs, status: { messages: [["execution_error", isJsonObject(error) ? error : {}]] } };
}
