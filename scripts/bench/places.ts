import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The command as a user starts it. */
export const starter = join(root, "bin/comfyc.js");

const shared = resolve(root, process.env["COMFYC_SHARED"] ?? "../shared");

/** A file of the recorded facts beside the repository, or undefined where they are missing. */
export function findSharedFile(path: string): string | undefined {
  const file = join(shared, path);
  return existsSync(file) ? file : undefined;
}

/** Runs `work` with an empty folder that is gone afterwards. */
export async function inNewFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "comfyc-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
