/**
 * Converts every recorded workflow and compares it with the bytes that the real editor exported.
 * usage: node scripts/corpus.ts [corpus folder] [--list]
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readCorpus } from "./corpus/corpus-entry.ts";
import { type EntryVerdict, judgeEntry } from "./corpus/judge-entry.ts";

const args = process.argv.slice(2);
const shared = process.env["COMFYC_SHARED"] ?? resolve(import.meta.dirname, "../../shared");
const folder = args.find((arg) => !arg.startsWith("--")) ?? resolve(shared, "corpus");

if (existsSync(folder)) main();
else {
  console.error(`${folder} does not exist: name the folder of the corpus, or set COMFYC_SHARED.`);
  process.exitCode = 2;
}

function main(): void {
  const verdicts = readCorpus(folder).map(judgeEntry);
  const groups = Map.groupBy(verdicts, ({ entry }) => `${entry.source} | ${categoryOf(entry)}`);
  const rows = [...groups].sort().map(([name, group]) => row(name, group));
  console.log(
    `| source | category | files | equal | different | not comparable |\n| --- | --- | --: | --: | --: | --: |`,
  );
  for (const line of [...rows, row("all |", verdicts)]) console.log(line);
  console.log(`\n${times(verdicts)}`);
  const failed = verdicts.filter(({ result }) => result === "different");
  const shown = args.includes("--list") ? verdicts.filter(({ difference }) => difference !== null) : failed;
  for (const { entry, result, difference } of shown)
    console.log(`${result} ${entry.source}/${entry.name}: ${difference}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function categoryOf({ exported, complete, subgraphs }: EntryVerdict["entry"]): string {
  if (exported === null) return "the editor fails";
  const types = complete ? "all types known" : "types missing";
  return subgraphs ? `${types}, subgraphs` : types;
}

function row(name: string, group: readonly EntryVerdict[]): string {
  const count = (result: EntryVerdict["result"]) => group.filter((verdict) => verdict.result === result).length;
  return `| ${name} | ${group.length} | ${count("equal")} | ${count("different")} | ${count("aside")} |`;
}

function times(verdicts: readonly EntryVerdict[]): string {
  const sorted = verdicts.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  const at = (share: number) => `${sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(2)} ms`;
  return `a file, without reading it: median ${at(0.5)}, 95 % below ${at(0.95)}, most ${at(1)}`;
}
