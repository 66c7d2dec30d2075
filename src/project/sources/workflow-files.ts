import { existsSync } from "node:fs";
import { join } from "node:path";
import { isWorkflowDefinition } from "../../dsl/workflow.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import type { SourcePosition } from "../../errors/source-position.ts";
import { thrownText } from "../../errors/thrown-text.ts";
import type { Graph } from "../../graph/graph.ts";
import { runAuthorsCode } from "./author-code.ts";
import { findErrorPosition, isFileSyntaxError } from "./error-position.ts";
import { importFile } from "./import-file.ts";
import { hasErrors } from "../project-issue.ts";
import type { Project } from "../settings/project.ts";
import { toProjectPath } from "../settings/project-path.ts";
import { listFiles } from "../write-files.ts";

/** One workflow of the project, loaded. */
export interface FoundWorkflow {
  readonly name: string;
  /** Absolute path of its file. */
  readonly path: string;
  readonly graph: Graph;
}

export interface FoundWorkflows {
  /** Sorted by name; a name that two files use is not among them. */
  readonly workflows: readonly FoundWorkflow[];
  /** What was wrong with files that gave no workflow. */
  readonly issues: readonly Issue[];
  /** How many files gave no workflow because of an error. */
  readonly failedFiles: number;
}

/** Loads every workflow file of the project. One that throws becomes an issue; the others are still found. */
export async function findWorkflows(project: Project): Promise<FoundWorkflows> {
  const issues: Issue[] = [];
  const loaded: FoundWorkflow[] = [];
  let failedFiles = 0;
  for (const path of await listWorkflowFiles(project.workflowsFolder)) {
    const result = await loadWorkflowFile(path, project.root);
    if (result === undefined) continue;
    if ("graph" in result) loaded.push(result);
    else {
      issues.push(...result.issues);
      if (hasErrors(result.issues)) failedFiles += 1;
    }
  }
  const { unique, duplicates } = splitDuplicates(loaded, project.root);
  failedFiles += loaded.length - unique.length;
  return { workflows: unique, issues: [...issues, ...duplicates], failedFiles };
}

/**
 * A project that has bundles but no folder of workflows has lost it (another branch, a wrong name in the config), and
 * `build` would take the bundles away.
 * @throws file_not_found
 */
export function requireWorkflowsFolder(project: Project): void {
  const hasBundles = existsSync(join(project.generatedFolder, "workflows"));
  if (existsSync(project.workflowsFolder) || !hasBundles) return;
  const folder = toProjectPath(project.root, project.workflowsFolder);
  throw new ComfycError("file_not_found", `The folder of workflows, ${folder}, does not exist in ${project.root}.`, {
    hint: "Make it, or name another one as `workflows` in the config.",
  });
}

/** Absolute paths of the TypeScript files below `folder`, sorted, declaration files left out. */
async function listWorkflowFiles(folder: string): Promise<string[]> {
  const files = await listFiles(folder);
  const isSource = (path: string) =>
    path.endsWith(".ts") && !path.endsWith(".d.ts") && !/(^|\/)node_modules\//.test(path);
  return files.filter(isSource).map((path) => join(folder, path));
}

async function loadWorkflowFile(
  path: string,
  root: string,
): Promise<FoundWorkflow | { readonly issues: readonly Issue[] } | undefined> {
  try {
    const exports = await importFile(path);
    const definition = exports["default"];
    if (!isWorkflowDefinition(definition)) return forgottenExport(exports, path, root);
    const graph = await runAuthorsCode(() => definition.toGraph());
    return { name: graph.name, path, graph };
  } catch (error) {
    return { issues: loadIssues(error, path, root) };
  }
}

/** A workflow that is exported by name only, or in a promise, would be skipped in silence. */
function forgottenExport(
  exports: Readonly<Record<string, unknown>>,
  path: string,
  root: string,
): { issues: Issue[] } | undefined {
  if (exports["default"] instanceof Promise) {
    const message = `${toProjectPath(root, path)} exports a promise by default, so no workflow is built.`;
    return {
      issues: [workflowIssue(message, at(path), { hint: "Export the workflow itself: `export default workflow(…)`." })],
    };
  }
  const name = Object.keys(exports).find((key) => isWorkflowDefinition(exports[key]));
  if (name === undefined) return undefined;
  const file = toProjectPath(root, path);
  const message = `${file} exports the workflow \`${name}\` by name, so it is not built.`;
  return { issues: [workflowIssue(message, at(path), { severity: "warning", hint: "Export it by default." })] };
}

function splitDuplicates(loaded: readonly FoundWorkflow[], root: string) {
  const byName = Map.groupBy(loaded, (workflow) => workflow.name.toLowerCase());
  const unique: FoundWorkflow[] = [];
  const duplicates: Issue[] = [];
  for (const group of byName.values()) {
    if (group.length === 1) unique.push(group[0]!);
    else duplicates.push(duplicateIssue(group, root));
  }
  unique.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { unique, duplicates };
}

function duplicateIssue(group: readonly FoundWorkflow[], root: string): Issue {
  const places = group.map(({ graph, path }) => {
    const place = graph.position ?? at(path);
    return `${toProjectPath(root, place.file)}:${place.line}`;
  });
  const last = group.at(-1)!;
  const message = `${places.length} workflows are named "${printable(last.name)}": ${places.join(" and ")}.`;
  return {
    ...workflowIssue(message, last.graph.position ?? at(last.path), { hint: "Give one of them another name." }),
    code: "duplicate_workflow",
  };
}

function loadIssues(error: unknown, path: string, root: string): Issue[] {
  if (ComfycError.isInstance(error)) {
    if (error.issues.length > 0)
      return error.issues.map((issue) => ({ ...issue, position: issue.position ?? at(path) }));
    const position = (error.details["position"] as SourcePosition | undefined) ?? findErrorPosition(error) ?? at(path);
    return [workflowIssue(error.message, position, error.hint === undefined ? {} : { hint: error.hint })];
  }
  const position = findErrorPosition(error) ?? at(path);
  const missing = findMissingPackage(error);
  if (missing !== undefined) return [missingPackageIssue(missing, position)];
  const message = printable(error instanceof Error ? error.message : `threw ${thrownText(error)}`).trim();
  const isSyntax = isFileSyntaxError(error);
  const what = isSyntax ? "Syntax error" : `${toProjectPath(root, path)} cannot be loaded`;
  const hint = isSyntax ? "Correct the syntax there." : "Correct the code there, or what it calls.";
  return [workflowIssue(`${what}: ${message}`, position, { hint })];
}

function findMissingPackage(error: unknown): string | undefined {
  return error instanceof Error ? /^Cannot find package '(.+?)' imported from/.exec(error.message)?.[1] : undefined;
}

function missingPackageIssue(name: string, position: SourcePosition): Issue {
  const shown = printable(name);
  return {
    ...workflowIssue(`The package \`${shown}\` is not installed in this project.`, position, {
      hint: `Run \`npm install\` in the project, or \`npm install --save-dev ${shown}\` where package.json does not name it.`,
    }),
    code: "package_not_found",
  };
}

function at(path: string): SourcePosition {
  return { file: path, line: 1, column: 1 };
}

function workflowIssue(
  message: string,
  position: SourcePosition,
  more: Pick<Partial<Issue>, "hint" | "severity">,
): Issue {
  return {
    code: "invalid_workflow",
    origin: "comfyc",
    severity: "error",
    message,
    node: null,
    input: null,
    position,
    ...more,
  };
}
