import type { Ground } from "./ground.ts";

/** Cycles, and chains so long that the server takes seconds or gives up before it starts. */
export function findGraphIssues(ground: Ground): void {
  const survey = new Survey(ground);
  for (const id of ground.pass.asked) survey.from(id);
  for (const cycle of survey.cycles) reportCycle(ground, cycle);
  for (const id of ground.pass.asked) reportDepth(ground, id, survey.depth.get(id) ?? 0);
}

/** Measured on a server: 300 nodes in a row take 3 s before the first one runs, 600 take 30 s. */
const slowDepth = 200;
const greatestDepth = 600;

function reportDepth(ground: Ground, id: string, depth: number): void {
  if (depth <= slowDepth) return;
  const isTooDeep = depth > greatestDepth;
  const effect = isTooDeep ? "servers fail on that" : "the server takes seconds before it starts";
  ground.report({
    code: isTooDeep ? "chain_too_deep" : "deep_chain",
    severity: isTooDeep ? "error" : "warning",
    node: id,
    message: `This output stands at the end of a chain of ${depth} nodes; ${effect}.`,
  });
}

function reportCycle(ground: Ground, cycle: readonly string[]): void {
  const path = [...cycle, cycle[0]!].map((id) => `${id} (${ground.nodeType(id).name})`).join(" → ");
  ground.report({
    code: "dependency_cycle",
    severity: "error",
    node: cycle[0]!,
    message: `These nodes depend on each other: ${path}. The server drops the outputs behind them without a word.`,
    details: { cycle },
  });
}

interface Step {
  readonly id: string;
  next: number;
}

/** Most cycles that are told of one prompt. */
const mostCycles = 20;

/** One walk along all links: the cycles, each by its path, and how many nodes stand in a row behind each node. */
class Survey {
  readonly cycles: (readonly string[])[] = [];
  readonly depth = new Map<string, number>();
  private readonly ground: Ground;
  private readonly stack: Step[] = [];
  private readonly place = new Map<string, number>();

  constructor(ground: Ground) {
    this.ground = ground;
  }

  from(start: string): void {
    if (!this.depth.has(start)) this.enter(start);
    while (this.stack.length > 0) {
      const step = this.stack.at(-1)!;
      const link = this.ground.linksOf(step.id)[step.next++];
      if (link === undefined) this.leave(step.id);
      else if (this.ground.has(link.source)) this.follow(link.source);
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
    this.stack.push({ id, next: 0 });
  }

  private leave(id: string): void {
    this.stack.pop();
    this.place.delete(id);
    let behind = 0;
    for (const { source } of this.ground.linksOf(id)) behind = Math.max(behind, this.depth.get(source) ?? 0);
    this.depth.set(id, behind + 1);
  }
}
