import type { JsonNumber, JsonObject, JsonValue } from "../../json/json-value.ts";
import type { PromptNode } from "../../prompt/prompt.ts";

export interface QueueItem {
  /** The priority, lowest first. */
  readonly number: JsonNumber;
  readonly promptId: string;
  readonly prompt: Readonly<Record<string, PromptNode>>;
  readonly extraData: JsonObject;
  /** Keys that must not show in the queue or the history. */
  readonly secrets: JsonObject;
  readonly outputs: readonly string[];
  /** Order of arrival. */
  readonly arrival: number;
}

/** As /queue and /history show it. */
export function queueItemJson(item: QueueItem): JsonValue {
  return [item.number, item.promptId, item.prompt as unknown as JsonObject, item.extraData, [...item.outputs]];
}
