import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { judgePromptLine, type LineVerdict } from "../../compiler/validate/prompt-line.ts";
import type { ServerFiles } from "../../compiler/validate/server-files.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { isPrompt } from "../../prompt/parse-prompt.ts";
import type { Schema } from "../../schema/node-type.ts";
import { parseObjectInfo } from "../../schema/parse-object-info.ts";
import { isSchemaFile, parseSchemaFile } from "../../schema/schema-file.ts";
import { readLines } from "../read-lines.ts";
import { fileError, readTextFile } from "../../runtime/files/read-text-file.ts";
import { readSchemaText } from "../node-types/schema-text.ts";
import { listFiles } from "../write-files.ts";

/** The verdict on one prompt, and where the prompt came from. */
export interface FileVerdict {
  /** Path as given, or below a folder as given. */
  readonly file: string;
  /** Line of a .jsonl, from 1; null for a file of one prompt. */
  readonly line: number | null;
  readonly verdict: LineVerdict;
}

export interface ValidateFilesOptions {
  readonly cwd: string;
  readonly schema: Schema;
  readonly files?: ServerFiles | undefined;
  readonly signal?: AbortSignal;
}

/**
 * The verdicts on the prompts of files, in order, one at a time: a .jsonl gives one a line, another file is one
 * prompt, a folder means its .jsonl files and those .json files that hold a prompt.
 * @throws file_not_found, file_unreadable, invalid_json
 */
export async function* validateFiles(
  paths: readonly string[],
  options: ValidateFilesOptions,
): AsyncGenerator<FileVerdict> {
  for (const path of paths) {
    if (await isFolder(resolve(options.cwd, path))) yield* validateFolder(path, options);
    else if (path.endsWith(".jsonl")) yield* validateLines(path, options);
    else yield validateOne(path, await readJson(path, options), options);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(path, error);
  }
}

async function* validateFolder(folder: string, options: ValidateFilesOptions): AsyncGenerator<FileVerdict> {
  for (const name of await listFiles(resolve(options.cwd, folder))) {
    const path = join(folder, name);
    if (name.endsWith(".jsonl")) yield* validateLines(path, options);
    if (!name.endsWith(".json")) continue;
    const json = await readJson(path, options);
    if (isPrompt(json)) yield validateOne(path, json, options);
  }
}

async function readJson(path: string, { cwd }: ValidateFilesOptions): Promise<JsonValue> {
  return parseJson(await readTextFile(resolve(cwd, path)), { source: path });
}

function validateOne(file: string, prompt: JsonValue, options: ValidateFilesOptions): FileVerdict {
  return { file, line: null, verdict: judge({ id: file, prompt }, options) };
}

async function* validateLines(file: string, options: ValidateFilesOptions): AsyncGenerator<FileVerdict> {
  const input = createReadStream(resolve(options.cwd, file), "utf8");
  let line = 0;
  try {
    for await (const text of readLines(input)) {
      line += 1;
      options.signal?.throwIfAborted();
      if (text.trim() !== "") yield { file, line, verdict: validateLine(text, options) };
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : fileError(file, error);
  } finally {
    input.destroy();
  }
}

function validateLine(text: string, options: ValidateFilesOptions): LineVerdict {
  let entry: JsonValue;
  try {
    entry = parseJson(text, { source: "the line" });
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    return unreadable(error.message);
  }
  return judge(entry, options);
}

/** A line that is no JSON is one bad prompt, not the end of the others. */
function unreadable(message: string): LineVerdict {
  const issue: Issue = {
    code: "malformed_prompt",
    origin: "comfyc",
    severity: "error",
    node: null,
    input: null,
    message,
  };
  return { id: null, ok: false, serverVerdict: "rejected", outputs: [], coerced: {}, issues: [issue] };
}

function judge(entry: JsonValue, { schema, files }: ValidateFilesOptions): LineVerdict {
  const verdict = judgePromptLine(entry, schema, files === undefined ? {} : { files });
  return { ...verdict, coerced: nameNonFinite(verdict.coerced) as LineVerdict["coerced"] };
}

/** The server coerces `"inf"` to an infinity, which JSON cannot hold; `{"$nonfinite": "inf"}` stands for it. */
function nameNonFinite(value: JsonValue): JsonValue {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { $nonfinite: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
  }
  if (Array.isArray(value)) return value.map(nameNonFinite);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nameNonFinite(inner)]));
}

/** The schema in a file: an object_info, whose lists then hold, or a generated/schema.json. @throws invalid_schema */
export async function readSchema(path: string): Promise<Schema> {
  const json = parseJson(await readSchemaText(path, path), { source: path });
  if (isSchemaFile(json)) return parseSchemaFile(json, { source: path });
  return parseObjectInfo(json, { source: path, listsAreAuthoritative: true });
}

const serverFiles = z.object({
  input: z.array(z.string()).default([]),
  output: z.array(z.string()).default([]),
  temp: z.array(z.string()).default([]),
});

/** The `{input, output, temp}` of a file: what the server has on its disk. @throws invalid_json, file_not_found */
export async function readServerFiles(path: string): Promise<ServerFiles> {
  const result = serverFiles.safeParse(parseJson(await readTextFile(path), { source: path }));
  if (result.success) return result.data;
  throw new ComfycError("invalid_json", `${path} is not a list of server files.`, {
    hint: 'It holds {"input": ["picture.png"], "output": [], "temp": []}.',
  });
}
