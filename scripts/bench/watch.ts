import { type ChildProcessByStdio, spawn } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { inNewFolder, root, starter } from "./places.ts";
import type { Bench } from "./row.ts";
import { duration, median } from "./timing.ts";

const changes = 15;

/** From the save of one workflow to the result of its build on standard output. */
export const benchWatch: Bench = async () => {
  const times = await inNewFolder(async (folder) => {
    await copyProject(folder);
    const watch = spawn(process.execPath, [starter, "build", "--watch", "--json"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      return await measure(folder, watch);
    } finally {
      watch.kill("SIGINT");
    }
  });
  const time = median(times);
  const what = "`comfyc build --watch`: from the save of one workflow to its new bundle";
  return [{ what, goal: "≤ 150 ms", measured: duration(time), met: time <= 150 }];
};

async function copyProject(folder: string): Promise<void> {
  await cp(join(root, "workflows-src"), join(folder, "workflows-src"), { recursive: true });
  await cp(join(root, "generated"), join(folder, "generated"), { recursive: true });
  await writeFile(join(folder, "package.json"), `{ "name": "bench", "type": "module" }`);
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules/comfyc"), "junction");
}

async function measure(folder: string, watch: ChildProcessByStdio<null, Readable, null>): Promise<number[]> {
  const results = createInterface({ input: watch.stdout })[Symbol.asyncIterator]();
  await nextResult(results);
  const file = join(folder, "workflows-src/sd-basic.ts");
  const source = await readFile(file, "utf8");
  const times: number[] = [];
  for (let change = 0; change < changes + 3; change++) {
    const start = performance.now();
    await writeFile(file, source.replace("a lighthouse at dusk", `a lighthouse at ${change} o'clock`));
    await untilWritten(results);
    if (change >= 3) times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return times;
}

/** A late event of the same save may build once more, which writes nothing. */
async function untilWritten(results: AsyncIterator<string>): Promise<void> {
  let written: readonly string[] = [];
  while (!written.includes("generated/workflows/sd_basic/workflow_api.json")) written = await nextResult(results);
}

async function nextResult(results: AsyncIterator<string>): Promise<readonly string[]> {
  const { value, done } = await results.next();
  if (done === true) throw new Error("comfyc build --watch ended.");
  const result = JSON.parse(value as string) as { ok: boolean; written: readonly string[] };
  if (!result.ok) throw new Error(`comfyc build --watch failed: ${String(value)}`);
  return result.written;
}
