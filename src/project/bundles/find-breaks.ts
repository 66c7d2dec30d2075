import type { Issue } from "../../errors/issue.ts";
import type { CompiledProject, CompiledWorkflow } from "./compile-workflows.ts";

/** A workflow that other node types would break. */
export interface WorkflowBreak {
  readonly workflow: string;
  /** The errors that it has not had before. */
  readonly issues: readonly Issue[];
}

/** The workflows that have errors in `after` which they had not in `before`, sorted by name. */
export function findBreaks(before: CompiledProject | undefined, after: CompiledProject): WorkflowBreak[] {
  const known = new Map(before?.workflows.map((workflow) => [workflow.name, new Set(errorsOf(workflow).map(keyOf))]));
  return after.workflows.flatMap((workflow) => {
    const issues = errorsOf(workflow).filter((issue) => !known.get(workflow.name)?.has(keyOf(issue)));
    return issues.length === 0 ? [] : [{ workflow: workflow.name, issues }];
  });
}

function errorsOf({ issues }: CompiledWorkflow): Issue[] {
  return issues.filter(({ severity }) => severity === "error");
}

/** Not the message: it lists options, which may differ while the fault stays the same. */
function keyOf({ code, node, input, position }: Issue): string {
  return JSON.stringify([code, node, input, position]);
}
