// Speed, as ratios and medians of one run on the machine at hand: `npm run bench`. Never part of the tests, since the
// machines that run those are shared and noisy.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { request } from "undici";
import { generateNodeTypes } from "../src/codegen/generate-node-types.ts";
import { compileGraph } from "../src/compiler/compile-graph.ts";
import { readBundle } from "../src/runtime/bundle.ts";
import { Runtime } from "../src/runtime/runtime.ts";
import { loadStockSchema } from "../src/schema/load-stock-schema.ts";
import { startSimulator } from "../src/simulator/start-simulator.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Median of `runs` times of `work` in milliseconds, after as many uncounted ones as warm the code up. */
async function medianTime(runs: number, warmUps: number, work: () => unknown): Promise<number> {
  for (let i = 0; i < warmUps; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await timeOf(work));
  return median(times);
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

/** Wall time of the whole process, in turn with a bare Node, so that a drift of the machine falls out of the ratio. */
async function benchStart(): Promise<Row> {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < 21; i++) {
    bare.push(await timeOf(() => spawnSync(process.execPath, ["-e", "0"])));
    ours.push(await timeOf(() => spawnSync(process.execPath, [join(root, "bin/comfyc.js"), "--version"])));
  }
  const measured = `${milliseconds(median(ours))} against ${milliseconds(median(bare))}: ${(median(ours) / median(bare)).toFixed(2)} ×`;
  return { what: "`comfyc --version` against `node -e 0`", measured, goal: "≤ 2 ×" };
}

async function benchCodegen(): Promise<Row> {
  const schema = await loadStockSchema();
  const time = await medianTime(21, 5, () => generateNodeTypes(schema));
  return {
    what: `types of ${schema.nodeTypes.size} node types, in process`,
    measured: milliseconds(time),
    goal: "≤ 60 ms",
  };
}

async function benchCompile(): Promise<Row> {
  const schema = await loadStockSchema();
  const file = pathToFileURL(join(root, "workflows-src/sd-basic.ts")).href;
  const { default: definition } = (await import(file)) as {
    default: { toGraph(): Parameters<typeof compileGraph>[0] };
  };
  const time = await medianTime(101, 50, () => compileGraph(definition.toGraph(), schema));
  return { what: "compiling sd_basic from a loaded module", measured: milliseconds(time), goal: "≤ 2 ms" };
}

/** From `run()` to the server's acceptance, against a bare POST of the same prompt to the same server. */
async function benchSubmit(): Promise<Row> {
  const simulator = await startSimulator();
  const runtime = new Runtime({ server: simulator.url });
  const outDir = await mkdtemp(join(tmpdir(), "comfyc-bench-"));
  try {
    const bundle = await readBundle(join(root, "generated/workflows/sd_basic"));
    const promptText = readFileSync(join(root, "generated/workflows/sd_basic/workflow_api.json"), "utf8");
    await runtime.connect();
    let seed = 0;
    const submit = async () => {
      const run = runtime.run(bundle, { slots: { steps: 1, width: 64, height: 64, seed: seed++ }, outDir });
      const start = performance.now();
      let queued = 0;
      for await (const event of run) if (event.type === "queued") queued = performance.now() - start;
      return queued;
    };
    const post = async () => {
      const start = performance.now();
      const body = `{"prompt":${promptText},"client_id":"bench"}`;
      const answer = await request(`${simulator.url}/prompt`, { method: "POST", body });
      await answer.body.text();
      const time = performance.now() - start;
      await request(`${simulator.url}/queue`, { method: "POST", body: '{"clear":true}' });
      await request(`${simulator.url}/interrupt`, { method: "POST" });
      return time;
    };
    const ours: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < 31; i++) {
      ours.push(await submit());
      bare.push(await post());
    }
    const added = median(ours.slice(5)) - median(bare.slice(5));
    const measured = `${milliseconds(median(ours.slice(5)))} against ${milliseconds(median(bare.slice(5)))}: ${milliseconds(Math.max(0, added))} added`;
    return { what: "binding and posting a run, on loopback", measured, goal: "≤ 10 ms added" };
  } finally {
    await runtime.close();
    await simulator.close();
    await rm(outDir, { recursive: true, force: true });
  }
}

const rows = [await benchStart(), await benchCodegen(), await benchCompile(), await benchSubmit()];
console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}\n`);
console.log("| what | measured | goal |\n|---|---|---|");
for (const { what, measured, goal } of rows) console.log(`| ${what} | ${measured} | ${goal} |`);
