import { resolve } from "node:path";
import { Command, Option } from "commander";
import { renderLineVerdict } from "../../compiler/validate/prompt-line.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable, printableJson } from "../../errors/printable.ts";
import type { JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import { findProject } from "../../project/settings/project.ts";
import { chooseSchema } from "../../project/node-types/schema-choice.ts";
import { type FileVerdict, readSchema, readServerFiles, validateFiles } from "../../project/checks/validate-files.ts";
import { loadStockSchema } from "../../schema/load-stock-schema.ts";
import type { Finish } from "../command.ts";
import { counted } from "../counted.ts";
import { renderIssues } from "../render-issues.ts";
import type { Terminal } from "../terminal.ts";

interface ValidateFlags {
  readonly schema?: string;
  readonly files?: string;
  readonly format: "text" | "json" | "jsonl";
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("validate")
    .description("Check prompts (API JSON) by the server's own rules, without a server.")
    .argument("<file...>", "API JSON, folder, or .jsonl with lines {id, prompt}")
    .option("--schema <file>", "object_info or schema.json; default: the project's node types, else ComfyUI's core")
    .option("--files <file>", "{input, output, temp}: the files that the server has")
    .addOption(
      new Option("--format <format>", "how to print verdicts").choices(["text", "json", "jsonl"]).default("text"),
    )
    .option("--json", "the same as --format json: {ok, prompts, results: [{file, line, id, ok, serverVerdict, …}]}")
    .addHelpText(
      "after",
      "\nExamples:\n  comfyc validate workflow_api.json\n  comfyc validate prompts.jsonl --schema object_info.json --format jsonl\n",
    )
    .action(async (paths: string[], flags: ValidateFlags) => {
      const schema = await chooseValidationSchema(flags, terminal);
      const files = flags.files === undefined ? undefined : await readServerFiles(resolve(terminal.cwd, flags.files));
      const verdicts = validateFiles(paths, { cwd: terminal.cwd, schema, files, signal: terminal.signal });
      finish((await print(verdicts, paths, flags.json ? "json" : flags.format, terminal)) ? 0 : 1);
    });
}

async function chooseValidationSchema(flags: ValidateFlags, terminal: Terminal) {
  if (flags.schema !== undefined) return readSchema(resolve(terminal.cwd, flags.schema));
  const project = await findProject(terminal.cwd);
  return project === undefined ? loadStockSchema() : (await chooseSchema(project)).schema;
}

/** Prints each verdict as it comes. True where all are without errors. */
async function print(
  verdicts: AsyncIterable<FileVerdict>,
  paths: readonly string[],
  format: string,
  terminal: Terminal,
): Promise<boolean> {
  const kept: FileVerdict[] = [];
  let [count, bad] = [0, 0];
  for await (const each of verdicts) {
    count += 1;
    if (!each.verdict.ok) bad += 1;
    if (format === "json") kept.push(each);
    else if (format === "jsonl") terminal.out(`${printableJson(stringifyJson(renderLineVerdict(each.verdict)))}\n`);
    else terminal.out(renderVerdict(each, terminal));
  }
  if (count === 0) throw nothingFound(paths);
  if (format === "json") {
    const results = kept.map(({ file, line, verdict }) => ({ file, line, ...verdict }));
    terminal.out(
      `${printableJson(stringifyJson({ ok: bad === 0, prompts: count, results } as unknown as JsonValue))}\n`,
    );
  }
  if (format === "text")
    terminal.err(`${counted(count, "prompt")}, ${bad === 0 ? "all good" : `${bad} with errors`}\n`);
  return bad === 0;
}

/** An empty answer would pass for a good one. */
function nothingFound(paths: readonly string[]): ComfycError {
  const where = paths.map((path) => JSON.stringify(path)).join(", ");
  return new ComfycError("file_not_found", `No prompt was found in ${where}.`, {
    hint: "Name an API JSON, a folder with some, or a .jsonl of lines {id, prompt}; the editor's workflow.json is none.",
  });
}

const verdictWords = { accepted: "a server would accept it, but it is faulty", rejected: "a server would reject it" };

function renderVerdict({ file, line, verdict }: FileVerdict, terminal: Terminal): string {
  const id = verdict.id === file || verdict.id === null ? "" : ` ${String(verdict.id)}`;
  const place = `${file}${line === null ? "" : `:${line}`}${id}`;
  const state = verdict.ok ? "ok" : verdictWords[verdict.serverVerdict];
  return `${printable(place)}: ${state}\n${renderIssues(verdict.issues, terminal, terminal.cwd)}`;
}
