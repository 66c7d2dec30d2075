import { LinkWalk } from "../prompt/link-walk.ts";
import { sourcesOf } from "../prompt/prompt-links.ts";
import type { Prompt } from "../prompt/prompt.ts";
import { placeOf, type FlatNode } from "./flatten/flat-graph.ts";
import type { IssueList } from "./issue-list.ts";

/** One issue for each circle that a walk along the links meets, with the circle as a path. */
export function reportCycles(prompt: Prompt, nodes: ReadonlyMap<string, FlatNode>, issues: IssueList): void {
  const walk = new LinkWalk((id) => sourcesOf(prompt, id));
  for (const start of Object.keys(prompt)) walk.from(start);
  for (const path of walk.cycles) {
    // Data flows against the links, so the path is turned round.
    const cycle = path.toReversed();
    const names = [...cycle, cycle[0]!].map((id) => `${id} (${prompt[id]!.class_type})`);
    const shown = names.length > 12 ? [...names.slice(0, 6), "…", ...names.slice(-5)] : names;
    issues.add("dependency_cycle", placeOf(nodes.get(cycle[0]!)!), {
      message: `Nodes feed each other in a circle: ${shown.join(" → ")}.`,
      hint: "Break the circle: one of these nodes needs an input from outside it.",
      details: { cycle },
    });
  }
}
