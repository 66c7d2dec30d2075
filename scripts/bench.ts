// Speed on the machine at hand: `npm run bench` prints the table, `npm run bench -- --write` also writes
// docs/benchmarks.md. Words after the flags pick benches by name. Never part of the tests, since the machines that run
// those are shared and noisy.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { benchCheck } from "./bench/check.ts";
import { benchCodegen, benchCodegenAtScale } from "./bench/codegen.ts";
import { benchCompile } from "./bench/compile.ts";
import { benchLargeGraphs } from "./bench/large-graphs.ts";
import { benchLongCombo } from "./bench/long-combo.ts";
import { describeMachine } from "./bench/machine.ts";
import { root } from "./bench/places.ts";
import { renderPage, renderReport } from "./bench/render.ts";
import type { Bench, Row } from "./bench/row.ts";
import { runProgram } from "./bench/run-program.ts";
import { benchStart } from "./bench/start.ts";
import { benchSubmit } from "./bench/submit.ts";
import { benchTypeCheck } from "./bench/type-check.ts";
import { benchValidate, benchValidatePrompt } from "./bench/validate.ts";
import { benchWatch } from "./bench/watch.ts";

const benches: Readonly<Record<string, Bench>> = {
  start: benchStart,
  codegen: benchCodegen,
  "codegen-at-scale": benchCodegenAtScale,
  "type-check": benchTypeCheck,
  "long-combo": benchLongCombo,
  compile: benchCompile,
  "large-graphs": benchLargeGraphs,
  validate: benchValidate,
  "validate-prompt": benchValidatePrompt,
  check: benchCheck,
  watch: benchWatch,
  submit: benchSubmit,
};

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("-"));
const unknown = wanted.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) throw new Error(`No bench ${unknown}; there are ${Object.keys(benches).join(", ")}.`);

const machine = describeMachine();
const rows: Row[] = [];
const skipped: string[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  const result = await bench();
  if ("skipped" in result) skipped.push(result.skipped);
  else rows.push(...result);
}
const report = { machine, rows, skipped };
console.log(renderReport(report));
if (args.includes("--write")) {
  if (wanted.length > 0) throw new Error("--write needs every bench: the page holds one run.");
  const page = join(root, "docs/benchmarks.md");
  await writeFile(page, renderPage(report));
  runProgram([process.execPath, join(root, "node_modules/oxfmt/bin/oxfmt"), page]);
}
