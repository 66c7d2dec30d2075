import { isLink, type Prompt } from "../../prompt/prompt.ts";

/** Ids of the nodes that are in a circle of links, or fed by one. The server drops the outputs behind them in silence. */
export function findNodesBehindCycle(prompt: Prompt): Set<string> {
  const sources = new Map<string, string[]>();
  for (const [id, node] of Object.entries(prompt)) {
    sources.set(
      id,
      Object.values(node.inputs)
        .filter(isLink)
        .map(([source]) => source)
        .filter((each) => Object.hasOwn(prompt, each)),
    );
  }
  // What can be ordered is taken away until nothing more can be: the rest is in or behind a circle.
  const open = new Map([...sources].map(([id, list]) => [id, list.length]));
  const fed = new Map<string, string[]>();
  for (const [id, list] of sources) for (const source of list) fed.set(source, [...(fed.get(source) ?? []), id]);
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    open.delete(id);
    for (const next of fed.get(id) ?? []) {
      const left = open.get(next)! - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return new Set(open.keys());
}
