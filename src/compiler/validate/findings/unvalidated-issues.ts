import { PromptWalk, validateRoot } from "../prompt-walk.ts";
import type { ServerError } from "../server-error.ts";
import { describeError } from "../server-issues.ts";
import type { Ground } from "./ground.ts";

/** Nodes that run because of an undeclared or wrapped link: the server validates none of them. */
export function findUnvalidatedIssues(ground: Ground): void {
  const { walk, good } = ground.pass;
  const runs = ground.reach(good);
  const unseen = [...runs].filter((id) => !walk.verdicts.has(id));
  reportErrors(ground, unseen, "error");
}

/** Nodes that no output uses, and what would be wrong with them if one did. */
export function findUnusedIssues(ground: Ground): void {
  const outputs = ground.ids.filter((id) => ground.nodeType(id).outputNode);
  const used = ground.reach(outputs);
  const unused = ground.ids.filter((id) => !used.has(id));
  for (const id of unused) {
    if (ground.isReported("missing_inputs", id)) continue;
    const message = "No output uses this node, so it does not run.";
    ground.report({ code: "dead_node", severity: "warning", message, node: id });
  }
  reportErrors(ground, unused, "warning");
}

/** Validates nodes on their own, by the server's rules. */
function reportErrors(ground: Ground, ids: readonly string[], severity: "error" | "warning"): void {
  if (ids.length === 0) return;
  const walk = new PromptWalk({ ...ground.server, prompt: ground.pass.prompt });
  for (const id of ids) {
    // All that the server could say of such a node follows from that.
    if (ground.isReported("missing_inputs", id)) continue;
    for (const error of validateRoot(walk, id).errors) report(ground, id, error, severity);
  }
}

function report(ground: Ground, id: string, error: ServerError, severity: "error" | "warning"): void {
  const { code, message, hint, input } = describeError(error, id, ground.pass);
  ground.report({ code, severity, message, node: id, input, hint });
}
