import { resolve } from "node:path";
import type { Issue } from "../../errors/issue.ts";
import { compareSchemas, type SchemaDifference } from "../../schema/compare-schemas.ts";
import { type CompiledProject, compileWorkflows, listIssues } from "../bundles/compile-workflows.ts";
import { fetchObjectInfo, readObjectInfoFile, type ServerSnapshot } from "./fetch-object-info.ts";
import { findBreaks, type WorkflowBreak } from "../bundles/find-breaks.ts";
import { type FullSchema, loadFullSchema, type SyncedSource, writeFullSchema } from "./full-schema.ts";
import { renderGenerated } from "../bundles/generated-files.ts";
import { mergeObjectInfo, type ServerDifference } from "./merge-object-info.ts";
import { listModelsInUse, lookUpModels, type ModelInUse, type ModelLock } from "../models/model-lock.ts";
import { writeNodeTypes } from "./node-type-files.ts";
import type { Project } from "../settings/project.ts";
import { toProjectPath } from "../settings/project-path.ts";
import { type ChosenSchema, chooseSchema, schemaFilePath } from "./schema-choice.ts";
import { writeChangedFile } from "../write-files.ts";

export interface SyncOptions {
  readonly from:
    | { readonly kind: "servers"; readonly urls: readonly string[] }
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "stock" };
  /** Where the path of a file is from. @default the project's folder */
  readonly cwd?: string;
  /** Only say what would change; write nothing. */
  readonly diffOnly?: boolean;
  /** Look for size and hash of the model files that the workflows use. @default false */
  readonly hashModels?: boolean;
  readonly signal?: AbortSignal;
}

export interface SyncResult {
  readonly sources: readonly string[];
  readonly nodeTypes: number;
  /** Each server or file with its version and custom node packs; empty for the stock schema. */
  readonly servers: readonly SyncedSource[];
  /** What changes against the node types that the project had. */
  readonly changes: readonly SchemaDifference[];
  /** What the servers do not share, where several were asked. */
  readonly serverDifferences: readonly ServerDifference[];
  /** The model files that the workflows use, and what each server has of them. */
  readonly models: readonly ModelLock[];
  /** The workflows that have errors with the new node types which they had not with the old ones. */
  readonly breaks: readonly WorkflowBreak[];
  /** What could not be read as it is, in sentences that can be printed. */
  readonly warnings: readonly string[];
  /** Paths from the project's folder. */
  readonly written: readonly string[];
  /** What the workflows of the project have against the new node types. */
  readonly issues: readonly Issue[];
}

/**
 * Learns the node types of servers, of a file or of the package, and writes .comfyc/full-schema.json, generated/nodes
 * and generated/schema.json. Nothing is written where a source cannot be read.
 * @throws server_unreachable, not_comfyui, invalid_schema, invalid_json, file_not_found, file_unreadable
 */
export async function syncProject(project: Project, options: SyncOptions): Promise<SyncResult> {
  const snapshots = await learn(options, options.cwd ?? project.root);
  const before = await chooseSchema(project).catch(() => undefined);
  const merged = mergeSnapshots(snapshots);
  const chosen: ChosenSchema = { schema: await loadFullSchema(project, merged), origin: "full" };
  const old = before === undefined ? undefined : await compileWorkflows(project, before);
  const compiled = await compileWorkflows(project, chosen);
  const full = await withModels(merged, snapshots, compiled, options);
  return {
    ...factsOf(full, chosen, snapshots),
    changes: before === undefined ? [] : compareSchemas(before.schema, chosen.schema),
    breaks: findBreaks(old, compiled),
    written: options.diffOnly === true ? [] : await writeSynced(project, full, chosen, compiled),
    issues: options.diffOnly === true ? [] : listIssues(compiled),
  };
}

function factsOf(full: FullSchema, { schema }: ChosenSchema, snapshots: readonly ServerSnapshot[]) {
  const several = snapshots.length > 1;
  return {
    sources: full.kind === "stock" ? ["stock schema"] : full.sources.map(({ source }) => source),
    nodeTypes: schema.nodeTypes.size,
    servers: full.kind === "stock" ? [] : full.sources,
    serverDifferences: full.kind === "stock" ? [] : full.differences,
    models: full.kind === "stock" ? [] : full.models,
    warnings: snapshots.flatMap(({ source, warnings }) =>
      warnings.map((warning) => (several ? `${source}: ${warning}` : warning)),
    ),
  };
}

async function learn({ from, signal }: SyncOptions, cwd: string): Promise<ServerSnapshot[]> {
  if (from.kind === "stock") return [];
  if (from.kind === "file") return [await readObjectInfoFile(resolve(cwd, from.path), from.path)];
  return Promise.all(from.urls.map((url) => fetchObjectInfo(url, signal)));
}

/** No snapshots stand for the stock schema. */
function mergeSnapshots(snapshots: readonly ServerSnapshot[]): FullSchema {
  if (snapshots.length === 0) return { kind: "stock" };
  const { objectInfo, differences } = mergeObjectInfo(snapshots);
  const sources = snapshots.map(({ source, serverVersion, schema, packs }) => {
    return { source, serverVersion, nodeTypes: schema.nodeTypes.size, packs };
  });
  return { kind: "objectInfo", sources, differences, models: [], objectInfo };
}

async function withModels(
  full: FullSchema,
  snapshots: readonly ServerSnapshot[],
  compiled: CompiledProject,
  { hashModels = false, signal }: SyncOptions,
): Promise<FullSchema> {
  if (full.kind === "stock") return full;
  const models = modelsOf(compiled);
  const found = await Promise.all(
    snapshots.map((snapshot) => lookUpModels(models, snapshot, { hash: hashModels, signal })),
  );
  const locks = models.map(({ folder, file }, index) => ({ folder, file, servers: found.map((row) => row[index]!) }));
  return { ...full, models: locks };
}

/** The model files that the workflows require as they stand. */
function modelsOf({ workflows }: CompiledProject): ModelInUse[] {
  return listModelsInUse(
    workflows.flatMap(({ compiled }) => {
      if (compiled === null) return [];
      const { manifest, prompt } = compiled;
      return [{ requires: manifest.requires.models, classOf: (node: string) => prompt[node]?.class_type }];
    }),
  );
}

async function writeSynced(
  project: Project,
  full: FullSchema,
  chosen: ChosenSchema,
  compiled: CompiledProject,
): Promise<string[]> {
  const written: string[] = [];
  await writeFullSchema(project, full);
  if (await writeNodeTypes(project, chosen.schema))
    written.push(toProjectPath(project.root, project.generatedFolder) + "/nodes");
  const text = (await renderGenerated(project, chosen, compiled)).get("schema.json")!;
  const path = schemaFilePath(project);
  if (await writeChangedFile(path, text)) written.push(toProjectPath(project.root, path));
  return written;
}
