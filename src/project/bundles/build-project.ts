import { dirname, join } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { findNearest, renderOptions } from "../../errors/suggestion.ts";
import { bundleFileNames } from "./bundle-files.ts";
import { type CompiledProject, compileWorkflows, listIssues } from "./compile-workflows.ts";
import { writeFullSchema } from "../node-types/full-schema.ts";
import { findOrphanBundles, renderGenerated } from "./generated-files.ts";
import { writeNodeTypes } from "../node-types/node-type-files.ts";
import { hasErrors } from "../project-issue.ts";
import type { Project } from "../settings/project.ts";
import { toProjectPath } from "../settings/project-path.ts";
import { chooseSchema, isSameSchemaText } from "../node-types/schema-choice.ts";
import { requireWorkflowsFolder } from "../sources/workflow-files.ts";
import { findFileText, removeFiles, writeChangedFile } from "../write-files.ts";

export interface BuildOptions {
  /** Build only these workflows; all of them where empty. */
  readonly names?: readonly string[];
}

export interface BuildResult {
  /** False where a workflow could not be built. */
  readonly ok: boolean;
  readonly workflows: readonly BuiltWorkflow[];
  /** How many more files gave no workflow because of an error. */
  readonly failedFiles: number;
  /** Paths from the project's folder of the files that were written and of the bundle folders that were removed. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly issues: readonly Issue[];
}

interface BuiltWorkflow {
  readonly name: string;
  /** Path of its source from the project's folder. */
  readonly file: string;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  readonly ok: boolean;
  readonly nodes: number;
  readonly slots: number;
}

/**
 * Compiles the project's workflows and writes generated/. A file is written only where its text changed, and whole or
 * not at all; a workflow with errors keeps the bundle that it had.
 * @throws file_not_found, unknown_workflow, output_not_writable, invalid_schema
 */
export async function buildProject(project: Project, options: BuildOptions = {}): Promise<BuildResult> {
  requireWorkflowsFolder(project);
  const chosen = await chooseSchema(project);
  await writeNodeTypes(project, chosen.schema);
  const everything = await compileWorkflows(project, chosen);
  const names = options.names ?? [];
  const compiled = names.length === 0 ? everything : selectWorkflows(everything, names);
  const rendered = await renderGenerated(project, chosen, everything);
  const written = await writeGenerated(project, rendered, compiled);
  const removed = names.length === 0 ? await removeOrphans(project, everything) : [];
  // From now on generated/schema.json is there, which holds only what is in use; authors need the other types as well.
  if (chosen.origin === "stock") await writeFullSchema(project, { kind: "stock" });
  const issues = listIssues(compiled);
  return {
    ok: !hasErrors(issues),
    workflows: compiled.workflows.map((workflow) => summaryOf(workflow, project)),
    failedFiles: compiled.failedFiles,
    written,
    removed,
    issues,
  };
}

/** Only the named workflows; the issues of files that gave no workflow stay, since they may hold a named one. */
function selectWorkflows(all: CompiledProject, names: readonly string[]): CompiledProject {
  const known = all.workflows.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined && !all.incomplete) throw unknownWorkflow(unknown, known);
  return { ...all, workflows: all.workflows.filter(({ name }) => names.includes(name)) };
}

/** The error for a workflow name that the project does not have. */
export function unknownWorkflow(name: string, known: readonly string[]): ComfycError {
  const nearest = findNearest(name, known);
  const list = known.length === 0 ? "The project has none yet." : `There are ${renderOptions(known)}.`;
  return new ComfycError("unknown_workflow", `There is no workflow ${JSON.stringify(name)}.`, {
    hint: nearest === undefined ? list : `Did you mean "${nearest}"? ${list}`,
  });
}

async function writeGenerated(
  project: Project,
  rendered: ReadonlyMap<string, string>,
  compiled: CompiledProject,
): Promise<string[]> {
  const wanted = new Set(compiled.workflows.map(({ name }) => `workflows/${name}`));
  const written: string[] = [];
  for (const [path, text] of rendered) {
    if (path.startsWith("workflows/") && !wanted.has(dirname(path))) continue;
    const target = join(project.generatedFolder, path);
    if (path === "schema.json" && isSameSchemaText((await findFileText(target)) ?? "", text)) continue;
    if (await writeChangedFile(target, text)) written.push(toProjectPath(project.root, target));
  }
  return written;
}

async function removeOrphans(project: Project, compiled: CompiledProject): Promise<string[]> {
  const orphans = await findOrphanBundles(project, compiled);
  const folders = orphans.map((name) => join(project.generatedFolder, "workflows", name));
  for (const folder of folders) await removeFiles(folder, bundleFileNames);
  return folders.map((folder) => toProjectPath(project.root, folder));
}

function summaryOf(workflow: CompiledProject["workflows"][number], project: Project): BuiltWorkflow {
  return {
    name: workflow.name,
    file: toProjectPath(project.root, workflow.path),
    bundle: join(project.generatedFolder, "workflows", workflow.name),
    ok: workflow.files !== null,
    nodes: Object.keys(workflow.compiled?.prompt ?? {}).length,
    slots: workflow.compiled?.manifest.slots.length ?? 0,
  };
}
