import type { Issue } from "../../../errors/issue.ts";
import type { JsonValue } from "../../../json/json-value.ts";
import { inputsWords } from "../exception-words.ts";
import type { ServerSide, ServerVerdict } from "../server-verdict.ts";
import { findDynamicIssues } from "./dynamic-issues.ts";
import { findGraphIssues } from "./graph-issues.ts";
import { RunnablePrompt } from "./runnable-prompt.ts";
import { findLinkIssues } from "./link-issues.ts";
import { findLiteralIssues } from "./literal-issues.ts";
import { findMatchTypeIssues } from "./match-type-issues.ts";
import { findRequestIssues } from "./request-issues.ts";
import { findUnusedIssues, findUnvalidatedIssues } from "./unvalidated-issues.ts";

/**
 * What only comfyc finds. Error: it would kill or hang the server, lose an output in silence or fail while it runs.
 * Warning: it runs, but perhaps not as it was meant. Nothing where the server does not get as far as the nodes.
 */
export function findIssues(verdict: ServerVerdict, body: JsonValue, server: ServerSide): Issue[] {
  if (verdict.pass === null) return [];
  const runnable = new RunnablePrompt(verdict.pass, server);
  findMissingInputs(runnable, verdict);
  findRequestIssues(runnable, body);
  // Before the links: a wrong selector takes its own inputs with it.
  findDynamicIssues(runnable);
  findLinkIssues(runnable);
  findLiteralIssues(runnable);
  findMatchTypeIssues(runnable);
  findGraphIssues(runnable);
  findUnvalidatedIssues(runnable);
  findUnusedIssues(runnable);
  return runnable.issues;
}

/** The server reads the inputs of all nodes, also of those that do not run (comfy_execution/caching.py: set_prompt). */
function findMissingInputs(runnable: RunnablePrompt, { status, nodeErrors }: ServerVerdict): void {
  for (const id of runnable.ids) {
    const inputs = runnable.pass.walk.inputsOf(id);
    if (inputs !== undefined && inputs === runnable.inputs(id)) continue;
    const said = nodeErrors[id]?.errors ?? [];
    // A server that refuses the prompt over it has said it all.
    if (status !== 200 && said.some(({ type }) => type.startsWith("exception_"))) continue;
    const { message, hint } = inputsWords(inputs);
    runnable.report({
      code: "missing_inputs",
      severity: "error",
      node: id,
      message: `${message} A server that accepts such a prompt runs nothing more until it is restarted.`,
      hint,
    });
  }
}
