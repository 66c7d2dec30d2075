import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { parseJson } from "../../json/parse-json.ts";
import { parseManifest } from "../../manifest/parse-manifest.ts";
import { renderSchemaFile } from "../../schema/schema-file.ts";
import { bundleFileNames } from "./bundle-files.ts";
import type { CompiledProject } from "./compile-workflows.ts";
import { renderProjectJson } from "../settings/project-json.ts";
import type { Project } from "../settings/project.ts";
import { type ChosenSchema, findProjectSchema } from "../node-types/schema-choice.ts";
import { listTypesInUse } from "../node-types/types-in-use.ts";
import { findFileText } from "../write-files.ts";

/** What the generated folder must hold: path within it, with `/` → text. Bundles of failed workflows are left out. */
export async function renderGenerated(
  project: Project,
  chosen: ChosenSchema,
  compiled: CompiledProject,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>([
    ["project.json", renderProjectJson(project)],
    ["schema.json", await renderSchemaInUse(project, chosen, compiled)],
  ]);
  for (const workflow of compiled.workflows) {
    if (workflow.files === null) continue;
    for (const name of bundleFileNames) files.set(`workflows/${workflow.name}/${name}`, workflow.files[name]);
  }
  return files;
}

async function renderSchemaInUse(project: Project, chosen: ChosenSchema, compiled: CompiledProject): Promise<string> {
  const types = new Set(listTypesInUse(compiled.workflows.map(({ graph }) => graph)));
  // The workflows that could not be read use node types too: what was in use before stays until they can.
  const before = compiled.incomplete ? await findProjectSchema(project).catch(ignoreBroken) : undefined;
  for (const name of before?.nodeTypes.keys() ?? []) types.add(name);
  return renderSchemaFile(chosen.schema, [...types].sort());
}

function ignoreBroken(error: unknown): undefined {
  if (!ComfycError.isInstance(error)) throw error;
  return undefined;
}

/** Names of the bundle folders that comfyc wrote and that belong to no workflow any more. */
export async function findOrphanBundles(project: Project, compiled: CompiledProject): Promise<string[]> {
  if (compiled.incomplete) return [];
  const folder = join(project.generatedFolder, "workflows");
  const wanted = new Set(compiled.workflows.map(({ name }) => name));
  const orphans: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || wanted.has(entry.name)) continue;
    if (await isOurBundle(join(folder, entry.name))) orphans.push(entry.name);
  }
  return orphans.sort();
}

async function isOurBundle(folder: string): Promise<boolean> {
  const path = join(folder, "manifest.json");
  const text = await findFileText(path);
  if (text === undefined) return false;
  try {
    return parseManifest(parseJson(text, { source: path }), path).comfycVersion !== "";
  } catch {
    return false;
  }
}
