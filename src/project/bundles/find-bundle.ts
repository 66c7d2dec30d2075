import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { parseJson } from "../../json/parse-json.ts";
import { type Bundle, bundleFromPrompt, readBundle } from "../../runtime/bundle.ts";
import { unknownWorkflow } from "./build-project.ts";
import { findProjectRoot } from "../settings/project.ts";
import { fileError, readTextFile } from "../../runtime/files/read-text-file.ts";

export interface FindBundleOptions {
  readonly cwd: string;
  /** Value of COMFYC_BUNDLES: folders that hold bundles, separated as in PATH. */
  readonly bundles?: string | undefined;
}

/**
 * The bundle that `target` names: the path of an API JSON or of a bundle's folder, or a name, looked for in
 * COMFYC_BUNDLES and then in `generated/workflows` of the working folder and each folder above it.
 * @throws unknown_workflow, file_not_found, file_unreadable, invalid_json, invalid_manifest, stale_generated
 */
export async function openBundle(target: string, options: FindBundleOptions): Promise<Bundle> {
  const path = resolve(options.cwd, target);
  if (looksLikePath(target)) return openPath(path);
  const folders = listBundleFolders(options);
  const folder = folders.map((each) => join(each, target)).find(isBundle);
  if (folder !== undefined) return readBundle(folder);
  // A folder of that very name last: a name means a workflow before it means a path.
  if (isBundle(path)) return readBundle(path);
  const known = [...(await listBundles(folders)).keys()];
  throw known.length === 0 ? nothingBuilt(target, options) : unknownWorkflow(target, known);
}

function nothingBuilt(target: string, { cwd, bundles = "" }: FindBundleOptions): ComfycError {
  const root = findProjectRoot(cwd);
  const named = bundles === "" ? "" : `in COMFYC_BUNDLES (${bundles}) and `;
  const looked = `Looked ${named}in generated/workflows of ${cwd} and of each folder above it`;
  const hint =
    root === undefined
      ? `${looked}; none of them is a comfyc project. Change into the folder of your project, or name the folder of a bundle.`
      : `${looked}. Nothing is built in the project ${root}: run \`comfyc build\`.`;
  return new ComfycError("unknown_workflow", `There is no workflow ${JSON.stringify(target)}.`, { hint });
}

/** The folders in which a bundle is looked for by name, first to last, as far as they exist. */
export function listBundleFolders(options: FindBundleOptions): string[] {
  const named = (options.bundles ?? "").split(delimiter).filter((folder) => folder !== "");
  const folders = named.map((folder) => resolve(options.cwd, folder));
  for (let at = resolve(options.cwd); ; at = dirname(at)) {
    folders.push(join(at, "generated", "workflows"));
    if (dirname(at) === at) break;
  }
  return [...new Set(folders)].filter((folder) => existsSync(folder));
}

/** Name → folder of every bundle in `folders`, sorted by name; of two with one name the first folder wins. */
export async function listBundles(folders: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!found.has(name) && isBundle(join(folder, name))) found.set(name, join(folder, name));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function looksLikePath(target: string): boolean {
  return /[\\/]/.test(target) || target.endsWith(".json") || target === "." || target === "..";
}

function isBundle(folder: string): boolean {
  return existsSync(join(folder, "manifest.json"));
}

async function openPath(path: string): Promise<Bundle> {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw fileError(path, error);
  }
  if (isFolder) return readBundle(path);
  return bundleFromPrompt(parseJson(await readTextFile(path), { source: path }), path);
}
