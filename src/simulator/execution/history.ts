import type { JsonObject } from "../../json/json-value.ts";
import { type QueueItem, queueItemJson } from "./queue-item.ts";
import type { ExecutionOutcome } from "./execution-record.ts";

const longest = 10_000;

/** Executed prompts, oldest first, in memory only. */
export class History {
  private readonly entries = new Map<string, JsonObject>();

  /** Replaces an entry of the same id, in its old place, as a Python dict does. */
  add(item: QueueItem, outcome: ExecutionOutcome): void {
    if (this.entries.size > longest) this.entries.delete(this.entries.keys().next().value!);
    this.entries.set(item.promptId, {
      prompt: queueItemJson(item),
      outputs: outcome.outputs,
      status: outcome.status,
      meta: outcome.meta,
    });
  }

  find(promptId: string): JsonObject | undefined {
    return this.entries.get(promptId);
  }

  all(): JsonObject {
    return Object.fromEntries(this.entries);
  }

  /**
   * A window on the history. `maxItems` without `offset` gives the last ones; `offset` counts from the oldest.
   */
  page(maxItems: number | null, offset: number): JsonObject {
    const all = [...this.entries];
    const from = offset < 0 && maxItems !== null ? Math.max(0, all.length - maxItems) : Math.max(0, offset);
    const window = all.slice(from, maxItems === null ? undefined : from + maxItems);
    return Object.fromEntries(window);
  }

  remove(promptId: string): void {
    this.entries.delete(promptId);
  }

  clear(): void {
    this.entries.clear();
  }
}
