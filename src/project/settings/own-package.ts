import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let found: { readonly root: string; readonly version: string } | undefined;

/** Folder and version of this running copy of comfyc, whether it runs from source or bundled. */
export function ownPackage(): { readonly root: string; readonly version: string } {
  found ??= search(dirname(fileURLToPath(import.meta.url)));
  return found;
}

function search(folder: string): { readonly root: string; readonly version: string } {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return search(dirname(folder));
  return { root: folder, version: (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version };
}
