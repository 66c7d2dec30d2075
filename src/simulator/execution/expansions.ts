import { isRunTimeLink, outputIndexOf } from "../../prompt/run-time-link.ts";
import type { ExecutionServices } from "./execution-services.ts";
import type { ExecutorResult } from "./executor.ts";
import type { LivePrompt } from "./live-prompt.ts";
import type { CachedResult } from "./result-cache.ts";
import type { Schedule } from "./schedule.ts";

/** One call of a node that expanded, or did not while another call did. */
interface Expansion {
  readonly expanded: boolean;
  readonly outputs: readonly unknown[];
}

/** The nodes of a prompt that have put other nodes in their place and wait for those. */
export class Expansions {
  private readonly waiting = new Map<string, Expansion[]>();
  private readonly live: LivePrompt;
  private readonly schedule: Schedule;
  private readonly services: ExecutionServices;

  constructor(live: LivePrompt, schedule: Schedule, services: ExecutionServices) {
    this.live = live;
    this.schedule = schedule;
    this.services = services;
  }

  has(id: string): boolean {
    return this.waiting.has(id);
  }

  /**
   * Adds the new nodes to the prompt and schedules those that are needed.
   * @param added told the ids of the new nodes before any is scheduled: the schedule asks the cache for them
   */
  begin(id: string, results: readonly ExecutorResult[], added: (ids: readonly string[]) => void): void {
    const ids: string[] = [];
    for (const [newId, node] of results.flatMap((result) => Object.entries(result.expand ?? {}))) {
      this.live.addExpanded(newId, node, id);
      ids.push(newId);
    }
    added(ids);
    const expansions = results.map(({ expand, outputs = [] }) => ({ expanded: expand !== undefined, outputs }));
    const isOutput = (newId: string) => this.services.findType(this.live.get(newId).class_type)?.outputNode ?? false;
    for (const newId of ids.filter(isOutput)) this.schedule.need(newId, id);
    for (const link of expansions.flatMap((expansion) => (expansion.expanded ? expansion.outputs : []))) {
      if (isRunTimeLink(link)) this.schedule.need(link[0], id);
    }
    this.waiting.set(id, expansions);
  }

  /** The outputs of each call of a node whose new nodes have run; it waits no more. */
  takeOutputs(id: string, find: (id: string) => CachedResult | undefined): (readonly unknown[])[] {
    const expansions = this.waiting.get(id) ?? [];
    this.waiting.delete(id);
    return expansions.map((expansion) => resolveExpansion(expansion, find));
  }
}

/** Outputs of a call whose expansion has run: links into it replaced by what came out there. */
function resolveExpansion(expansion: Expansion, find: (id: string) => CachedResult | undefined): readonly unknown[] {
  if (!expansion.expanded) return expansion.outputs;
  return expansion.outputs.flatMap((value) =>
    isRunTimeLink(value) ? (find(value[0])?.outputs.at(outputIndexOf(value)) ?? [null]) : [value],
  );
}
