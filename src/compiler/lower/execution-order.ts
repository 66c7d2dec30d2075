import { linksOf } from "../../prompt/prompt-links.ts";
import type { Prompt, PromptNode } from "../../prompt/prompt.ts";
import type { FlatGraph } from "../flatten/flat-graph.ts";

/**
 * The prompt of these nodes, in the order in which the editor exports them: root nodes as soon as all that they need has
 * come, the earlier in the graph first; the interior of a subgraph instance stays together, in its own order. Nodes of
 * a circle come last.
 */
export function orderForExecution(prompt: ReadonlyMap<string, PromptNode>, flat: FlatGraph): Prompt {
  const units = groupByRootNode(flat);
  const unitOf = new Map([...units].flatMap(([unit, ids]) => ids.map((id) => [id, unit] as const)));
  const { waitingFor, consumers } = findDependences(prompt, unitOf);
  const order = new Set([...units.keys()].filter((unit) => (waitingFor.get(unit) ?? 0) === 0));
  // A set is walked in the order of insertion, and what is added on the way is walked too.
  for (const unit of order) {
    for (const consumer of (consumers.get(unit) ?? []).sort((a, b) => a.output - b.output)) {
      const left = waitingFor.get(consumer.unit)! - 1;
      waitingFor.set(consumer.unit, left);
      if (left === 0) order.add(consumer.unit);
    }
  }
  for (const unit of units.keys()) order.add(unit);
  return Object.fromEntries([...order].flatMap((unit) => units.get(unit)!.map((id) => [id, prompt.get(id)!])));
}

/** Root node → the prompt ids that it stands for, itself or the interior of an instance. */
function groupByRootNode(flat: FlatGraph): Map<string, string[]> {
  const units = new Map<string, string[]>();
  for (const { id, scope } of flat.nodes) {
    const unit = scope.rootNode ?? id;
    const ids = units.get(unit);
    if (ids === undefined) units.set(unit, [id]);
    else ids.push(id);
  }
  return units;
}

function findDependences(prompt: ReadonlyMap<string, PromptNode>, unitOf: ReadonlyMap<string, string>) {
  const waitingFor = new Map<string, number>();
  const consumers = new Map<string, { unit: string; output: number }[]>();
  for (const [id, unit] of unitOf) {
    for (const [, [node, output]] of linksOf(prompt.get(id)!)) {
      const source = unitOf.get(node);
      if (source === undefined || source === unit) continue;
      waitingFor.set(unit, (waitingFor.get(unit) ?? 0) + 1);
      const list = consumers.get(source);
      if (list === undefined) consumers.set(source, [{ unit, output }]);
      else list.push({ unit, output });
    }
  }
  return { waitingFor, consumers };
}
