import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing, one at a time: Node's own recursive mkdir never ends where a
 * system says of a folder that is there that it is not (`/proc/x` on Linux).
 * @throws the error of the file system, with its `code`
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isFolder(at)); at = dirname(at)) {
    // The root itself can be missing: a drive of Windows.
    if (dirname(at) === at) throw fileSystemError("ENOENT", at);
    missing.push(at);
  }
  for (const folder of missing.toReversed()) await makeOne(folder);
}

/** False where nothing is there. @throws where something else is there, or cannot be looked at */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  throw fileSystemError("ENOTDIR", path);
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    // Another run may have made it meanwhile.
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    if (!exists || !(await isFolder(path))) throw error;
  }
}

function fileSystemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
