import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import type { JsonValue } from "../../src/json/json-value.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { cloneObjectInfo } from "./cloned-schema.ts";
import { findSharedFile, inNewFolder, root } from "./places.ts";
import type { Bench, Row } from "./row.ts";
import { runProgram } from "./run-program.ts";
import { duration, medianTime } from "./timing.ts";

/** The text of the stock schema's types. */
export const benchCodegen: Bench = async () => {
  const schema = await loadStockSchema();
  const time = await medianTime({ runs: 31, warmUps: 3 }, () => generateNodeTypes(schema));
  const what = `Types of ${schema.nodeTypes.size} node types, in process`;
  return [{ what, goal: "≤ 60 ms", measured: duration(time), met: time <= 60 }];
};

/** From a parsed object_info to the text of its types, beside comfy-ts where a checkout of it is at hand. */
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

async function compare(objectInfo: Record<string, unknown>): Promise<Row> {
  const what = `From the parsed object_info of ${Object.keys(objectInfo).length} node types to the text of the types`;
  const ours = await timeOurs(objectInfo);
  const rival = await timeComfyTs(objectInfo);
  if (rival === undefined) return { what, goal: "–", measured: render(ours), met: null };
  const measured = `${render(ours)}; comfy-ts ${render(rival)}`;
  return { what, goal: "no slower than comfy-ts", measured, met: sum(ours) <= sum(rival) };
}

function sum({ model, text }: Times): number {
  return model + text;
}

function render(times: Times): string {
  const { model, text } = times;
  return `${duration(sum(times))} (model ${duration(model)}, text ${duration(text)})`;
}

const repeat = { runs: 15, warmUps: 5 };

async function timeOurs(objectInfo: Record<string, unknown>): Promise<Times> {
  const schema = parseObjectInfo(objectInfo as JsonValue);
  return {
    model: await medianTime(repeat, () => parseObjectInfo(objectInfo as JsonValue)),
    text: await medianTime(repeat, () => generateNodeTypes(schema)),
  };
}

/** In a process of its own: its sources need another transform than ours. */
async function timeComfyTs(objectInfo: Record<string, unknown>): Promise<Times | undefined> {
  const checkout = process.env["COMFYC_BENCH_COMFY_TS"];
  if (checkout === undefined) return undefined;
  return inNewFolder(async (folder) => {
    const file = join(folder, "object_info.json");
    await writeFile(file, JSON.stringify(objectInfo));
    const script = join(root, "scripts/bench/comfy-ts.mjs");
    const { stdout } = runProgram([process.execPath, "--experimental-transform-types", script, checkout, file]);
    return JSON.parse(stdout.trim().split("\n").at(-1)!) as Times;
  });
}
