import type { Issue } from "../errors/issue.ts";
import { compileWorkflows, listIssues } from "./compile-workflows.ts";
import { writeNodeTypes } from "./node-type-files.ts";
import { hasErrors, sortIssues, toProjectIssue } from "./project-issue.ts";
import type { Project } from "./project.ts";
import { chooseSchema } from "./schema-choice.ts";
import { checkServers } from "./server-check.ts";
import { findStaleFiles } from "./stale-files.ts";
import { typeCheckProject } from "./type-check.ts";

export interface CheckOptions {
  /** Addresses of servers that the workflows must fit as well. */
  readonly servers?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface CheckResult {
  readonly ok: boolean;
  readonly workflows: number;
  /** By file, line and column; places are from the project's folder. */
  readonly issues: readonly Issue[];
}

/**
 * Types, validation and stale files of the whole project, and with `servers` whether they have what the workflows
 * need. Only generated/nodes and .comfyc are written.
 * @throws package_not_found, invalid_schema, server_unreachable, not_comfyui
 */
export async function checkProject(project: Project, options: CheckOptions = {}): Promise<CheckResult> {
  const chosen = await chooseSchema(project);
  await writeNodeTypes(project, chosen.schema);
  // tsc is a process of its own: it checks while the workflows are compiled here.
  const types = typeCheckProject(project, options.signal);
  types.catch(() => {}); // Awaited below; until then a failure here must not end the process.
  const compiled = await compileWorkflows(project, chosen);
  const issues = sortIssues([
    ...(await types),
    ...listIssues(compiled),
    ...(await findStaleFiles(project, chosen, compiled)),
    ...(await checkServers(compiled.workflows, options)).map((issue) => toProjectIssue(issue, project.root)),
  ]);
  return { ok: !hasErrors(issues), workflows: compiled.workflows.length, issues };
}
