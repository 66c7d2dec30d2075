import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { cloneObjectInfo } from "./cloned-schema.ts";
import { findSharedFile, inNewFolder, root } from "./places.ts";
import type { Bench, Row } from "./row.ts";
import { runProgram } from "./run-program.ts";
import { duration, median, medianTime } from "./timing.ts";

/** The text of the stock schema's types. */
export const benchCodegen: Bench = async () => {
  const schema = await loadStockSchema();
  const time = await medianTime({ runs: 31, warmUps: 3 }, () => generateNodeTypes(schema));
  const what = `Types of ${schema.nodeTypes.size} node types, in process`;
  return [{ what, goal: "≤ 60 ms", measured: duration(time), met: time <= 60 }];
};

/** From a parsed object_info over the model to the text of its types, beside comfy-ts where a checkout of it is at hand. */
export const benchCodegenAtScale: Bench = async () => {
  const file = findSharedFile("schema/object_info-0.8.0-core.json");
  if (file === undefined) return { skipped: "codegen at scale: the recorded object_info is missing (COMFYC_SHARED)" };
  const objectInfo = JSON.parse(readFileSync(file, "utf8")) as Parameters<typeof cloneObjectInfo>[0];
  return [await compare(objectInfo), await compare(cloneObjectInfo(objectInfo))];
};

interface Times {
  /** object_info → model. */
  readonly model: number;
  /** model → text. */
  readonly text: number;
}

/**
 * Each as the first call of a process, as `comfyc sync` pays it, and in turn, so that a drift of the machine falls out of
 * the ratio.
 */
async function compare(objectInfo: Record<string, unknown>): Promise<Row> {
  const checkout = process.env["COMFYC_BENCH_COMFY_TS"];
  const ours: Times[] = [];
  const rival: Times[] = [];
  await inNewFolder(async (folder) => {
    const file = join(folder, "object_info.json");
    await writeFile(file, JSON.stringify(objectInfo));
    for (let round = 0; round < 9; round++) {
      ours.push(timeIn("own-codegen.mjs", file));
      if (checkout !== undefined) rival.push(timeIn("comfy-ts.mjs", file, checkout));
    }
  });
  const what = `Types of ${Object.keys(objectInfo).length} node types of a server, first call of a process`;
  const mine = middle(ours);
  if (rival.length === 0) return { what, goal: "–", measured: render(mine), met: null };
  const theirs = middle(rival);
  const measured = `${render(mine)}; comfy-ts ${render(theirs)}`;
  return { what, goal: "text no slower than comfy-ts", measured, met: mine.text <= theirs.text };
}

function timeIn(script: string, ...args: readonly string[]): Times {
  // comfy-ts uses TypeScript that is not erasable.
  const node = [process.execPath, "--experimental-transform-types"] as const;
  const { stdout } = runProgram([...node, join(root, "scripts/bench", script), ...args]);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Times;
}

function middle(times: readonly Times[]): Times {
  return { model: median(times.map(({ model }) => model)), text: median(times.map(({ text }) => text)) };
}

function render({ model, text }: Times): string {
  return `${duration(text)} (model before it ${duration(model)})`;
}
