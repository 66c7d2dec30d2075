import { type JsonNumber, numericValue } from "../../json/json-value.ts";
import type { QueueItem } from "./queue-item.ts";

/**
 * Prompts that wait, lowest number first, equal numbers by prompt id; and the one that runs. They are kept as a binary
 * heap, since /queue shows them in the order of ComfyUI's heap and not in the order in which they will run.
 */
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
    this.siftToRoot(this.pending.length - 1);
    this.changed();
  }

  /** Moves the first one to `running`. */
  take(): QueueItem | null {
    const [item] = this.pending;
    const last = this.pending.pop();
    if (item === undefined || last === undefined) return null;
    if (last !== item) {
      this.pending[0] = last;
      this.sinkToLeaf(0);
    }
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
    for (let parent = Math.floor(this.pending.length / 2) - 1; parent >= 0; parent--) this.sinkToLeaf(parent);
    this.changed();
    return true;
  }

  private siftToRoot(start: number): void {
    for (let at = start; at > 0;) {
      const parent = (at - 1) >> 1;
      if (byPriority(this.pending[at]!, this.pending[parent]!) >= 0) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** Down to a leaf first and then up again, as Python's heapq does: the same order of equal depth comes out. */
  private sinkToLeaf(start: number): void {
    let at = start;
    for (let child = 2 * at + 1; child < this.pending.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < this.pending.length && byPriority(this.pending[right]!, this.pending[child]!) < 0) child = right;
      this.swap(at, child);
      at = child;
    }
    while (at > start) {
      const parent = (at - 1) >> 1;
      if (parent < start || byPriority(this.pending[at]!, this.pending[parent]!) >= 0) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private swap(first: number, second: number): void {
    [this.pending[first], this.pending[second]] = [this.pending[second]!, this.pending[first]!];
  }
}

function byPriority(left: QueueItem, right: QueueItem): number {
  const ids = left.promptId < right.promptId ? -1 : left.promptId > right.promptId ? 1 : 0;
  return compare(left.number, right.number) || ids || left.arrival - right.arrival;
}

function compare(left: JsonNumber, right: JsonNumber): number {
  const [a, b] = [numericValue(left), numericValue(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
