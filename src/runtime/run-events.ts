import type { ComfycError } from "../errors/comfyc-error.ts";
import type { OutputFile, RunResult } from "./run-result.ts";

export interface ProgressEvent {
  readonly type: "progress";
  /** 0 to 1, never falling. */
  readonly value: number;
  /** The node that runs, or null. */
  readonly node: string | null;
  readonly nodeType: string | null;
  /** Sampler steps (or another unit of the node), where it counts any. */
  readonly step: number | null;
  readonly steps: number | null;
}

export type RunEvent =
  | { readonly type: "queued"; readonly promptId: string; readonly server: string }
  | { readonly type: "started"; readonly promptId: string }
  | ProgressEvent
  | { readonly type: "preview"; readonly node: string | null; readonly mime: string; readonly bytes: Uint8Array }
  | { readonly type: "output"; readonly file: OutputFile }
  /** Text that a node shows while it runs. */
  | { readonly type: "text"; readonly node: string; readonly text: string }
  | { readonly type: "log"; readonly level: "info" | "warning"; readonly message: string }
  | { readonly type: "finished"; readonly state: RunResult["state"]; readonly error: ComfycError | null };

/** Shortest time between two progress events, and between two previews: at most 20 a second. */
const spacingMs = 50;
/** Events kept for iterators that begin late, and for slow ones. */
const mostKept = 1000;

type Fleeting = Extract<RunEvent, { type: "progress" | "preview" }>;

/** The events of one run: any number of iterators, each sees all from the beginning; fast ones are thinned out. */
export class RunEvents implements AsyncIterable<RunEvent> {
  private readonly kept: RunEvent[] = [];
  private readonly cursors = new Set<Cursor>();
  private readonly waiting = new Map<Fleeting["type"], Fleeting>();
  private readonly lastSent = new Map<Fleeting["type"], number>();
  private readonly onEvent: (event: RunEvent) => void;
  private timer: NodeJS.Timeout | null = null;
  private ended = false;

  /** @param onEvent called for each event that goes out; what it throws is dropped. */
  constructor(onEvent: (event: RunEvent) => void) {
    this.onEvent = onEvent;
  }

  emit(event: RunEvent): void {
    if (this.ended) return;
    if (event.type === "progress" || event.type === "preview") return this.emitFleeting(event);
    // Order is kept: what waits happened before.
    this.flush();
    this.send(event);
    if (event.type === "finished") this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    const cursor = new Cursor([...this.kept], this.ended, () => this.cursors.delete(cursor));
    if (!this.ended) this.cursors.add(cursor);
    return cursor;
  }

  private emitFleeting(event: Fleeting): void {
    const since = performance.now() - (this.lastSent.get(event.type) ?? -Infinity);
    if (since >= spacingMs && !this.waiting.has(event.type)) return this.sendFleeting(event);
    this.waiting.set(event.type, event);
    this.timer ??= setTimeout(() => this.flush(), Math.max(1, spacingMs - since));
  }

  private sendFleeting(event: Fleeting): void {
    this.lastSent.set(event.type, performance.now());
    this.send(event);
  }

  private flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const events = [...this.waiting.values()];
    this.waiting.clear();
    for (const event of events) this.sendFleeting(event);
  }

  private send(event: RunEvent): void {
    keep(this.kept, event);
    for (const cursor of this.cursors) cursor.push(event);
    this.onEvent(event);
  }

  private end(): void {
    this.ended = true;
    for (const cursor of this.cursors) cursor.finish();
    this.cursors.clear();
  }
}

/** Of fleeting events only the newest is kept, so that a listener that sleeps costs nothing. */
function keep(events: RunEvent[], event: RunEvent): void {
  if (event.type === "progress" || event.type === "preview") {
    const old = events.findLastIndex((each) => each.type === event.type);
    if (old >= 0) events.splice(old, 1);
  }
  if (events.length < mostKept || event.type === "finished" || event.type === "output") events.push(event);
}

class Cursor implements AsyncIterator<RunEvent> {
  private readonly queue: RunEvent[];
  private readonly drop: () => void;
  private ended: boolean;
  private waiters: ((result: IteratorResult<RunEvent>) => void)[] = [];

  constructor(queue: RunEvent[], ended: boolean, drop: () => void) {
    this.queue = queue;
    this.ended = ended;
    this.drop = drop;
  }

  push(event: RunEvent): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) keep(this.queue, event);
    else waiter({ done: false, value: event });
  }

  finish(): void {
    this.ended = true;
    for (const waiter of this.waiters.splice(0)) waiter({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<RunEvent>> {
    const event = this.queue.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  return(): Promise<IteratorResult<RunEvent>> {
    this.drop();
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }
}
