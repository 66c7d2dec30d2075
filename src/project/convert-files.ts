import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { ConvertWarning } from "../editor/convert-warning.ts";
import { type ConvertOptions, convertWorkflow } from "../editor/convert-workflow.ts";
import { ComfycError } from "../errors/comfyc-error.ts";
import { isJsonObject, type JsonValue } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Schema } from "../schema/node-type.ts";
import { fileError, readTextFile } from "../runtime/files/read-text-file.ts";
import { listFiles, writeChangedFile } from "./write-files.ts";

/** What became of one file. */
export interface ConvertedFile {
  /** Path as given, or below a folder as given. */
  readonly file: string;
  /** Where the API JSON was written; null where it was not. */
  readonly target: string | null;
  /** The API JSON; null where the conversion failed. */
  readonly text: string | null;
  readonly error: ComfycError | null;
  readonly warnings: readonly ConvertWarning[];
}

export interface ConvertFilesOptions {
  readonly cwd: string;
  readonly schema: Schema;
  readonly convert: ConvertOptions;
  /** Folder for the results; beside each file where absent. */
  readonly outDir?: string | undefined;
  /** False gives the texts without writing them. @default true */
  readonly write?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Converts files one after the other. A folder means every workflow.json in it and every other .json with a list of
 * nodes; the result of `a/workflow.json` is `a/workflow_api.json`. A file that cannot be converted does not stop the others.
 * @throws file_not_found, file_unreadable, output_not_writable
 */
export async function* convertFiles(
  paths: readonly string[],
  options: ConvertFilesOptions,
): AsyncGenerator<ConvertedFile> {
  const targets = new Set<string>();
  for (const path of paths) {
    const isFolder = await isFolderPath(resolve(options.cwd, path));
    const names = isFolder ? await workflowNames(resolve(options.cwd, path)) : [basename(path)];
    for (const name of names) {
      options.signal?.throwIfAborted();
      const file = isFolder ? join(path, name) : path;
      const text = await readTextFile(resolve(options.cwd, file));
      // A folder holds other JSON too.
      if (isFolder && basename(name) !== "workflow.json" && !hasNodes(text)) continue;
      yield await finish(convertText(file, text, options), targetOf(file, name, options), targets, options);
    }
  }
}

async function isFolderPath(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(path, error);
  }
}

async function workflowNames(folder: string): Promise<string[]> {
  return (await listFiles(folder)).filter((name) => name.endsWith(".json") && !name.endsWith("_api.json"));
}

function hasNodes(text: string): boolean {
  if (!text.includes('"nodes"')) return false;
  try {
    const json = JSON.parse(withoutMark(text)) as JsonValue;
    return isJsonObject(json) && Array.isArray(json["nodes"]);
  } catch {
    return false;
  }
}

/** Where the result goes: `x.json` → `x_api.json`. */
function targetOf(file: string, name: string, { cwd, outDir }: ConvertFilesOptions): string {
  const result = `${name.replace(/\.json$/i, "")}_api.json`;
  return outDir === undefined ? join(dirname(file), basename(result)) : join(resolve(cwd, outDir), result);
}

type Converted = Omit<ConvertedFile, "target">;

function convertText(file: string, text: string, { schema, convert }: ConvertFilesOptions): Converted {
  try {
    const { text: result, warnings } = convertWorkflow(readWorkflow(file, text), schema, convert);
    return { file, text: result, error: null, warnings };
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    return { file, text: null, error, warnings: [] };
  }
}

/**
 * The JSON of a file, read as strictly as the editor reads it. JavaScript's own reader is the faster one; ours tells where the
 * fault is, and keeps long integers so that their rounding can be told.
 */
function readWorkflow(file: string, text: string): JsonValue {
  const bare = withoutMark(text);
  let json: JsonValue;
  try {
    json = JSON.parse(bare) as JsonValue;
  } catch (error) {
    parseJson(bare, { source: file });
    const reason = error instanceof Error ? error.message : String(error);
    throw new ComfycError("invalid_json", `${file}: not JSON, ${reason}.`, {
      hint: "The editor reads strict JSON: NaN and Infinity are none.",
    });
  }
  return /\d{16}/.test(bare) ? parseJson(bare, { source: file }) : json;
}

/** The editor skips a byte order mark. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

async function finish(
  converted: Converted,
  target: string,
  targets: Set<string>,
  { cwd, write = true }: ConvertFilesOptions,
): Promise<ConvertedFile> {
  if (converted.text === null || !write) return { ...converted, target: null };
  const path = resolve(cwd, target);
  if (targets.has(path)) return { ...converted, text: null, target: null, error: collision(converted.file, target) };
  targets.add(path);
  await writeChangedFile(path, converted.text);
  return { ...converted, target };
}

function collision(file: string, target: string): ComfycError {
  return new ComfycError("file_exists", `The result of ${file} would overwrite that of another file at ${target}.`, {
    hint: "Convert the folder that holds both, so that their names differ.",
  });
}
