import { isLink, type Prompt } from "../prompt/prompt.ts";
import { placeOf, type FlatNode } from "./flat-graph.ts";
import type { IssueList } from "./issue-list.ts";

/** One issue for each circle that a walk along the links meets, with the circle as a path. */
export function reportCycles(prompt: Prompt, nodes: ReadonlyMap<string, FlatNode>, issues: IssueList): void {
  const done = new Set<string>();
  for (const start of Object.keys(prompt))
    if (!done.has(start)) walkFrom(start, prompt, done, (cycle) => report(cycle));

  function report(cycle: readonly string[]): void {
    const flat = nodes.get(cycle[0]!)!;
    const names = [...cycle, cycle[0]!].map((id) => `${id} (${prompt[id]!.class_type})`);
    const shown = names.length > 12 ? [...names.slice(0, 6), "…", ...names.slice(-5)] : names;
    issues.add("dependency_cycle", placeOf(flat), {
      message: `Nodes feed each other in a circle: ${shown.join(" → ")}.`,
      hint: "Break the circle: one of these nodes needs an input from outside it.",
      details: { cycle },
    });
  }
}

interface Step {
  readonly id: string;
  readonly sources: readonly string[];
  next: number;
}

/** Depth first with a stack of its own: a chain may be longer than the call stack is deep. */
function walkFrom(start: string, prompt: Prompt, done: Set<string>, found: (cycle: string[]) => void): void {
  const path: Step[] = [newStep(start, prompt)];
  const onPath = new Map([[start, 0]]);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const source = step.sources[step.next++];
    if (source === undefined) {
      path.pop();
      onPath.delete(step.id);
      done.add(step.id);
      continue;
    }
    const at = onPath.get(source);
    // Data flows against the links, so the path is turned round.
    if (at !== undefined)
      found(
        path
          .slice(at)
          .map((item) => item.id)
          .toReversed(),
      );
    else if (!done.has(source)) {
      onPath.set(source, path.length);
      path.push(newStep(source, prompt));
    }
  }
}

function newStep(id: string, prompt: Prompt): Step {
  const sources = Object.values(prompt[id]!.inputs).flatMap((value) => (isLink(value) ? [value[0]] : []));
  return { id, sources: [...new Set(sources)].filter((source) => Object.hasOwn(prompt, source)), next: 0 };
}
