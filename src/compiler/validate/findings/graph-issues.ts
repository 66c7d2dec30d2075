import { LinkWalk } from "../../../prompt/link-walk.ts";
import type { RunnablePrompt } from "./runnable-prompt.ts";

/** Cycles, and chains so long that the server takes seconds or gives up before it starts. */
export function findGraphIssues(runnable: RunnablePrompt): void {
  const walk = new LinkWalk((id) => runnable.sourcesOf(id));
  for (const id of runnable.pass.asked) walk.from(id);
  for (const cycle of walk.cycles) reportCycle(runnable, cycle);
  for (const id of runnable.pass.asked) reportDepth(runnable, id, walk.depth.get(id) ?? 0);
}

/** Measured on a server: 300 nodes in a row take 3 s before the first one runs, 600 take 30 s. */
const slowDepth = 200;
const greatestDepth = 600;

function reportDepth(runnable: RunnablePrompt, id: string, depth: number): void {
  if (depth <= slowDepth) return;
  const isTooDeep = depth > greatestDepth;
  const effect = isTooDeep ? "servers fail on that" : "the server takes seconds before it starts";
  runnable.report({
    code: isTooDeep ? "chain_too_deep" : "deep_chain",
    severity: isTooDeep ? "error" : "warning",
    node: id,
    message: `This output stands at the end of a chain of ${depth} nodes; ${effect}.`,
  });
}

function reportCycle(runnable: RunnablePrompt, cycle: readonly string[]): void {
  const path = [...cycle, cycle[0]!].map((id) => `${id} (${runnable.nodeType(id).name})`).join(" → ");
  runnable.report({
    code: "dependency_cycle",
    severity: "error",
    node: cycle[0]!,
    message: `These nodes depend on each other: ${path}. The server drops the outputs behind them without a word.`,
    details: { cycle },
  });
}
