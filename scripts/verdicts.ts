/**
 * Compares our verdicts with those that a real server gave, and prints where they differ.
 * usage: node scripts/verdicts.ts [folder with dev.jsonl, object_info.json …] [--all] [--runtime]
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "../src/json/json-value.ts";
import { parseJson } from "../src/json/parse-json.ts";
import { sortKeys, stringifyJson } from "../src/json/stringify-json.ts";
import type { ServerFiles } from "../src/compiler/validate/server-files.ts";
import { validateRequest, type PromptVerdict } from "../src/compiler/validate/validate-prompt.ts";
import type { Schema } from "../src/schema/node-type.ts";
import { parseObjectInfo } from "../src/schema/parse-object-info.ts";

export interface RecordedServer {
  readonly schema: Schema;
  readonly files: ServerFiles;
}

/** The node types and files of the server that the verdicts were recorded from. */
export function readRecordedServer(folder: string): RecordedServer {
  const objectInfo = parseJson(readFileSync(resolve(folder, "object_info.json"), "utf8"));
  const files = JSON.parse(readFileSync(resolve(folder, "server-files.json"), "utf8")) as ServerFiles;
  return { schema: parseObjectInfo(objectInfo, { listsAreAuthoritative: true }), files };
}

export function readLines(path: string): JsonObject[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => parseJson(line, { maxDepth: 100_000 }) as JsonObject);
}

/** What comfyc says to the request of one recorded case. */
export function judgeCase(entry: JsonObject, server: RecordedServer): PromptVerdict {
  const extra = isJsonObject(entry["request_extra"] ?? null) ? (entry["request_extra"] as JsonObject) : {};
  return validateRequest({ ...extra, prompt: entry["prompt"]! }, server.schema, { files: server.files });
}

/** Why a recorded case cannot be compared, or undefined where it can. */
export function skipReason(entry: JsonObject): string | undefined {
  if (entry["stable"] === false) return "depends on the server's hash seed";
  if (entry["body_raw"] !== undefined) return "raw body";
  if (stringifyJson(entry["prompt"]!).includes('"$nonfinite"')) return "bare NaN";
  const nodeErrors = (entry["node_errors"] ?? {}) as Record<string, { class_type: string; errors: JsonObject[] }>;
  const isTest = Object.values(nodeErrors).some(
    ({ class_type: name, errors }) =>
      name.startsWith("Test") && errors.some((error) => error["type"] === "custom_validation_failed"),
  );
  return isTest ? "code of the testing pack" : undefined;
}

/** The parts in which a verdict differs from the recorded one; empty where they agree. */
export function differences(entry: JsonObject, verdict: PromptVerdict): string[] {
  const found: string[] = [];
  const compare = (part: string, want: string, got: string) => {
    if (want !== got) found.push(`${part}: server ${want} comfyc ${got}`);
  };
  const accepted = entry["status"] === 200;
  compare("verdict", accepted ? "accepted" : "rejected", verdict.serverVerdict);
  compare("errors", recordedErrors(entry).join(" "), ourErrors(verdict).join(" "));
  if (!accepted) return found;
  compare("outputs", stringifyJson(entry["outputs_to_execute"]!), JSON.stringify(verdict.outputs));
  const coerced = entry["coerced"] ?? (Object.create(null) as JsonObject);
  compare("coerced", canonicalText(coerced), canonicalText(verdict.coerced));
  return found;
}

function recordedErrors(entry: JsonObject): string[] {
  if (entry["status"] === 500) return ["malformed_prompt"];
  const errors = ((entry["errors"] ?? []) as JsonObject[]).map((error) =>
    errorKey(String(error["type"]), String(error["node"]), error["input_name"] ?? null),
  );
  const type = entry["error_type"];
  if (typeof type === "string" && type !== "prompt_outputs_failed_validation") errors.push(type);
  return [...new Set(errors)].sort();
}

function ourErrors(verdict: PromptVerdict): string[] {
  const judged = verdict.issues.filter((issue) => issue.origin === "server" || issue.code === "malformed_prompt");
  const keys = judged.map(({ code, node, input }) => (node === null ? code : errorKey(code, node, input)));
  return [...new Set(keys)].sort();
}

function errorKey(type: string, node: string, input: JsonValue): string {
  // Which consumer came first is chance.
  const shown = type === "exception_during_inner_validation" || input === null ? "" : `.${String(input)}`;
  return `${type}@${node}${shown}`;
}

