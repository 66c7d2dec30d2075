import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NodeError } from "../node-error.ts";

export type FolderType = "input" | "output" | "temp";
const folderTypes: readonly FolderType[] = ["input", "output", "temp"];

export function isFolderType(value: unknown): value is FolderType {
  return folderTypes.includes(value as FolderType);
}

export interface SavedFile {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: FolderType;
}

/** The folders of a server on disk: input, output, temp and user. */
export class ServerFolders {
  readonly root: string;
  private readonly isTemporary: boolean;
  private readonly tempName = Array.from({ length: 5 }, () => String.fromCharCode(97 + Math.random() * 26)).join("");

  private constructor(root: string, isTemporary: boolean) {
    this.root = root;
    this.isTemporary = isTemporary;
  }

  /** Makes the folders. Without `root`, in a new temporary folder that `remove` deletes. */
  static async open(root?: string): Promise<ServerFolders> {
    const base = root ?? (await mkdtemp(path.join(tmpdir(), "comfyc-simulator-")));
    const folders = new ServerFolders(path.resolve(base), root === undefined);
    for (const name of [...folderTypes, "user"]) await mkdir(path.join(folders.root, name), { recursive: true });
    return folders;
  }

  async remove(): Promise<void> {
    if (this.isTemporary) await rm(this.root, { recursive: true, force: true });
  }

  of(type: FolderType): string {
    return path.join(this.root, type);
  }

  get user(): string {
    return path.join(this.root, "user", "default");
  }

  /** The path of a file below one of the folders, or null where `name` leads out of it. */
  resolve(type: FolderType, ...names: readonly string[]): string | null {
    return resolveInside(this.of(type), ...names);
  }

  /** The path that a LoadImage-like value means: `sub/name.png`, or `name.png [output]`. Null where it leads outside. */
  resolveAnnotated(value: string): string | null {
    const { name, type } = parseAnnotated(value);
    return this.resolve(type ?? "input", name);
  }

  /** Every file below a folder, relative, with forward slashes, sorted. */
  async list(type: FolderType): Promise<string[]> {
    const entries = await readdir(this.of(type), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.of(type), path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
      .sort();
  }

  /** Names directly in the input folder, as the lists of LoadImage and its like hold them. */
  inputNames(): string[] {
    return readdirSync(this.of("input"), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  }

  /** Prefix of preview files: it differs from server to server. */
  get tempPrefix(): string {
    return `ComfyUI_temp_${this.tempName}`;
  }

  /**
   * Names for the next files of a save node: `{prefix}_00001_.{ext}`, counted over all extensions of the prefix
   * (folder_paths.py: get_save_image_path). Sub-folders in the prefix are made.
   * @throws NodeError where the prefix leads outside.
   */
  async saver(type: FolderType, prefix: string, size: { width: number; height: number } | null): Promise<FileSaver> {
    const filled = fillTokens(prefix, size);
    const parsed = path.posix.normalize(filled.replaceAll("\\", "/"));
    const subfolder = path.posix.dirname(parsed) === "." ? "" : path.posix.dirname(parsed);
    const base = path.posix.basename(parsed);
    const folder = this.resolve(type, subfolder);
    if (folder === null) {
      throw new NodeError(`Saving image outside the output folder is not allowed: ${prefix}`, "Exception");
    }
    await mkdir(folder, { recursive: true });
    return new FileSaver(folder, base, subfolder, type, highestCounter(folder, base) + 1);
  }
}

/** Gives the names of the files that one save node writes, one after the other. */
export class FileSaver {
  private readonly folder: string;
  private readonly base: string;
  private readonly subfolder: string;
  private readonly type: FolderType;
  private counter: number;

  constructor(folder: string, base: string, subfolder: string, type: FolderType, counter: number) {
    this.folder = folder;
    this.base = base;
    this.subfolder = subfolder;
    this.type = type;
    this.counter = counter;
  }

  next(extension: string, batchIndex = 0): { readonly path: string; readonly file: SavedFile } {
    const base = this.base.replaceAll("%batch_num%", String(batchIndex));
    const filename = `${base}_${String(this.counter++).padStart(5, "0")}_.${extension}`;
    return { path: path.join(this.folder, filename), file: { filename, subfolder: this.subfolder, type: this.type } };
  }
}

/** `name [type]` apart. */
export function parseAnnotated(value: string): { readonly name: string; readonly type: FolderType | null } {
  const match = /^(.*?) ?\[(input|output|temp)\]$/s.exec(value);
  return match === null ? { name: value, type: null } : { name: match[1]!, type: match[2] as FolderType };
}

export function resolveInside(folder: string, ...names: readonly string[]): string | null {
  const full = path.resolve(folder, ...names);
  return full === folder || full.startsWith(folder + path.sep) ? full : null;
}

function highestCounter(folder: string, base: string): number {
  if (!existsSync(folder)) return 0;
  const counters = readdirSync(folder)
    .filter((name) => name.toLowerCase().startsWith(`${base.toLowerCase()}_`))
    .map((name) => Number.parseInt(name.slice(base.length + 1), 10));
  return Math.max(0, ...counters.filter(Number.isFinite));
}

function fillTokens(prefix: string, size: { width: number; height: number } | null): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  const tokens: Record<string, string> = {
    ...(size === null ? {} : { "%width%": String(size.width), "%height%": String(size.height) }),
    "%year%": String(now.getFullYear()),
    "%month%": two(now.getMonth() + 1),
    "%day%": two(now.getDate()),
    "%hour%": two(now.getHours()),
    "%minute%": two(now.getMinutes()),
    "%second%": two(now.getSeconds()),
  };
  return Object.entries(tokens).reduce((text, [token, value]) => text.replaceAll(token, value), prefix);
}
