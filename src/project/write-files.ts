import { randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../runtime/files/make-folder.ts";
import { notWritable, reason } from "../runtime/files/not-writable.ts";

/** Writes `text` to `path` unless it is there already; a reader never sees half a file. True where it was written. */
export async function writeChangedFile(path: string, text: string): Promise<boolean> {
  if ((await findFileText(path)) === text) return false;
  // In the same folder, because a rename is atomic only within one file system.
  const partial = join(dirname(path), `.${randomBytes(6).toString("hex")}.partial`);
  try {
    await makeFolder(dirname(path));
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw notWritable(path, reason(error), error, "Check that the folder exists, is a folder and may be written.");
  }
  return true;
}

/** The text of a file, or undefined where there is none. */
export async function findFileText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Makes `folder` hold exactly `files` (path with `/` → text) and nothing else. Only for folders that are wholly ours.
 * Gives back whether anything changed.
 */
export async function replaceFolder(folder: string, files: ReadonlyMap<string, string>): Promise<boolean> {
  let changed = false;
  for (const path of await listFiles(folder)) {
    if (files.has(path)) continue;
    await rm(join(folder, path), { force: true });
    changed = true;
  }
  for (const [path, text] of files) changed = (await writeChangedFile(join(folder, path), text)) || changed;
  return changed;
}

/** Paths of all files below `folder`, with `/`, sorted; none where the folder does not exist. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/** Removes `names` from `folder`, then the folder where nothing else is in it. */
export async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
  await rmdir(folder).catch(() => {});
}
