import { readFileSync } from "node:fs";
import { join } from "node:path";
import { request } from "undici";
import { type Bundle, readBundle } from "../../src/runtime/bundle.ts";
import { Runtime } from "../../src/runtime/runtime.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { inNewFolder, root } from "./places.ts";
import type { Bench } from "./row.ts";
import { duration, median } from "./timing.ts";

const bundleFolder = join(root, "generated/workflows/sd_basic");

/** From `run()` to the server's acceptance, in turn with a bare POST of the same prompt to the same server. */
export const benchSubmit: Bench = async () => {
  const simulator = await startSimulator();
  const runtime = new Runtime({ server: simulator.url });
  try {
    const bundle = await readBundle(bundleFolder);
    await runtime.connect();
    const ours: number[] = [];
    const bare: number[] = [];
    await inNewFolder(async (outDir) => {
      for (let seed = 0; seed < 31; seed++) {
        ours.push(await submit(runtime, bundle, { seed, outDir }));
        bare.push(await post(simulator.url));
      }
    });
    const [run, bareRun] = [median(ours.slice(5)), median(bare.slice(5))];
    const added = Math.max(0, run - bareRun);
    const measured = `${duration(added)} added (${duration(run)} against ${duration(bareRun)})`;
    const what = "Binding and posting a run on loopback, against a bare POST";
    return [{ what, goal: "≤ 10 ms added", measured, met: added <= 10 }];
  } finally {
    await runtime.close();
    await simulator.close();
  }
};

async function submit(runtime: Runtime, bundle: Bundle, run: { seed: number; outDir: string }): Promise<number> {
  const slots = { steps: 1, width: 64, height: 64, seed: run.seed };
  const start = performance.now();
  let queued = 0;
  for await (const event of runtime.run(bundle, { slots, outDir: run.outDir })) {
    if (event.type === "queued") queued = performance.now() - start;
  }
  return queued;
}

const promptText = readFileSync(join(bundleFolder, "workflow_api.json"), "utf8");

async function post(server: string): Promise<number> {
  const start = performance.now();
  const answer = await request(`${server}/prompt`, { method: "POST", body: `{"prompt":${promptText}}` });
  await answer.body.text();
  const time = performance.now() - start;
  // The server must be idle when the next run comes.
  await request(`${server}/queue`, { method: "POST", body: '{"clear":true}' });
  await request(`${server}/interrupt`, { method: "POST" });
  return time;
}
