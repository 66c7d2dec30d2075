import { isLink, type Link, type Prompt, type PromptNode } from "./prompt.ts";

/** The links of a node by input, in the order of its inputs. */
export function linksOf(node: PromptNode): [input: string, link: Link][] {
  return Object.entries(node.inputs).flatMap(([input, value]) => (isLink(value) ? [[input, value]] : []));
}

/** The nodes of `prompt` that feed the node `id`, each once. */
export function sourcesOf(prompt: Prompt, id: string): string[] {
  if (!Object.hasOwn(prompt, id)) return [];
  const sources = new Set(linksOf(prompt[id]!).map(([, [source]]) => source));
  return [...sources].filter((source) => Object.hasOwn(prompt, source));
}

/** The nodes `ids` and all that feed them, however far behind. */
export function findFeeding(prompt: Prompt, ids: Iterable<string>): Set<string> {
  const found = new Set(ids);
  // A set is walked in the order of insertion, and what is added on the way is walked too.
  for (const id of found) for (const source of sourcesOf(prompt, id)) found.add(source);
  return found;
}

/** Ids of the nodes that are in a circle of links, or fed by one. The server drops the outputs behind them in silence. */
export function findNodesBehindCycle(prompt: Prompt): Set<string> {
  const open = new Map(Object.keys(prompt).map((id) => [id, sourcesOf(prompt, id)] as const));
  const fed = new Map<string, string[]>();
  for (const [id, sources] of open) for (const source of sources) fed.set(source, [...(fed.get(source) ?? []), id]);
  const waitingFor = new Map([...open].map(([id, sources]) => [id, sources.length]));
  // What can be ordered is taken away until nothing more can be: the rest is in or behind a circle.
  const ready = [...waitingFor].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waitingFor.delete(id);
    for (const next of fed.get(id) ?? []) {
      const left = waitingFor.get(next)! - 1;
      waitingFor.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return new Set(waitingFor.keys());
}
