import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import type { Project } from "../settings/project.ts";
import { toProjectPath } from "../settings/project-path.ts";
import { parseTscOutput } from "./tsc-output.ts";
import { writeChangedFile } from "../write-files.ts";

/**
 * What tsc reports on the workflow files and the config. generated/nodes must be there.
 * @throws package_not_found where no TypeScript is installed.
 */
export async function typeCheckProject(project: Project, signal?: AbortSignal): Promise<Issue[]> {
  const command = await findCompiler(project.root);
  const configPath = join(project.root, ".comfyc", "tsconfig.json");
  await writeChangedFile(configPath, renderTsconfig(project));
  const { output, status } = await runCompiler(command, ["-p", configPath, "--pretty", "false"], project.root, signal);
  const issues = parseTscOutput(output);
  if (status !== 0 && issues.length === 0) {
    throw new ComfycError("internal", `tsc failed (${status}): ${output.trim().slice(0, 300)}`, {
      hint: "Run `npx tsc -p .comfyc/tsconfig.json` to see why.",
    });
  }
  return issues;
}

/**
 * A tsconfig that looks at the workflows and nothing else: the project's own may cover other code, or none of it.
 * Its options are taken over; `incremental` makes a second check fast.
 */
function renderTsconfig(project: Project): string {
  // The one nearest to the workflows, as an editor takes it.
  const own = [project.workflowsFolder, project.root]
    .map((at) => join(at, "tsconfig.json"))
    .find((path) => existsSync(path));
  const inner = (path: string) => `../${toProjectPath(project.root, path)}`;
  const include = [`${inner(project.workflowsFolder)}/**/*.ts`, `${inner(project.generatedFolder)}/nodes/**/*.d.ts`];
  const compilerOptions = {
    ...(own !== undefined ? {} : { strict: true, target: "es2024", module: "nodenext", types: [] }),
    noEmit: true,
    composite: false,
    incremental: true,
    tsBuildInfoFile: "./tsbuildinfo",
    rootDir: null,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  };
  const tsconfig = {
    ...(own === undefined ? {} : { extends: inner(own) }),
    compilerOptions,
    include,
    exclude: ["../node_modules"],
  };
  return `${JSON.stringify(tsconfig, null, 2)}\n`;
}

/** The project's TypeScript, else the one beside comfyc: what to spawn, and with which first arguments. */
async function findCompiler(root: string): Promise<readonly string[]> {
  for (const base of [join(root, "package.json"), import.meta.url]) {
    const packageFile = resolvePackageFile(base);
    if (packageFile !== undefined) return compilerOf(dirname(packageFile));
  }
  throw new ComfycError("package_not_found", "TypeScript is not installed, so the types cannot be checked.", {
    hint: "Run `npm install --save-dev typescript`.",
  });
}

function resolvePackageFile(base: string): string | undefined {
  try {
    return createRequire(base).resolve("typescript/package.json");
  } catch {
    return undefined;
  }
}

async function compilerOf(folder: string): Promise<readonly string[]> {
  const locator = join(folder, "lib", "getExePath.js");
  // TypeScript 7 is a native program: started directly, it saves the start of a Node.
  if (existsSync(locator)) {
    const { default: getExePath } = (await import(pathToFileURL(locator).href)) as { default: () => string };
    return [getExePath()];
  }
  return [process.execPath, join(folder, "bin", "tsc")];
}

function runCompiler(command: readonly string[], args: readonly string[], cwd: string, signal?: AbortSignal) {
  const [program, ...first] = command;
  const child = spawn(program!, [...first, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal }),
  });
  return new Promise<{ output: string; status: number | null }>((resolve, reject) => {
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (status) => resolve({ output, status }));
  });
}
