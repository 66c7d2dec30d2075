import { constants } from "node:fs";
import { access, open, realpath, stat, unlink } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { dirname, join, resolve, sep } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { notWritable, reason } from "../files/not-writable.ts";

/**
 * Checks, before anything is sent, that files can be written into a folder; it is made where it is missing.
 * @returns its absolute path. @throws output_not_writable
 */
export async function prepareOutputFolder(dir: string): Promise<string> {
  const path = resolve(dir);
  const facts = await stat(path).catch(() => null);
  if (facts !== null && !facts.isDirectory()) throw notWritable(path, "it is a file, not a folder");
  try {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
    // Only a written file proves it: root passes every permission, and Windows keeps rules of its own.
    const probe = join(path, `.comfyc-${randomUUID()}`);
    await (await open(probe, "wx")).close();
    await unlink(probe);
  } catch (error) {
    throw notWritable(path, reason(error), error);
  }
  return path;
}

/**
 * Makes the folder of a file below `root`.
 * @throws output_not_writable, also where a link on the way leads out of `root`.
 */
export async function makeFolderBelow(root: string, file: string): Promise<void> {
  const folder = dirname(file);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw notWritable(folder, reason(error), error);
  }
  const [realRoot, realFolder] = await Promise.all([realpath(root), realpath(folder)]);
  if (realFolder !== realRoot && !realFolder.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
    throw notWritable(folder, `a link leads out of ${root}`);
  }
}