/** Key order says nothing; the recording writes NaN and the infinities as objects. */
function canonicalText(value: JsonValue | PromptVerdict["coerced"]): string {
  const bare: Readonly<Record<string, string>> = { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" };
  const text = stringifyJson(sortKeys(value as JsonValue));
  return text.replace(/\{"\$nonfinite":"(-?\w+)"\}/g, (_, name: string) => bare[name] ?? name);
}

interface Tally {
  agree: number;
  disagree: number;
}

function printAgreement(folder: string, all: boolean): void {
  const started = performance.now();
  const server = readRecordedServer(folder);
  const entries = readLines(resolve(folder, "dev.jsonl"));
  const parsed = performance.now();
  const results = entries.map((entry) => ({ entry, verdict: judgeCase(entry, server) }));
  const judged = performance.now();
  const byType = new Map<string, Tally>();
  const skipped = new Map<string, number>();
  const disagreeing: string[] = [];
  for (const { entry, verdict } of results) {
    const skip = skipReason(entry);
    if (skip !== undefined) {
      skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
      continue;
    }
    const found = differences(entry, verdict);
    for (const type of errorTypes(entry)) {
      const tally = byType.get(type) ?? { agree: 0, disagree: 0 };
      tally[found.length === 0 ? "agree" : "disagree"]++;
      byType.set(type, tally);
    }
    if (found.length > 0) disagreeing.push(`${String(entry["id"])}\n    ${found.join("\n    ")}`);
  }
  const compared = entries.length - [...skipped.values()].reduce((sum, count) => sum + count, 0);
  console.table(Object.fromEntries([...byType].sort(([a], [b]) => a.localeCompare(b))));
  for (const line of all ? disagreeing : disagreeing.slice(0, 25)) console.log(line);
  const agreeing = compared - disagreeing.length;
  console.log(`\n${agreeing} of ${compared} agree (${((100 * agreeing) / compared).toFixed(2)} %); skipped:`);
  for (const [reason, count] of skipped) console.log(`  ${count} ${reason}`);
  console.log(`read ${Math.round(parsed - started)} ms, judged ${entries.length} in ${Math.round(judged - parsed)} ms`);
}

function errorTypes(entry: JsonObject): string[] {
  if (entry["status"] === 500) return ["(500)"];
  const types = ((entry["errors"] ?? []) as JsonObject[]).map((error) => String(error["type"]));
  if (typeof entry["error_type"] === "string" && types.length === 0) types.push(String(entry["error_type"]));
  return types.length === 0 ? ["(none)"] : [...new Set(types)];
}

/** What really happened to accepted prompts against what we say beforehand. */
function printRunTime(folder: string): void {
  const server = readRecordedServer(folder);
  const cases = new Map(readLines(resolve(folder, "dev.jsonl")).map((entry) => [entry["id"], entry]));
  const rows: Record<string, { cases: number; "comfyc ok": number; named: number }> = {};
  const surprises: string[] = [];
  for (const run of readLines(resolve(folder, "runtime.jsonl"))) {
    const entry = cases.get(run["id"]!);
    if (entry === undefined) continue;
    const verdict = judgeCase(entry, server);
    const complete = runsCompletely(entry, server);
    const outcome = `${String(run["outcome"])}${run["outcome"] === "execution_success" && !complete ? " (outputs dropped)" : ""}`;
    const row = (rows[outcome] ??= { cases: 0, "comfyc ok": 0, named: 0 });
    row.cases++;
    row[verdict.ok ? "comfyc ok" : "named"]++;
    const reasons = verdict.issues.filter((issue) => issue.severity === "error").map((issue) => issue.code);
    const unexpected = run["outcome"] === "execution_success" ? complete && !verdict.ok : verdict.ok;
    if (unexpected) {
      const why = verdict.ok
        ? `ok, but ${String(run["exception"] ?? run["outcome"])}`
        : `refused: ${reasons.join(", ")}`;
      surprises.push(`${String(run["id"])}\n    ${why.trim()}`);
    }
  }
  console.table(rows);
  for (const line of surprises) console.log(line);
  printKillers(folder, server);
}

/** True where the server dropped none of the outputs that were asked for. */
export function runsCompletely(entry: JsonObject, server: RecordedServer): boolean {
  const prompt = entry["prompt"] as Record<string, { class_type: string }>;
  const outputs = Object.values(prompt).filter((node) => server.schema.nodeTypes.get(node.class_type)?.outputNode);
  return (entry["outputs_to_execute"] as string[]).length === outputs.length;
}

function printKillers(folder: string, server: RecordedServer): void {
  for (const entry of readLines(resolve(folder, "worker-killers.jsonl"))) {
    const verdict = judgeCase(entry, server);
    const errors = verdict.issues.filter((issue) => issue.severity === "error").map((issue) => issue.code);
    const killed = entry["worker_dead"] === true || entry["process_alive_after"] === false;
    const mark = killed && verdict.ok ? "MISSED" : killed ? "named" : verdict.ok ? "ok" : "refused";
    console.log(`${mark.padEnd(8)}${String(entry["case"])} -> ${String(entry["outcome"])} [${errors.join(", ")}]`);
  }
}

if (import.meta.main) {
  const folder = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "../shared/verdicts";
  if (!existsSync(resolve(folder, "dev.jsonl"))) throw new Error(`No dev.jsonl in ${folder}.`);
  printAgreement(folder, process.argv.includes("--all"));
  if (process.argv.includes("--runtime")) printRunTime(folder);
}
