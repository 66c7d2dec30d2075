import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";
import { wantsJson } from "../../src/cli/report-error.ts";

export const repository = resolve(import.meta.dirname, "../..");

export const sdBasic = `import { slot, workflow } from "comfyc";

export default workflow("sd_basic", {
  slots: { prompt: slot.text({ default: "a lighthouse" }), seed: slot.seed(), steps: slot.int({ default: 4, min: 1, max: 150 }) },
  build(comfy, { prompt, seed, steps }) {
    const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: "v1-5.safetensors" });
    const samples = comfy.KSampler({
      model: MODEL, seed, steps, cfg: 7, sampler_name: "euler", scheduler: "normal",
      positive: comfy.CLIPTextEncode({ text: prompt, clip: CLIP }),
      negative: comfy.CLIPTextEncode({ text: "blurry", clip: CLIP }),
      latent_image: comfy.EmptyLatentImage({ width: 64, height: 64 }),
    });
    return { image: comfy.SaveImage({ images: comfy.VAEDecode({ samples, vae: VAE }) }) };
  },
});
`;

/** A workflow of the smallest size, for where only its name counts. */
export function tinyWorkflow(name: string, width = 64): string {
  return `import { workflow } from "comfyc";

export default workflow("${name}", {
  build: (comfy) => ({ image: comfy.SaveImage({ images: comfy.EmptyImage({ width: ${width}, height: 64 }) }) }),
});
`;
}

/** An empty folder that goes away with the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "comfyc-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A project in a folder that goes away with the test; `comfyc` is installed in it. */
export function makeProject(
  files: Readonly<Record<string, string>> = { "workflows-src/sd-basic.ts": sdBasic },
): string {
  const root = makeFolder();
  installComfyc(root);
  writeFiles(root, { "package.json": '{ "type": "module" }\n', ...files });
  return root;
}

export function copyFixture(name: string): string {
  const root = makeProject({});
  cpSync(join(repository, "test/fixtures", name), root, { recursive: true });
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A package of that name whose code is this repository's source, since `npm install` would need a build. */
export function installComfyc(root: string): void {
  const entry = join(repository, "src/entry/authoring.ts");
  const exports = { ".": { types: "./types/entry/authoring.d.ts", default: "./index.js" } };
  writeFiles(root, {
    "node_modules/comfyc/package.json": JSON.stringify({ name: "comfyc", version: "0.1.0", type: "module", exports }),
    "node_modules/comfyc/index.js": `export * from ${JSON.stringify(pathToFileURL(entry).href)};\n`,
  });
}

/** Gives the installed `comfyc` its declarations, as the package has them; for tests that run tsc. */
export function installTypes(root: string): void {
  const target = join(root, "node_modules/comfyc/types");
  symlinkSync(declarations(), target, "junction");
}

let declarationsFolder: string | undefined;

/** The declarations of the authoring entry, made once a test process. */
function declarations(): string {
  if (declarationsFolder !== undefined) return declarationsFolder;
  const folder = mkdtempSync(join(tmpdir(), "comfyc-types-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(repository, "tsconfig.build.json"), "--outDir", folder];
  try {
    execFileSync(process.execPath, args, { stdio: "pipe" });
  } catch {
    // Errors elsewhere in the source are for another check; the declarations are written all the same.
  }
  declarationsFolder = folder;
  return folder;
}

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs a command in this process; nothing of the real surroundings reaches it. */
export async function command(
  cwd: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  let [out, err] = ["", ""];
  const status = await runCli(args, {
    cwd,
    env: options.env ?? {},
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    interactive: false,
    color: false,
    signal: options.signal ?? new AbortController().signal,
  });
  return { status, out, err };
}

/** As `command`, with standard output read as the one JSON object that it must be. */
export async function jsonCommand(cwd: string, args: readonly string[], options: CommandOptions = {}) {
  const result = await command(cwd, wantsJson(args) ? args : [...args, "--json"], options);
  return { ...result, json: JSON.parse(result.out) as Record<string, any> };
}

export function startCommand(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawn(process.execPath, [join(repository, "src/cli/main.ts"), ...args], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the real command line in a process of its own. */
export async function spawnCommand(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const child = startCommand(cwd, args, env);
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const status = await new Promise<number>((settle) => child.on("close", (code) => settle(code ?? -1)));
  return { status, out, err };
}
