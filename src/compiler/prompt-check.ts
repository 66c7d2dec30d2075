import type { Graph } from "../graph/graph.ts";
import { inputKey, type Issue } from "../errors/issue.ts";
import type { JsonValue } from "../json/json-value.ts";
import { applyEdits } from "../manifest/apply-edits.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { isLink, type Prompt } from "../prompt/prompt.ts";
import type { Schema } from "../schema/node-type.ts";
import { toAuthorIssue, type AuthorContext } from "./author-issue.ts";
import type { LoweredGraph } from "./lower/lower-graph.ts";
import { listCombinations, maxCombinations, type SlotValues } from "./branches/slot-combinations.ts";
import { validatePrompt } from "./validate/validate-prompt.ts";

export interface CheckedPrompt {
  readonly graph: Graph;
  readonly lowered: LoweredGraph;
  readonly manifest: Pick<Manifest, "edits" | "outputs">;
  readonly schema: Schema;
  readonly author: AuthorContext;
}

/** Validates the prompt as it would be sent, once for each combination of the structural slots. */
export function checkPrompt(checked: CheckedPrompt): void {
  const { graph, author } = checked;
  const { combinations, complete } = listCombinations(graph);
  if (!complete) {
    author.issues.add(
      "branches_not_all_checked",
      { node: null, source: { position: graph.position, calledFrom: [] } },
      {
        message: `The structural slots have more than ${maxCombinations} combinations; ${combinations.length} were checked: each change alone, and all pairs.`,
        hint: "Three or more pieces that only together make a bad prompt would be found when the workflow runs.",
        severity: "warning",
      },
    );
  }
  const visible = withoutUnknownNodes(checked.lowered);
  const found = new Map<string, { issue: Issue; values: SlotValues[] }>();
  for (const values of combinations) {
    for (const issue of findIssues(visible, values, checked)) {
      const key = [issue.code, issue.node, issue.input, issue.message].join("\0");
      const entry = found.get(key) ?? { issue, values: [] };
      entry.values.push(values);
      found.set(key, entry);
    }
  }
  for (const { issue, values } of found.values()) {
    const always = values.length === combinations.length;
    author.issues.addIssue(always ? issue : { ...issue, message: `${issue.message} ${renderValues(values[0]!)}` });
  }
}

/** The prompt without what the schema does not know, and the inputs (`node\0input`) that were linked to it. */
interface VisiblePrompt {
  readonly prompt: Prompt;
  readonly cut: ReadonlySet<string>;
}

/** The server refuses a prompt with an unknown node type as a whole; so that the rest is checked too, it is cut out. */
function withoutUnknownNodes({ prompt, unknownNodes }: LoweredGraph): VisiblePrompt {
  const cut = new Set<string>();
  if (unknownNodes.size === 0) return { prompt, cut };
  const kept = Object.entries(prompt).filter(([id]) => !unknownNodes.has(id));
  const nodes = kept.map(([id, node]) => {
    const inputs = Object.entries(node.inputs).filter(([name, value]) => {
      if (!isLink(value) || !unknownNodes.has(value[0])) return true;
      cut.add(inputKey(id, name));
      return false;
    });
    return [id, { ...node, inputs: Object.fromEntries(inputs) }] as const;
  });
  return { prompt: Object.fromEntries(nodes), cut };
}

function findIssues({ prompt, cut }: VisiblePrompt, values: SlotValues, checked: CheckedPrompt): Issue[] {
  const { manifest, schema, lowered, author } = checked;
  const edited = applyEdits(prompt, manifest, values);
  const issues = validatePrompt(edited as unknown as JsonValue, schema).issues;
  const wrong = new Set(
    issues.filter((issue) => issue.severity === "error").map(({ node, input }) => inputKey(node, input)),
  );
  return issues.flatMap((issue) => {
    if (issue.severity === "warning" && issue.input !== null && wrong.has(inputKey(issue.node, issue.input))) return [];
    if (cut.has(inputKey(issue.node, issue.input))) return [];
    // Without the unknown node there may be nothing left that saves.
    if (issue.code === "prompt_no_outputs" && lowered.unknownNodes.size > 0) return [];
    return toAuthorIssue(issue, edited, author);
  });
}

function renderValues(values: SlotValues): string {
  const pairs = Object.entries(values).map(([slot, value]) => `${slot} is ${JSON.stringify(value)}`);
  return `(This happens where ${pairs.join(" and ")}.)`;
}
