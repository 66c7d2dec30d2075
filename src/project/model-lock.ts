import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { isJsonObject, type JsonValue } from "../json/json-value.ts";
import type { ModelRequirement } from "../manifest/manifest.ts";
import type { ComfyServer } from "../runtime/comfy-server.ts";
import type { Schema } from "../schema/node-type.ts";
import type { ServerSnapshot } from "./fetch-object-info.ts";
import { findJson, withServer } from "./open-server.ts";

/** A model file that workflows use, and what each server has of it. */
export interface ModelLock {
  readonly folder: string;
  /** As the workflow writes it. */
  readonly file: string;
  readonly servers: readonly ModelOnServer[];
}

export interface ModelOnServer {
  readonly source: string;
  readonly present: boolean;
  /** Bytes; null where the server does not tell. */
  readonly size: number | null;
  /** Of the file; null unless it was asked for and the file lies on this machine. */
  readonly sha256: string | null;
  /** What the file's own metadata says its hash is; nobody checked it. */
  readonly claimedHash: string | null;
}

/** A model file by its folder and name; `inputs` are the class and input of each node that loads it. */
export interface ModelInUse {
  readonly folder: string;
  readonly file: string;
  readonly inputs: readonly (readonly [classType: string, input: string])[];
}

export interface LookUpOptions {
  /** Look for size and hash, too. */
  readonly hash: boolean;
  readonly signal?: AbortSignal | undefined;
}

const limits = { limit: 16 * 2 ** 20, timeoutMs: 30_000 };

/** The models that workflows require, each once, sorted. `classOf` gives the node type of a requirement. */
export function listModelsInUse(
  workflows: Iterable<{ readonly requires: readonly ModelRequirement[]; classOf(node: string): string | undefined }>,
): ModelInUse[] {
  const models = new Map<string, { folder: string; file: string; inputs: Map<string, [string, string]> }>();
  for (const { requires, classOf } of workflows) {
    for (const { folder, file, node, input } of requires) {
      const key = `${folder}\0${file}`;
      const model = models.get(key) ?? { folder, file, inputs: new Map() };
      models.set(key, model);
      const classType = classOf(node);
      if (classType !== undefined) model.inputs.set(`${classType}\0${input}`, [classType, input]);
    }
  }
  return [...models]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { folder, file, inputs }]) => ({ folder, file, inputs: [...inputs.values()] }));
}

/** What `snapshot` has of each model: its lists say what is there; only a server can tell more. */
export async function lookUpModels(
  models: readonly ModelInUse[],
  snapshot: ServerSnapshot,
  options: LookUpOptions,
): Promise<ModelOnServer[]> {
  const { source, schema } = snapshot;
  const listed = models.map((model) => ({ source, present: isListed(model, schema), ...noDetails }));
  if (snapshot.kind === "file" || models.length === 0) return listed;
  return withServer(source, async (server) => {
    const folders = new FolderLists(server, options.signal);
    const found: ModelOnServer[] = [];
    for (const [index, model] of models.entries()) {
      const present = listed[index]!.present || (await folders.has(model));
      const details = present && options.hash ? await readDetails(model, server, folders, options.signal) : noDetails;
      found.push({ source, present, ...details });
    }
    return found;
  });
}

const noDetails = { size: null, sha256: null, claimedHash: null };

/** `/` and `\` are one: a Windows server lists `SD1.5\a.safetensors`, and a run spells it so. */
function unifiedName(name: string): string {
  return name.replaceAll("\\", "/");
}

/** True where one of the inputs that load the model lists it. */
export function isListed({ file, inputs }: ModelInUse, schema: Schema): boolean {
  return inputs.some(([classType, name]) => {
    const input = schema.nodeTypes.get(classType)?.inputs.find((each) => each.name === name);
    return hasFile(input?.options.values ?? [], file);
  });
}

function hasFile(names: readonly JsonValue[], file: string): boolean {
  return names.some((name) => typeof name === "string" && unifiedName(name) === unifiedName(file));
}

interface FileEntry {
  readonly name: string;
  readonly size: number | null;
}

/** The model folders of one server, each asked once. */
class FolderLists {
  private readonly server: ComfyServer;
  private readonly signal: AbortSignal | undefined;
  private readonly names = new Map<string, Promise<readonly JsonValue[]>>();
  private readonly entries = new Map<string, Promise<readonly FileEntry[]>>();
  private folders: Promise<readonly JsonValue[]> | undefined;

