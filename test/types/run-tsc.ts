import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";

const here = dirname(fileURLToPath(import.meta.url));
const tsc = join(here, "../../node_modules/.bin/tsc");

/** Writes the types of the stock schema to `test/types/.cache/nodes`. */
export async function writeNodeTypes(): Promise<void> {
  const folder = join(here, ".cache/nodes");
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of generateNodeTypes(await loadStockSchema())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What tsc says about a project file, a line a diagnostic and its details. */
export function runTsc(project: string): string {
  const { stdout, stderr, error } = spawnSync(tsc, ["-p", project, "--noEmit", "--pretty", "false"], {
    cwd: here,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  return stdout + stderr;
}

/** What tsc says about one source text, without the name of the file. */
export function checkText(name: string, text: string): string {
  const folder = join(here, ".cache/messages", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "case.ts"), text);
  const project = {
    extends: "../../../tsconfig.json",
    compilerOptions: {
      paths: { comfyc: ["../../../../../src/entry/authoring.ts"] },
      typeRoots: ["../../../../../node_modules/@types"],
      noUnusedLocals: false,
    },
    include: ["case.ts", "../../nodes/*.d.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
  return runTsc(join(folder, "tsconfig.json")).replaceAll(/^.*case\.ts\(/gm, "(");
}
