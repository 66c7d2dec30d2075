import { type JsonNumber, numericValue } from "../../json/json-value.ts";
import type { QueueItem } from "./queue-item.ts";

/** Prompts that wait, lowest number first, then in the order they came; and the one that runs. */
export class PromptQueue {
  private pending: QueueItem[] = [];
  running: QueueItem | null = null;
  private arrivals = 0;
  private readonly changed: () => void;

  /** @param changed called after each change, as ComfyUI sends `status` then. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Pending and running. */
  get remaining(): number {
    return this.pending.length + (this.running === null ? 0 : 1);
  }

  get waiting(): readonly QueueItem[] {
    return this.pending;
  }

  put(item: Omit<QueueItem, "arrival">): void {
    this.pending.push({ ...item, arrival: this.arrivals++ });
    this.pending.sort(byPriority);
    this.changed();
  }

  /** Moves the first one to `running`. */
  take(): QueueItem | null {
    const item = this.pending.shift();
    if (item === undefined) return null;
    this.running = item;
    this.changed();
    return item;
  }

  done(): void {
    this.running = null;
    this.changed();
  }

  clear(): void {
    this.pending = [];
    this.changed();
  }

  /** Drops the first waiting prompt of that id; the running one stays. */
  remove(promptId: string): boolean {
    const index = this.pending.findIndex((item) => item.promptId === promptId);
    if (index < 0) return false;
    this.pending.splice(index, 1);
    this.changed();
    return true;
  }
}

function byPriority(left: QueueItem, right: QueueItem): number {
  return compare(left.number, right.number) || left.arrival - right.arrival;
}

function compare(left: JsonNumber, right: JsonNumber): number {
  const [a, b] = [numericValue(left), numericValue(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
