import { resolve } from "node:path";
import type { Issue } from "../errors/issue.ts";
import type { JsonObject } from "../json/json-value.ts";
import { isJsonObject } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { compareSchemas, type SchemaDifference } from "../schema/compare-schemas.ts";
import { parseObjectInfo } from "../schema/parse-object-info.ts";
import type { Schema } from "../schema/node-type.ts";
import { compileWorkflows, listIssues } from "./compile-workflows.ts";
import { fetchObjectInfo, type ObjectInfoSource } from "./fetch-object-info.ts";
import { type FullSchema, loadFullSchema, writeFullSchema } from "./full-schema.ts";
import { renderGenerated } from "./generated-files.ts";
import { mergeObjectInfo, type ServerDifference } from "./merge-object-info.ts";
import { writeNodeTypes } from "./node-type-files.ts";
import type { Project } from "./project.ts";
import { toProjectPath } from "./project-path.ts";
import { readTextFile } from "./read-text-file.ts";
import { chooseSchema, schemaFilePath } from "./schema-choice.ts";
import { writeChangedFile } from "./write-files.ts";

export interface SyncOptions {
  readonly from:
    | { readonly kind: "servers"; readonly urls: readonly string[] }
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "stock" };
  /** Where the path of a file is from. @default the project's folder */
  readonly cwd?: string;
  /** Only say what would change; write nothing. */
  readonly diffOnly?: boolean;
  readonly signal?: AbortSignal;
}

export interface SyncResult {
  readonly sources: readonly string[];
  readonly nodeTypes: number;
  /** What changes against the node types that the project had. */
  readonly changes: readonly SchemaDifference[];
  /** What the servers do not share, where several were asked. */
  readonly serverDifferences: readonly ServerDifference[];
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
  const { full, serverDifferences } = await learn(options, options.cwd ?? project.root);
  const schema = await loadFullSchema(project, full);
  const before = await chooseSchema(project).catch(() => undefined);
  const facts = {
    sources: full.kind === "stock" ? ["stock schema"] : full.sources.map(({ source }) => source),
    nodeTypes: schema.nodeTypes.size,
    changes: before === undefined ? [] : compareSchemas(before.schema, schema),
    serverDifferences,
  };
  if (options.diffOnly === true) return { ...facts, written: [], issues: [] };
  return { ...facts, ...(await writeSynced(project, full, schema)) };
}

async function learn(options: SyncOptions, cwd: string) {
  const { from } = options;
  if (from.kind === "stock") return { full: { kind: "stock" } satisfies FullSchema, serverDifferences: [] };
  const found =
    from.kind === "file"
      ? [await readObjectInfo(resolve(cwd, from.path), from.path)]
      : await Promise.all(from.urls.map((url) => fetchObjectInfo(url, options.signal)));
  const { objectInfo, differences } = mergeObjectInfo(found);
  const sources = found.map(({ source, serverVersion, objectInfo }) => {
    return { source, serverVersion, nodeTypes: Object.keys(objectInfo).length };
  });
  return { full: { kind: "objectInfo", sources, objectInfo } satisfies FullSchema, serverDifferences: differences };
}

async function readObjectInfo(path: string, source: string): Promise<ObjectInfoSource> {
  const json = parseJson(await readTextFile(path), { source });
  parseObjectInfo(json, { source });
  return { source, serverVersion: null, objectInfo: isJsonObject(json) ? json : ({} as JsonObject) };
}

async function writeSynced(project: Project, full: FullSchema, schema: Schema) {
  const written: string[] = [];
  await writeFullSchema(project, full);
  if (await writeNodeTypes(project, schema))
    written.push(toProjectPath(project.root, project.generatedFolder) + "/nodes");
  const chosen = { schema, origin: "full" } as const;
  const compiled = await compileWorkflows(project, chosen);
  const text = (await renderGenerated(project, chosen, compiled)).get("schema.json")!;
  const path = schemaFilePath(project);
  if (await writeChangedFile(path, text)) written.push(toProjectPath(project.root, path));
  return { written, issues: listIssues(compiled) };
}
