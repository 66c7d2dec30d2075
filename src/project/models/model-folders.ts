import { isAbsolute } from "node:path";
import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import type { ComfyServer } from "../../runtime/comfy-server.ts";
import { findJson } from "../servers/open-server.ts";

/** A model file by its folder and its name there. */
export interface ModelName {
  readonly folder: string;
  readonly file: string;
}

const limits = { limit: 16 * 2 ** 20, timeoutMs: 30_000 };

/** `/` and `\` are one: a Windows server lists `SD1.5\a.safetensors`, and a run spells it so. */
export function unifiedName(name: string): string {
  return name.replaceAll("\\", "/");
}

/** True where `names` hold `file`. */
export function hasFile(names: readonly JsonValue[], file: string): boolean {
  return names.some((name) => typeof name === "string" && unifiedName(name) === unifiedName(file));
}

interface FileEntry {
  readonly name: string;
  readonly size: number | null;
}

/** The model folders of one server, each asked once. */
export class ModelFolders {
  private readonly server: ComfyServer;
  private readonly signal: AbortSignal | undefined;
  private readonly names = new Map<string, Promise<readonly JsonValue[]>>();
  private readonly entries = new Map<string, Promise<readonly FileEntry[]>>();
  private folders: Promise<readonly JsonValue[]> | undefined;

  constructor(server: ComfyServer, signal: AbortSignal | undefined) {
    this.server = server;
    this.signal = signal;
  }

  async has({ folder, file }: ModelName): Promise<boolean> {
    if (!this.names.has(folder)) this.names.set(folder, this.list(`/models/${encodeURIComponent(folder)}`));
    return hasFile((await this.names.get(folder)) ?? [], file);
  }

  /** The entry of a model with its size (server.py of 0.3.14 and later), or undefined. */
  async find({ folder, file }: ModelName): Promise<FileEntry | undefined> {
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
