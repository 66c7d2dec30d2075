import type { Issue } from "../../errors/issue.ts";
import { requireWorkflowsFolder } from "../sources/workflow-files.ts";
import { type CompiledProject, compileWorkflows, listIssues } from "../bundles/compile-workflows.ts";
import { writeNodeTypes } from "../node-types/node-type-files.ts";
import { hasErrors, sortIssues, toProjectIssue } from "../project-issue.ts";
import type { Project } from "../settings/project.ts";
import { type ChosenSchema, chooseSchema } from "../node-types/schema-choice.ts";
import type { ServerCheckResult } from "./server-check.ts";
import { findStaleFiles } from "../bundles/stale-files.ts";
import { typeCheckProject } from "./type-check.ts";

export interface CheckOptions {
  /** Addresses of servers that the workflows must fit as well. */
  readonly servers?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface CheckResult {
  readonly ok: boolean;
  readonly workflows: number;
  /** How many more files gave no workflow because of an error. */
  readonly failedFiles: number;
  /** By file, line and column; places are from the project's folder. */
  readonly issues: readonly Issue[];
  /** What each server has; absent where none was asked. */
  readonly servers?: ServerCheckResult["servers"];
  readonly otherDifferences?: ServerCheckResult["otherDifferences"];
}

/**
 * Types, validation and stale files of the whole project, and with `servers` whether they have what the workflows
 * need. Only generated/nodes and .comfyc are written.
 * @throws package_not_found, invalid_schema, server_unreachable, not_comfyui
 */
export async function checkProject(project: Project, options: CheckOptions = {}): Promise<CheckResult> {
  requireWorkflowsFolder(project);
  const chosen = await chooseSchema(project);
  await writeNodeTypes(project, chosen.schema);
  // tsc is a process of its own: it checks while the workflows are compiled here.
  const types = typeCheckProject(project, options.signal);
  types.catch(() => {}); // Awaited below; until then a failure here must not end the process.
  const compiled = await compileWorkflows(project, chosen);
  const stale = await findStaleFiles(project, chosen, compiled);
  const found = await askServers(project, chosen, compiled, options);
  const issues = sortIssues([
    ...(await types),
    ...listIssues(compiled),
    ...stale,
    ...(found?.issues ?? []).map((issue) => toProjectIssue(issue, project.root)),
  ]);
  const ok = !hasErrors(issues);
  const workflows = compiled.workflows.length;
  const { failedFiles } = compiled;
  if (found === undefined) return { ok, workflows, failedFiles, issues };
  return { ok, workflows, failedFiles, issues, servers: found.servers, otherDifferences: found.otherDifferences };
}

async function askServers(
  project: Project,
  chosen: ChosenSchema,
  compiled: CompiledProject,
  { servers = [], signal }: CheckOptions,
): Promise<ServerCheckResult | undefined> {
  if (servers.length === 0) return undefined;
  // Loaded here: a check without servers should not wait for the HTTP client.
  const { checkServers } = await import("./server-check.ts");
  return checkServers(project, chosen, compiled.workflows, { servers, ...(signal && { signal }) });
}
