import { renderOptions, suggest } from "../../errors/suggestion.ts";
import type { NodeType } from "../../schema/node-type.ts";
import type { IssueList, IssuePlace } from "../issue-list.ts";

/**
 * The index of the output that an author names by key, by the server's name or by index; null means the only (or
 * first) one. Undefined where there is none, which is then an issue at `place`.
 */
export function findOutputIndex(
  nodeType: NodeType,
  output: string | number | null,
  place: IssuePlace,
  issues: IssueList,
): number | undefined {
  const index = typeof output === "string" ? indexOfName(nodeType, output) : (output ?? 0);
  if (Number.isInteger(index) && index >= 0 && index < nodeType.outputs.length) return index;
  const keys = nodeType.outputs.map((item) => item.key);
  const what = output === null ? "no outputs" : `no output ${JSON.stringify(output)}`;
  const list = keys.length === 0 ? "It has none" : `It has ${renderOptions(keys)}`;
  issues.add("unknown_output", place, {
    message: `${nodeType.name} has ${what}. ${list}.`,
    hint: suggest(String(output ?? ""), keys) ?? "Link another node, or another output.",
  });
  return undefined;
}

function indexOfName(nodeType: NodeType, name: string): number {
  const byKey = nodeType.outputs.findIndex((output) => output.key === name);
  return byKey >= 0 ? byKey : nodeType.outputs.findIndex((output) => output.name === name);
}
