import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "./browser.ts";
import { startEditorBackend } from "./editor-backend.ts";
import { openEditor, type EditorPage } from "./editor-page.ts";
import { withFilesOf } from "./present-files.ts";

const usage = `node scripts/editor/check-workflows.ts --object-info FILE [--screenshots DIR] BUNDLE|FOLDER|workflow.json …
Opens each workflow.json in the real editor and compares Export (API) with the workflow_api.json (or api.json) beside it.
COMFYC_EDITOR_TOOLS names the folder that scripts/editor/install-tools.sh filled.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "object-info": { type: "string" }, screenshots: { type: "string" } },
});
const tools = process.env["COMFYC_EDITOR_TOOLS"];
if (tools === undefined || values["object-info"] === undefined || positionals.length === 0) {
  console.error(usage);
  process.exit(2);
}
if (values.screenshots !== undefined) await mkdir(values.screenshots, { recursive: true });

const files = (await Promise.all(positionals.map(findWorkflows))).flat();
const prompts = (await Promise.all(files.map(readExpected))).filter((text) => text !== null);
const backend = await startEditorBackend({
  staticFolder: join(tools, "frontend", "comfyui_frontend_package", "static"),
  objectInfo: withFilesOf(await readFile(values["object-info"], "utf8"), prompts),
});
const browser = await launchBrowser();
let failures = 0;
try {
  const editor = await openEditor(browser, backend.url);
  for (const file of files) {
    const faults = await check(editor, file);
    failures += faults.length > 0 ? 1 : 0;
    console.log(`${faults.length === 0 ? "ok   " : "FAIL "} ${file}`);
    for (const fault of faults) console.log(`      ${fault}`);
  }
} finally {
  await browser.close();
  await backend.close();
}
console.log("A workflow passes when it opens without a complaint and exports the bytes of its workflow_api.json.");
console.log(`editor: ${files.length - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;

/** A workflow.json itself, that of a bundle, or those of every bundle in a folder. */
async function findWorkflows(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  if (names.includes("workflow.json")) return [join(path, "workflow.json")];
  const nested = await Promise.all(
    names
      .sort()
      .map(async (name) => ((await stat(join(path, name))).isDirectory() ? findWorkflows(join(path, name)) : [])),
  );
  return nested.flat();
}

async function check(editor: EditorPage, file: string): Promise<string[]> {
  const report = await editor.load(await readFile(file, "utf8"));
  if (values.screenshots !== undefined) {
    await editor.screenshot(join(values.screenshots, `${basename(dirname(file))}-${basename(file, ".json")}.png`));
  }
  const expected = await readExpected(file);
  const faults = [...report.complaints];
  if (report.error !== null) faults.push(`the editor raised: ${report.error}`);
  if (expected === null) faults.push("there is no workflow_api.json beside it");
  else if (report.api !== null && report.api !== asJavaScriptHolds(expected)) {
    faults.push(firstDifference(expected, report.api));
  }
  return faults;
}

async function readExpected(file: string): Promise<string | null> {
  const folder = dirname(file);
  for (const name of ["workflow_api.json", "api.json", `${basename(file, ".json")}_api.json`]) {
    try {
      return await readFile(join(folder, name), "utf8");
    } catch {
      continue;
    }
  }
  return null;
}

/** Integers beyond 2^53 are exact in our file; the editor rounds them. */
function asJavaScriptHolds(text: string): string {
  return text.replace(/^(\s*(?:"(?:[^"\\]|\\.)*": )?)(-?\d{16,})(?=,?$)/gm, (_, before: string, digits: string) => {
    return before + String(Number(digits));
  });
}

function firstDifference(expected: string, actual: string): string {
  const ours = expected.split("\n");
  const theirs = actual.split("\n");
  const line = ours.findIndex((text, index) => text !== theirs[index]);
  const at = line < 0 ? ours.length : line;
  return `line ${at + 1}: the file has ${ours[at]?.trim() ?? "nothing"}, the editor exports ${theirs[at]?.trim() ?? "nothing"}`;
}
