import { PromptWalk, validateRoot } from "../prompt-walk.ts";
import type { ServerError } from "../server-error.ts";
import { describeError } from "../server-issues.ts";
import type { RunnablePrompt } from "./runnable-prompt.ts";

/** Nodes that run because of an undeclared or wrapped link: the server validates none of them. */
export function findUnvalidatedIssues(runnable: RunnablePrompt): void {
  const { walk, good } = runnable.pass;
  const runs = runnable.reach(good);
  const unseen = [...runs].filter((id) => !walk.verdicts.has(id));
  reportErrors(runnable, unseen, "error");
}

/** Nodes that no output uses, and what would be wrong with them if one did. */
export function findUnusedIssues(runnable: RunnablePrompt): void {
  const outputs = runnable.ids.filter((id) => runnable.nodeType(id).outputNode);
  const used = runnable.reach(outputs);
  const unused = runnable.ids.filter((id) => !used.has(id));
  for (const id of unused) {
    if (runnable.isReported("missing_inputs", id)) continue;
    const message = "No output uses this node, so it does not run.";
    runnable.report({ code: "dead_node", severity: "warning", message, node: id });
  }
  reportErrors(runnable, unused, "warning");
}

/** Validates nodes on their own, by the server's rules. */
function reportErrors(runnable: RunnablePrompt, ids: readonly string[], severity: "error" | "warning"): void {
  if (ids.length === 0) return;
  const walk = new PromptWalk({ ...runnable.server, prompt: runnable.pass.prompt });
  for (const id of ids) {
    // All that the server could say of such a node follows from that.
    if (runnable.isReported("missing_inputs", id)) continue;
    for (const error of validateRoot(walk, id).errors) report(runnable, id, error, severity);
  }
}

function report(runnable: RunnablePrompt, id: string, error: ServerError, severity: "error" | "warning"): void {
  const { code, message, hint, input } = describeError(error, id, runnable.pass);
  runnable.report({ code, severity, message, node: id, input, hint });
}