  constructor(server: ComfyServer, signal: AbortSignal | undefined) {
    this.server = server;
    this.signal = signal;
  }

  async has({ folder, file }: ModelInUse): Promise<boolean> {
    if (!this.names.has(folder)) this.names.set(folder, this.list(`/models/${encodeURIComponent(folder)}`));
    return hasFile((await this.names.get(folder)) ?? [], file);
  }

  /** The entry of a model with its size (server.py of 0.3.14 and later), or undefined. */
  async find({ folder, file }: ModelInUse): Promise<FileEntry | undefined> {
    if (!this.entries.has(folder)) this.entries.set(folder, this.listEntries(folder));
    const entries = (await this.entries.get(folder)) ?? [];
    return entries.find(({ name }) => unifiedName(name) === unifiedName(file));
  }

  /** The absolute folders of the server's machine that hold the files of a model folder. */
  async pathsOf(folder: string): Promise<string[]> {
    this.folders ??= this.list("/experiment/models");
    const found = (await this.folders).filter(isJsonObject).find((entry) => entry["name"] === folder);
    const paths = found?.["folders"];
    return Array.isArray(paths)
      ? paths.filter((path): path is string => typeof path === "string" && isAbsolute(path))
      : [];
  }

  private async listEntries(folder: string): Promise<FileEntry[]> {
    const found = await this.list(`/experiment/models/${encodeURIComponent(folder)}`);
    return found.filter(isJsonObject).flatMap(({ name, size }) => {
      // The simulator, whose files are empty, says 0.
      const bytes = typeof size === "number" && size > 0 ? size : null;
      return typeof name === "string" ? [{ name, size: bytes }] : [];
    });
  }

  private async list(path: string): Promise<readonly JsonValue[]> {
    const json = await this.ask(path);
    return Array.isArray(json) ? json : [];
  }

  private ask(path: string): Promise<JsonValue | undefined> {
    return findJson(this.server, path, { ...limits, signal: this.signal });
  }
}

async function readDetails(
  model: ModelInUse,
  server: ComfyServer,
  folders: FolderLists,
  signal: AbortSignal | undefined,
): Promise<Pick<ModelOnServer, "size" | "sha256" | "claimedHash">> {
  const entry = await folders.find(model);
  const local = isLoopback(server.url) ? await findLocalFile(model, folders, entry?.size ?? null) : undefined;
  return {
    size: entry?.size ?? local?.size ?? null,
    sha256: local === undefined ? null : await hashFile(local.path, signal),
    claimedHash: await findClaimedHash(model, entry?.name ?? model.file, server, signal),
  };
}

function isLoopback(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/**
 * The file of a model on this machine. The server says where its folders are, so the file must be a plain one and of
 * the size that the server tells: behind a tunnel or a container the path may be another's.
 */
async function findLocalFile(
  { folder, file }: ModelInUse,
  folders: FolderLists,
  wanted: number | null,
): Promise<{ path: string; size: number } | undefined> {
  const parts = unifiedName(file).split("/");
  if (parts.includes("..")) return undefined;
  for (const root of await folders.pathsOf(folder)) {
    const path = join(root, ...parts);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && (wanted === null || found.size === wanted)) return { path, size: found.size };
  }
  return undefined;
}

async function hashFile(path: string, signal: AbortSignal | undefined): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { ...(signal && { signal }), highWaterMark: 2 ** 20 }))
      hash.update(chunk as Buffer);
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
  return hash.digest("hex");
}

/** Keys under which trainers write a hash of the weights into a .safetensors file. */
const hashKeys = ["modelspec.hash_sha256", "sshs_model_hash"];

async function findClaimedHash(
  { folder, file }: ModelInUse,
  listed: string,
  server: ComfyServer,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (!file.endsWith(".safetensors")) return null;
  const path = `/view_metadata/${encodeURIComponent(folder)}?filename=${encodeURIComponent(listed)}`;
  const json = await findJson(server, path, { ...limits, signal });
  if (json === undefined || !isJsonObject(json)) return null;
  const key = hashKeys.find((name) => typeof json[name] === "string");
  return key === undefined ? null : `${key} ${String(json[key]).slice(0, 100)}`;
}
