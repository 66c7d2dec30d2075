import { link, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Gives a finished temporary file its final name, in one step and never over another file.
 * @returns false where the name is taken; the temporary file is then still there.
 */
export async function publishFile(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
    await unlink(temporary);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // No hard links on this file system (exFAT, some network shares).
    if (!(await renameOntoReserved(temporary, target))) return false;
  }
  await syncFolder(dirname(target));
  return true;
}

/** For file systems without hard links: takes the name with an empty file of our own, which may then be replaced. */
export async function renameOntoReserved(temporary: string, target: string): Promise<boolean> {
  try {
    await (await open(target, "wx")).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    await rename(temporary, target);
  } catch (error) {
    await unlink(target);
    throw error;
  }
  return true;
}

/** Makes the new name outlive a power cut, where the system can sync a folder (Windows cannot). */
async function syncFolder(dir: string): Promise<void> {
  try {
    const handle = await open(dir, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file itself is already safe.
  }
}
