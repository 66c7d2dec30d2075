import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ConvertOptions } from "../../editor/convert-workflow.ts";
import { packs } from "../../editor/packs/pack-table.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { convertFiles, type ConvertedFile } from "../../project/convert-files.ts";
import { readSchema } from "../../project/checks/validate-files.ts";
import { loadStockSchema } from "../../schema/load-stock-schema.ts";
import type { Finish } from "../command.ts";
import { counted } from "../counted.ts";
import { bold, dim, printJson, red, type Terminal, yellow } from "../terminal.ts";

interface ConvertFlags {
  readonly out?: string;
  readonly schema?: string;
  readonly now?: Date;
  readonly timezone?: string;
  readonly random?: readonly number[];
  readonly report?: string;
  readonly values: "positional" | "named";
  readonly packs?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("convert")
    .description("Turn the editor's workflow.json into API JSON, byte for byte what its Export (API) gives.")
    .argument("<file...>", "workflow.json, or folder: every workflow in it")
    .option("--out <dir>", "folder for the results, `-` for standard output; default: x_api.json beside each x.json")
    .option("--schema <file>", "object_info or schema.json; default: ComfyUI's core")
    .option("--now <time>", "the moment that %date:…% names, ISO 8601; default: now", readTime)
    .option("--timezone <name>", "its time zone, as Europe/Berlin; default: the machine's", readZone)
    .option("--random <numbers>", "what the dice of {a|b} give, as 0,0.5; default: chance", readNumbers)
    .option("--report <file>", "one line of JSON a file: {file, ok, code, message, warnings}")
    .addOption(
      new Option("--values <how>", "where widget values come from")
        .choices(["positional", "named"])
        .default("positional"),
    )
    .option(
      "--packs <names>",
      "node packs whose JavaScript counts, as kjnodes,rgthree; default: those of the schema",
      readNames,
    )
    .option("--strict", "fail where only a browser or a node pack knows a value")
    .option("--json", "print {ok, files: [{file, ok, target, code, message, warnings}]}")
    .addHelpText(
      "after",
      "\nExamples:\n  comfyc convert workflow.json\n  comfyc convert workflows/ --out api/ --schema object_info.json --report report.jsonl\n  comfyc convert workflow.json --out -\n",
    )
    .action(async (paths: string[], flags: ConvertFlags) => finish((await convert(paths, flags, terminal)) ? 0 : 1));
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw new ComfycError("invalid_clock", `${JSON.stringify(printable(text))} is not a moment.`, {
    hint: "Give it as 2026-01-02T03:04:05Z.",
  });
}

function readZone(name: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new ComfycError("invalid_clock", `${JSON.stringify(printable(name))} is not a time zone.`, {
      hint: "Give an IANA name such as UTC or Europe/Berlin.",
    });
  }
}

function readNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !packs.some((pack) => pack.name === name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`Known packs are ${packs.map(({ name }) => name).join(", ")}.`);
}

function readNumbers(text: string): number[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.every((number) => number >= 0 && number < 1)) return numbers;
  throw new InvalidArgumentError("Numbers from 0 up to but not 1, with commas between.");
}

/** True where every file was converted. */
async function convert(paths: readonly string[], flags: ConvertFlags, terminal: Terminal): Promise<boolean> {
  const files: ConvertedFile[] = [];
  const toOutput = flags.out === "-";
  const converted = convertFiles(paths, {
    cwd: terminal.cwd,
    schema:
      flags.schema === undefined ? await loadStockSchema() : await readSchema(resolve(terminal.cwd, flags.schema)),
    convert: convertOptions(flags),
    outDir: toOutput ? undefined : flags.out,
    write: !toOutput,
    signal: terminal.signal,
  });
  for await (const file of converted) {
    files.push({ ...file, text: null });
    if (toOutput && file.text !== null) terminal.out(file.text);
    if (flags.json !== true) terminal.err(renderFile(file, terminal));
  }
  if (files.length === 0) throw nothingFound(paths);
  await writeReport(files, flags, terminal);
  const failed = files.filter(({ error }) => error !== null).length;
  if (flags.json === true) printJson(terminal, { ok: failed === 0, files: files.map(reportOf) });
  else if (files.length > 1) terminal.err(`${counted(files.length - failed, "file")} converted, ${failed} failed\n`);
  return failed === 0;
}

function convertOptions({ now, timezone, random, values, packs, strict }: ConvertFlags): ConvertOptions {
  return {
    values,
    strict: strict === true,
    ...(packs && { packs }),
    ...(now && { now }),
    ...(timezone !== undefined && { timezone }),
    ...(random && { random }),
  };
}

function nothingFound(paths: readonly string[]): ComfycError {
  return new ComfycError("file_not_found", `There is no workflow in ${paths.join(", ")}.`, {
    hint: "A folder counts by its files named workflow.json and those with a list of nodes.",
  });
}

async function writeReport(files: readonly ConvertedFile[], flags: ConvertFlags, terminal: Terminal): Promise<void> {
  if (flags.report === undefined) return;
  const path = resolve(terminal.cwd, flags.report);
  const lines = files.map((file) => {
    const { target: _target, ...line } = reportOf(file);
    return `${JSON.stringify(line)}\n`;
  });
  try {
    await writeFile(path, lines.join(""));
  } catch (error) {
    throw new ComfycError("output_not_writable", `${path} cannot be written.`, {
      hint: "Check the folder.",
      cause: error,
    });
  }
}

function reportOf({ file, target, error, warnings }: ConvertedFile) {
  const failure = error === null ? {} : { code: error.code, message: error.message };
  return { file, ok: error === null, target, ...failure, warnings };
}

function renderFile({ file, target, error, warnings }: ConvertedFile, terminal: Terminal): string {
  const notes = warnings.map(
    ({ code, message }) => `  ${yellow(terminal, "warning")} ${code}: ${printable(message)}\n`,
  );
  if (error === null) return `${printable(file)}${target === null ? "" : ` → ${printable(target)}`}\n${notes.join("")}`;
  const head = `${printable(file)}: ${red(terminal, bold(terminal, "error:"))} ${printable(error.message)}`;
  const hint = error.hint === undefined ? "" : `  ${printable(error.hint)}\n`;
  return `${head}${dim(terminal, ` [${error.code}]`)}\n${hint}`;
}
