import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validatePrompt } from "../../src/compiler/validate/validate-prompt.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { readSchema, readServerFiles } from "../../src/project/checks/validate-files.ts";
import { findSharedFile, root, starter } from "./places.ts";
import type { Bench } from "./row.ts";
import { runProgram } from "./run-program.ts";
import { duration, medianTime } from "./timing.ts";

interface Inputs {
  readonly prompts: string;
  readonly schema: string;
  readonly files: string;
}

/** All recorded prompts by the command, as a user runs it. */
export const benchValidate: Bench = async () => {
  const inputs = findInputs();
  if (inputs === undefined) return { skipped: "validation: the recorded verdicts are missing (COMFYC_SHARED)" };
  const { prompts, schema, files } = inputs;
  const flags = ["--schema", schema, "--files", files, "--format", "jsonl"];
  const run = () => runProgram([process.execPath, starter, "validate", prompts, ...flags], { mayFail: 1 });
  const time = await medianTime({ runs: 7, warmUps: 1 }, run);
  const count = run().stdout.trim().split("\n").length;
  const what = `\`comfyc validate\` of ${count} recorded prompts, whole process`;
  return [{ what, goal: "≤ 1.5 s", measured: duration(time), met: time <= 1500 }];
};

/** Time a prompt with everything read beforehand, beside the validator of the official comfy-cli. */
export const benchValidatePrompt: Bench = async () => {
  const inputs = findInputs();
  if (inputs === undefined)
    return { skipped: "validation a prompt: the recorded verdicts are missing (COMFYC_SHARED)" };
  const schema = await readSchema(inputs.schema);
  const files = await readServerFiles(inputs.files);
  const prompts = readPrompts(inputs.prompts);
  const validateAll = () => {
    for (const prompt of prompts) validatePrompt(prompt, schema, { files });
  };
  const ours = (await medianTime({ runs: 7, warmUps: 2 }, validateAll)) / prompts.length;
  const what = `Validating a prompt in process, over ${prompts.length} of them`;
  const python = process.env["COMFYC_BENCH_COMFY_CLI"];
  if (python === undefined) return [{ what, goal: "–", measured: duration(ours), met: null }];
  const script = join(root, "scripts/bench/comfy-cli.py");
  const { stdout } = runProgram([join(python, "bin/python"), script, inputs.schema, inputs.prompts]);
  const { perPrompt, version } = JSON.parse(stdout) as { perPrompt: number; version: string };
  const ratio = perPrompt / ours;
  const measured = `${duration(ours)}; comfy-cli ${version} ${duration(perPrompt)}: ${ratio.toFixed(1)} × as fast`;
  return [{ what, goal: "≥ 2 × as fast as comfy-cli", measured, met: ratio >= 2 }];
};

function findInputs(): Inputs | undefined {
  const prompts = findSharedFile("verdicts/dev.jsonl");
  const schema = findSharedFile("verdicts/object_info.json");
  const files = findSharedFile("verdicts/server-files.json");
  return prompts && schema && files ? { prompts, schema, files } : undefined;
}

/** The prompts that are objects; the others are raw bodies, which comfy-cli does not take. */
function readPrompts(path: string): JsonObject[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (parseJson(line) as JsonObject)["prompt"] as JsonValue)
    .filter((prompt) => isJsonObject(prompt));
}
