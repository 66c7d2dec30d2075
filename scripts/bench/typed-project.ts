import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { inNewFolder, root } from "./places.ts";
import { runProgram } from "./run-program.ts";
import { median } from "./timing.ts";

export interface CheckCost {
  /** Milliseconds. */
  readonly check: number;
  readonly total: number;
  /** MB */
  readonly memory: number;
}

/** What tsc needs for these workflow files with the types of `schema`. @throws where it finds an error in them. */
export async function costOfTypes(schema: Schema, sources: readonly string[]): Promise<CheckCost> {
  return inNewFolder(async (folder) => {
    await writeProject(folder, schema, sources);
    return checkTypes(folder);
  });
}

/** Sources, their node types, and the package as an installed one: by its declarations. */
async function writeProject(folder: string, schema: Schema, sources: readonly string[]): Promise<void> {
  for (const [path, text] of generateNodeTypes(schema)) await write(join(folder, "generated/nodes", path), text);
  for (const [index, text] of sources.entries()) await write(join(folder, "workflows-src", `w${index}.ts`), text);
  await cp(join(root, "dist/types"), join(folder, "node_modules/comfyc/dist/types"), { recursive: true });
  await cp(join(root, "package.json"), join(folder, "node_modules/comfyc/package.json"));
  // The declarations name its types, as those of an installed package do.
  await symlink(join(root, "node_modules/zod"), join(folder, "node_modules/zod"), "junction");
  // As `comfyc init` writes them.
  const compilerOptions = {
    target: "es2024",
    module: "preserve",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    types: [],
  };
  const tsconfig = { compilerOptions, include: ["workflows-src", "generated/nodes"] };
  await write(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  await write(join(folder, "package.json"), `{ "type": "module" }`);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Medians of what the compiler says of itself. */
async function checkTypes(folder: string): Promise<CheckCost> {
  const locator = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "lib/getExePath.js");
  const { default: findCompiler } = (await import(locator)) as { default: () => string };
  const runs = Array.from({ length: 7 }, () => {
    const { stdout } = runProgram([findCompiler(), "-p", folder, "--extendedDiagnostics"]);
    const figure = (name: string) => Number(new RegExp(`^${name}:\\s*([\\d.]+)`, "m").exec(stdout)?.[1]);
    return {
      check: figure("Check time") * 1000,
      total: figure("Total time") * 1000,
      memory: figure("Memory used") / 1000,
    };
  });
  const middle = (key: keyof CheckCost) => median(runs.map((run) => run[key]));
  return { check: middle("check"), total: middle("total"), memory: middle("memory") };
}
