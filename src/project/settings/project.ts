import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { thrownText } from "../../errors/thrown-text.ts";
import { parseJson } from "../../json/parse-json.ts";
import { type Config, parseConfig } from "./config.ts";
import { findErrorPosition, isFileSyntaxError } from "../sources/error-position.ts";
import { importFile } from "../sources/import-file.ts";
import { toProjectPath } from "./project-path.ts";
import { readTextFile } from "../../runtime/files/read-text-file.ts";

const configFileNames = [
  "comfyc.config.ts",
  "comfyc.config.mts",
  "comfyc.config.js",
  "comfyc.config.mjs",
  "comfyc.config.json",
] as const;

/** The folder that `sync` and `build` write. Fixed, so that Blender finds it without running a config file. */
const generatedFolderName = "generated";

/** A project on disk: its folders as absolute paths, and its configuration. */
export interface Project {
  readonly root: string;
  readonly name: string;
  readonly config: Config;
  /** Absolute path of the config file, or null where the project has none. */
  readonly configFile: string | null;
  readonly workflowsFolder: string;
  readonly generatedFolder: string;
  readonly outputFolder: string;
}

/** The nearest folder at or above `from` that holds a config file or a `workflows-src` folder, or undefined. */
export function findProjectRoot(from: string): string | undefined {
  for (let at = resolve(from); ; at = dirname(at)) {
    if (findConfigFile(at) !== undefined || existsSync(join(at, "workflows-src"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The project at or above `from`. @throws no_project, invalid_config */
export async function openProject(from: string): Promise<Project> {
  const root = findProjectRoot(from);
  if (root === undefined) {
    throw new ComfycError("no_project", `No comfyc project at or above ${from}.`, {
      hint: "Run `comfyc init` to make one, or change into the folder that holds comfyc.config.ts.",
    });
  }
  return loadProject(root);
}

/** The project at or above `from`, or undefined where there is none. @throws invalid_config */
export async function findProject(from: string): Promise<Project | undefined> {
  const root = findProjectRoot(from);
  return root === undefined ? undefined : loadProject(root);
}

/** The project in `root`; without a config file every setting has its default. @throws invalid_config */
export async function loadProject(root: string): Promise<Project> {
  const configFile = findConfigFile(root);
  const config = configFile === undefined ? parseConfig({}, "defaults") : await readConfig(configFile, root);
  return projectOf(root, config, configFile);
}

/** The project in `root` with a configuration that was read elsewhere. */
export function projectOf(root: string, config: Config, configFile?: string): Project {
  return {
    root,
    name: config.name ?? basename(root),
    config,
    configFile: configFile ?? null,
    workflowsFolder: join(root, config.workflows),
    generatedFolder: join(root, generatedFolderName),
    outputFolder: resolve(root, config.output),
  };
}

function findConfigFile(root: string): string | undefined {
  return configFileNames.map((name) => join(root, name)).find((path) => existsSync(path));
}

async function readConfig(path: string, root: string): Promise<Config> {
  const source = toProjectPath(root, path);
  if (path.endsWith(".json")) return parseConfig(parseJson(await readTextFile(path), { source }), source);
  const exports = await importFile(path).catch((error: unknown) => {
    throw configLoadError(error, path, root);
  });
  if (!("default" in exports)) {
    throw new ComfycError("invalid_config", `${source} has no default export.`, {
      hint: "Write `export default { servers: { … } };`.",
    });
  }
  try {
    return parseConfig(await exports["default"], source);
  } catch (error) {
    // A getter, or a promise, of the author's.
    throw ComfycError.isInstance(error) ? error : configLoadError(error, path, root);
  }
}

function configLoadError(error: unknown, path: string, root: string): ComfycError {
  const position = findErrorPosition(error) ?? { file: path, line: 1, column: 1 };
  const place = `${toProjectPath(root, position.file)}:${position.line}:${position.column}`;
  const what = isFileSyntaxError(error) ? "Syntax error" : "The config file throws";
  return new ComfycError("invalid_config", `${place}: ${what}: ${printable(messageOf(error))}.`, {
    hint: "Correct that line; comfyc reads nothing else before its config.",
    cause: error,
    details: { position },
  });
}

function messageOf(error: unknown): string {
  return thrownText(error).replace(/[.\s]+$/, "");
}
