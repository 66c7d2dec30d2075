import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { parseJson } from "../json/parse-json.ts";
import { type FindBundleOptions, listBundleFolders, listBundles, openBundle } from "../project/bundles/find-bundle.ts";
import type { Project } from "../project/settings/project.ts";
import { parseProjectJson } from "../project/settings/project-json.ts";
import { readTextFile } from "../runtime/files/read-text-file.ts";
import type { Bundle } from "../runtime/bundle.ts";
import { readBundle } from "../runtime/bundle.ts";
import type { MethodParams } from "./protocol.ts";

/** The place a call speaks of: the caller's folder, the project around it, and where its bundles are. */
export interface BridgePlace {
  readonly cwd: string;
  readonly project: Project | undefined;
  readonly outDir: string;
  readonly server: string;
  readonly search: FindBundleOptions;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the project from generated/project.json and never from its config file: a script in Blender must not run
 * project code.
 * @throws invalid_json, invalid_config
 */
export async function readPlace(params: MethodParams<"workflows/list">, env: Env): Promise<BridgePlace> {
  const cwd = resolve(params.cwd ?? process.cwd());
  const project = await findBuiltProject(cwd);
  return {
    cwd,
    project,
    outDir: resolve(cwd, params.outDir ?? project?.outputFolder ?? "output"),
    server: params.server ?? "auto",
    search: { cwd, bundles: params.bundles ?? env["COMFYC_BUNDLES"] },
  };
}

/** @throws unknown_workflow and what `readBundle` throws */
export function openPlaceBundle(place: BridgePlace, workflow: string): Promise<Bundle> {
  return openBundle(workflow, place.search);
}

/** Every bundle that can be named from `place`; the first of one name wins, as it does in a run. */
export async function listPlaceBundles(place: BridgePlace): Promise<Bundle[]> {
  const bundles = await listBundles(listBundleFolders(place.search));
  return Promise.all([...bundles.values()].map(readBundle));
}

/** Slot values with the paths of local files made absolute: Python does not know which slots are files. */
export function resolvePaths(
  place: BridgePlace,
  bundle: Bundle,
  slots: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...slots };
  for (const { name, kind, type } of bundle.manifest.slots) {
    const value = values[name];
    if (type === "FILE" && kind !== "model" && typeof value === "string" && value !== "" && !isAbsolute(value)) {
      values[name] = resolve(place.cwd, value);
    }
  }
  return values;
}

async function findBuiltProject(from: string): Promise<Project | undefined> {
  for (let at = from; ; at = dirname(at)) {
    const file = join(at, "generated", "project.json");
    if (existsSync(file)) return parseProjectJson(parseJson(await readTextFile(file), { source: file }), at, file);
    if (dirname(at) === at) return undefined;
  }
}
