import { statSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

let generation = 0;
let hooked = false;

/** Makes the next `importFile` of every project file read it anew, with all that it imports by relative path. */
export function forgetImportedFiles(): void {
  generation += 1;
  if (hooked) return;
  hooked = true;
  // A changed helper must be read anew although its importer did not change, so the mark travels along the imports.
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const mark = /\?comfyc=[\w.-]+$/.exec(context.parentURL ?? "")?.[0];
      if (mark === undefined || !/^\.\.?\//.test(specifier) || resolved.url.includes("?")) return resolved;
      return { ...resolved, url: resolved.url + mark };
    },
  });
}

/** The exports of a project's own module, run in this process by Node's type stripping. */
export async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const mark = `${statSync(path).mtimeMs}-${generation}`;
  return (await import(`${pathToFileURL(path).href}?comfyc=${mark}`)) as Record<string, unknown>;
}
