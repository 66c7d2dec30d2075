/** Most circles that are told of one prompt. */
const mostCycles = 20;

interface Step {
  readonly id: string;
  readonly sources: readonly string[];
  next: number;
}

/**
 * One walk against the links: the circles that it meets, and how many nodes stand in a row behind each node. It keeps
 * a stack of its own, since a chain may be longer than the call stack is deep.
 */
export class LinkWalk {
  /** Each by its path from consumer to source; at most 20. */
  readonly cycles: (readonly string[])[] = [];
  /** Node → nodes in the longest row that ends with it. */
  readonly depth = new Map<string, number>();
  private readonly sourcesOf: (id: string) => readonly string[];
  private readonly stack: Step[] = [];
  private readonly place = new Map<string, number>();

  /** @param sourcesOf the nodes that feed a node, each once. */
  constructor(sourcesOf: (id: string) => readonly string[]) {
    this.sourcesOf = sourcesOf;
  }

  /** Walks to all that feeds `start`; what an earlier walk has seen is not walked again. */
  from(start: string): void {
    if (!this.depth.has(start)) this.enter(start);
    for (let step = this.stack.at(-1); step !== undefined; step = this.stack.at(-1)) {
      const source = step.sources[step.next++];
      if (source === undefined) this.leave(step);
      else this.follow(source);
    }
  }

  private follow(source: string): void {
    const start = this.place.get(source);
    if (start !== undefined) {
      if (this.cycles.length < mostCycles) this.cycles.push(this.stack.slice(start).map((step) => step.id));
    } else if (!this.depth.has(source)) this.enter(source);
  }

  private enter(id: string): void {
    this.place.set(id, this.stack.length);
    this.stack.push({ id, sources: this.sourcesOf(id), next: 0 });
  }

  private leave({ id, sources }: Step): void {
    this.stack.pop();
    this.place.delete(id);
    let behind = 0;
    for (const source of sources) behind = Math.max(behind, this.depth.get(source) ?? 0);
    this.depth.set(id, behind + 1);
  }
}
