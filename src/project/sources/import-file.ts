import { readFileSync, statSync } from "node:fs";
import { type LoadHookContext, registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runAuthorsCode } from "./author-code.ts";

let generation = 0;
let hooked = false;

/** Makes the next `importFile` of every project file read it anew, with all that it imports by relative path. */
export function forgetImportedFiles(): void {
  generation += 1;
}

/**
 * The exports of a project's own module, run in this process by Node's type stripping. It and the project files that it
 * imports are ES modules, whatever the `type` of a package.json says (`npm init` writes `commonjs`).
 */
export async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  installHooks();
  const mark = `${statSync(path).mtimeMs}-${generation}`;
  const address = `${pathToFileURL(path).href}?comfyc=${mark}`;
  return runAuthorsCode(async () => (await import(address)) as Record<string, unknown>);
}

function installHooks(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    // A changed helper must be read anew although its importer did not change, so the mark travels along the imports.
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const mark = generation > 0 ? /\?comfyc=[\w.-]+$/.exec(context.parentURL ?? "")?.[0] : undefined;
      if (mark === undefined || !/^\.\.?\//.test(specifier) || resolved.url.includes("?")) return resolved;
      return { ...resolved, url: resolved.url + mark };
    },
    load(url, context, nextLoad) {
      const format = findForcedFormat(url, context);
      return nextLoad(url, format === undefined ? context : { ...context, format });
    },
  });
}

/** The format of a file that Node would take for CommonJS, or would look through to find out. */
function findForcedFormat(url: string, { format }: LoadHookContext): "module" | "module-typescript" | undefined {
  const path = url.replace(/[?#].*$/, "");
  if (!path.startsWith("file:") || path.includes("/node_modules/")) return undefined;
  if (path.endsWith(".ts")) return "module-typescript";
  // JavaScript may be CommonJS on purpose.
  return path.endsWith(".js") && format === "commonjs" && hasModuleSyntax(path) ? "module" : undefined;
}

function hasModuleSyntax(url: string): boolean {
  return /^(?:import|export)\b/m.test(readFileSync(fileURLToPath(url), "utf8"));
}
