import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const compiler = path.join(root, "node_modules/typescript/bin/tsc");

/**
 * The errors, each as one text, that tsc reports for generated files and sources beside them, against the package's
 * own authoring entry. Declarations are checked too; errors in the package's own sources are another test's matter.
 */
export async function typeCheck(
  generated: ReadonlyMap<string, string>,
  sources: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "comfyc-types-"));
  try {
    await mkdir(path.join(folder, "nodes"));
    for (const [name, text] of generated) await writeFile(path.join(folder, "nodes", name), text);
    for (const [name, text] of Object.entries(sources)) await writeFile(path.join(folder, name), text);
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(configuration));
    return await runCompiler(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const configuration = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [path.join(root, "node_modules/@types")],
    paths: { comfyc: [path.join(root, "src/entry/authoring.ts")] },
  },
  include: ["nodes", "*.ts"],
};

function runCompiler(folder: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, "-p", ".", "--pretty", "false"],
      { cwd: folder },
      (_error, stdout, stderr) => {
        const text = `${stdout}${stderr}`.trim();
        const errors = text === "" ? [] : text.split(/\n(?=\S)/);
        resolve(errors.filter((error) => !error.startsWith("..")));
      },
    );
  });
}
