import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { QueueItem } from "../execution/queue-item.ts";

/** A waiting or running prompt as /api/jobs shows it. */
export function queuedJob(item: QueueItem, status: "pending" | "in_progress"): JsonObject {
  return pruned({
    id: item.promptId,
    status,
    priority: item.number,
    create_time: item.extraData["create_time"] ?? null,
    outputs_count: 0,
    workflow_id: workflowId(item.extraData),
  });
}

/** A history entry as /api/jobs shows it. An interrupted execution counts as failed in 0.8.0. */
export function finishedJob(id: string, entry: JsonObject): JsonObject {
  const [priority, , , extraData] = entry["prompt"] as JsonValue[];
  const extra = isJsonObject(extraData) ? extraData : {};
  const outputs = entry["outputs"] as JsonObject;
  const { count, preview } = summary(outputs);
  const { start, end, error } = timesOf(entry["status"] as JsonObject);
  return pruned({
    id,
    status: hasFailed(entry) ? "failed" : "completed",
    priority: priority ?? null,
    create_time: extra["create_time"] ?? null,
    execution_start_time: start,
    execution_end_time: end,
    execution_error: error,
    outputs_count: count,
    preview_output: preview,
    workflow_id: workflowId(extra),
  });
}

/** As `finishedJob`, with outputs, status and prompt. */
export function finishedJobInFull(id: string, entry: JsonObject): JsonObject {
  const [, , prompt, extraData] = entry["prompt"] as JsonValue[];
  return {
    ...finishedJob(id, entry),
    outputs: entry["outputs"]!,
    execution_status: entry["status"]!,
    workflow: { prompt: prompt!, extra_data: extraData! },
  };
}

export function hasFailed(entry: JsonObject): boolean {
  return (entry["status"] as JsonObject)["status_str"] === "error";
}

function pruned(job: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== null));
}

function workflowId(extraData: JsonObject): JsonValue {
  const info = extraData["extra_pnginfo"];
  const workflow = isJsonObject(info) ? info["workflow"] : null;
  return isJsonObject(workflow) ? (workflow["id"] ?? null) : null;
}

function timesOf(status: JsonObject): { start: JsonValue; end: JsonValue; error: JsonValue } {
  let [start, end, error]: JsonValue[] = [null, null, null];
  for (const [type, data] of status["messages"] as [string, JsonObject][]) {
    const time = data["timestamp"] ?? null;
    if (type === "execution_start") start = time;
    if (["execution_success", "execution_error", "execution_interrupted"].includes(type)) end = time;
    if (type === "execution_error") error = data;
  }
  return { start: start ?? null, end: end ?? null, error: error ?? null };
}

const mediaKeys = new Set(["images", "video", "audio", "gifs", "3d"]);

/** How many outputs there are, and the one to show: of type output first. */
function summary(outputs: JsonObject): { count: number; preview: JsonValue } {
  const items = Object.entries(outputs).flatMap(([nodeId, ui]) =>
    Object.entries(isJsonObject(ui) ? ui : {}).flatMap(([mediaType, list]) =>
      (mediaType !== "animated" && Array.isArray(list) ? list : [])
        .filter(isJsonObject)
        .map((item) => ({ ...item, nodeId, mediaType })),
    ),
  );
  const shown = items.filter((item) => mediaKeys.has(item.mediaType));
  const preview = shown.find((item) => (item as JsonObject)["type"] === "output") ?? shown[0] ?? null;
  return { count: items.length, preview };
}
