import { type LivePrompt, linksOf, WorkerFault } from "./live-prompt.ts";

export interface ScheduleQuestions {
  readonly isCached: (id: string) => boolean;
  readonly isOutputNode: (id: string) => boolean;
  readonly isConcurrent: (id: string) => boolean;
  readonly isLazy: (id: string, input: string) => boolean;
  /** The value of `from` is kept for `to` from now on. */
  readonly linked: (from: string, to: string) => void;
}

export type Staged = { readonly node: string } | { readonly cycle: string } | null;

/** Which node runs next: a topological order made while it runs, since lazy inputs and expansions add to it. */
export class Schedule {
  private readonly pending = new Set<string>();
  private readonly blockers = new Map<string, number>();
  private readonly blocking = new Map<string, Set<string>>();
  private readonly live: LivePrompt;
  private readonly ask: ScheduleQuestions;
  private externalBlocks = 0;
  private wake: (() => void) | null = null;

  constructor(live: LivePrompt, questions: ScheduleQuestions) {
    this.live = live;
    this.ask = questions;
  }

  get isEmpty(): boolean {
    return this.pending.size === 0;
  }

  /** Adds a node and, without its lazy inputs, all that it needs. */
  add(root: string): void {
    const open = [root];
    const links: [string, string][] = [];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (this.pending.has(id)) continue;
      this.pending.add(id);
      this.blockers.set(id, 0);
      this.blocking.set(id, new Set());
      for (const [input, [from]] of linksOf(this.live.get(id))) {
        if (this.ask.isLazy(id, input)) continue;
        if (!this.live.has(from)) throw new WorkerFault(`KeyError: '${from}'`);
        if (!this.ask.isCached(from)) open.push(from);
        links.push([from, id]);
      }
    }
    for (const [from, to] of links) this.need(from, to);
  }

  /** `to` waits for `from` from now on. */
  need(from: string, to: string): void {
    if (!this.ask.isCached(from)) {
      this.add(from);
      const waiting = this.blocking.get(from);
      if (waiting !== undefined && !waiting.has(to)) {
        waiting.add(to);
        this.blockers.set(to, (this.blockers.get(to) ?? 0) + 1);
      }
    }
    this.ask.linked(from, to);
  }

  /** Holds a node back until the function that comes back is called. */
  hold(id: string): () => void {
    this.externalBlocks++;
    this.blockers.set(id, (this.blockers.get(id) ?? 0) + 1);
    return () => {
      this.externalBlocks--;
      this.blockers.set(id, (this.blockers.get(id) ?? 0) - 1);
      this.wake?.();
    };
  }

  /** The next node, waiting for a held one where nothing else is ready; null when all is done. */
  async next(): Promise<Staged> {
    if (this.isEmpty) return null;
    let ready = this.ready();
    while (ready.length === 0 && this.externalBlocks > 0) {
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = null;
      ready = this.ready();
    }
    return ready.length === 0 ? { cycle: this.nodeInCycle() } : { node: this.pick(ready) };
  }

  complete(id: string): void {
    this.pending.delete(id);
    for (const waiting of this.blocking.get(id) ?? [])
      this.blockers.set(waiting, (this.blockers.get(waiting) ?? 0) - 1);
    this.blocking.delete(id);
  }

  private ready(): string[] {
    return [...this.pending].filter((id) => this.blockers.get(id) === 0);
  }

  /** Outputs first, then what an output waits for, then what that waits for, so that previews show early. */
  private pick(ready: readonly string[]): string {
    const followers = (id: string) => [...(this.blocking.get(id) ?? [])];
    const isOutput = (id: string) => this.ask.isOutputNode(id);
    return (
      ready.find((id) => isOutput(id) || this.ask.isConcurrent(id)) ??
      ready.find((id) => followers(id).some(isOutput)) ??
      ready.find((id) => followers(id).some((next) => followers(next).some(isOutput))) ??
      ready[0]!
    );
  }

  /** The first node of a cycle that stands for another one in the prompt, else simply the first. */
  private nodeInCycle(): string {
    const inCycle = [...this.pending].filter((id) => (this.blockers.get(id) ?? 0) > 0);
    const expanded = inCycle.find((id) => this.live.displayOf(id) !== id);
    return expanded === undefined ? inCycle[0]! : this.live.displayOf(expanded);
  }
}
