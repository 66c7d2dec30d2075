import { type CompileResult, compileGraph } from "../../compiler/compile-graph.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import type { Graph } from "../../graph/graph.ts";
import { type BundleFileName, renderBundle } from "./bundle-files.ts";
import { ownPackage } from "../settings/own-package.ts";
import { hasErrors, sortIssues, toProjectIssue } from "../project-issue.ts";
import type { Project } from "../settings/project.ts";
import type { ChosenSchema } from "../node-types/schema-choice.ts";
import { findWorkflows, type FoundWorkflow } from "../sources/workflow-files.ts";

/** One workflow after compiling. */
export interface CompiledWorkflow {
  readonly name: string;
  /** Absolute path of its file. */
  readonly path: string;
  readonly graph: Graph;
  readonly compiled: CompileResult | null;
  /** Text of each bundle file, or null where the workflow has errors. */
  readonly files: Readonly<Record<BundleFileName, string>> | null;
  readonly issues: readonly Issue[];
}

export interface CompiledProject {
  /** Sorted by name. */
  readonly workflows: readonly CompiledWorkflow[];
  /** Of files that gave no workflow. The places of all issues are from the project's folder. */
  readonly loadIssues: readonly Issue[];
  /** True where a file gave no workflow because of an error, so that the list of workflows is not the whole. */
  readonly incomplete: boolean;
  /** How many files those are. */
  readonly failedFiles: number;
}

/** Loads and compiles every workflow of the project, writing nothing. */
export async function compileWorkflows(project: Project, chosen: ChosenSchema): Promise<CompiledProject> {
  const found = await findWorkflows(project);
  return {
    workflows: found.workflows.map((workflow) => compileWorkflow(workflow, chosen, project.root)),
    loadIssues: found.issues.map((issue) => toProjectIssue(issue, project.root)),
    incomplete: hasErrors(found.issues),
    failedFiles: found.failedFiles,
  };
}

/** Every issue of `compiled`, by file and line. */
export function listIssues(compiled: CompiledProject): Issue[] {
  return sortIssues([...compiled.loadIssues, ...compiled.workflows.flatMap(({ issues }) => issues)]);
}

function compileWorkflow({ name, path, graph }: FoundWorkflow, chosen: ChosenSchema, root: string): CompiledWorkflow {
  const { compiled, files, issues } = compileOne(graph, chosen, root);
  const shown = issues.map((issue) => toProjectIssue(placed(adviseSync(issue, chosen), path), root));
  return { name, path, graph, compiled, files, issues: shown };
}

function compileOne(graph: Graph, { schema }: ChosenSchema, root: string) {
  try {
    const compiled = compileGraph(graph, schema, { comfycVersion: ownPackage().version });
    const files = hasErrors(compiled.issues) ? null : renderBundle(graph, compiled, schema, root);
    return { compiled, issues: compiled.issues, files };
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    return { compiled: null, issues: issuesOf(error), files: null };
  }
}

function issuesOf(error: ComfycError): readonly Issue[] {
  if (error.issues.length > 0) return error.issues;
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  const { code, message } = error;
  return [{ code, origin: "comfyc", severity: "error", message, node: null, input: null, ...hint }];
}

/** An issue of the whole workflow has no place of its own; the file is better than none. */
function placed(issue: Issue, path: string): Issue {
  return issue.position === undefined ? { ...issue, position: { file: path, line: 1, column: 1 } } : issue;
}

/** A node type outside the schema is mostly one that the last sync could not see; the compiler knows of no sync. */
function adviseSync(issue: Issue, { origin }: ChosenSchema): Issue {
  if (issue.code !== "unknown_node_type") return issue;
  const sync = {
    full: "where a server has its node pack, run `comfyc sync` again",
    project: "the schema in generated/ holds only the node types in use: run `comfyc sync`",
    stock: "the stock schema holds only the core of ComfyUI: run `comfyc sync --server URL`",
  }[origin];
  const nearest = issue.details?.["nearest"];
  const hint =
    typeof nearest === "string"
      ? `Did you mean ${JSON.stringify(nearest)}? If not: ${sync}.`
      : `${sync[0]!.toUpperCase()}${sync.slice(1)}.`;
  return { ...issue, hint };
}
