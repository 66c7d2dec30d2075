import { Command } from "commander";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { findServer, listServerCandidates } from "../../project/servers/choose-server.ts";
import { resolveServers, withServers } from "../../project/servers/choose-servers.ts";
import { openProject, type Project } from "../../project/settings/project.ts";
import { type SyncOptions, syncProject, type SyncResult } from "../../project/node-types/sync-project.ts";
import { printable } from "../../errors/printable.ts";
import type { Finish } from "../command.ts";
import { renderIssues } from "../render-issues.ts";
import { listDifferences, listPackDifferences, renderSyncTable } from "../server-tables.ts";
import { printJson, type Terminal } from "../terminal.ts";

interface SyncFlags {
  readonly server?: string[];
  readonly schema?: string;
  readonly stock?: boolean;
  readonly diff?: boolean;
  readonly hashModels?: boolean;
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("sync")
    .description("Learn the node types of servers, of an object_info file, or of the core that ships with comfyc.")
    .option("--server <url...>", "addresses, names of the config, all, or simulator; default: the first that answers")
    .option("--schema <file>", "a saved reply of GET /object_info")
    .option("--stock", "the core node types that ship with comfyc")
    .option("--diff", "only show what would change, and which workflows it would break; then exit with 1")
    .option("--hash-models", "note size and hash of the model files in use, where they can be seen")
    .option(
      "--json",
      "print one JSON object: {ok, sources, nodeTypes, servers, changes, serverDifferences, models, breaks, warnings, written, issues}",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  comfyc sync\n  comfyc sync --server http://gpu1:8188 http://gpu2:8188\n  comfyc sync --server all --diff\n  comfyc sync --schema object_info.json --diff\n  comfyc sync --stock\n",
    )
    .action(async (flags: SyncFlags) => {
      const project = await openProject(terminal.cwd);
      const from = await chooseSource(flags, project, terminal);
      const diffOnly = flags.diff === true;
      const { cwd, signal } = terminal;
      const options = { diffOnly, hashModels: flags.hashModels === true, cwd, signal };
      const result =
        from.kind !== "servers"
          ? await syncProject(project, { from, ...options })
          : await withServers(from.urls, { project, cwd }, (urls) =>
              syncProject(project, { from: { kind: "servers", urls }, ...options }),
            );
      const ok = !diffOnly || result.breaks.length === 0;
      if (flags.json) printJson(terminal, { ok, ...result });
      else print(result, project, diffOnly, terminal);
      finish(ok ? 0 : 1);
    });
}

async function chooseSource(flags: SyncFlags, project: Project, terminal: Terminal): Promise<SyncOptions["from"]> {
  const given = [flags.server, flags.schema, flags.stock].filter((flag) => flag !== undefined);
  if (given.length > 1) {
    throw new ComfycError("usage", "--server, --schema and --stock exclude each other.", {
      hint: "Give one.",
    });
  }
  if (flags.stock) return { kind: "stock" };
  if (flags.schema !== undefined) return { kind: "file", path: flags.schema };
  if (flags.server !== undefined) return { kind: "servers", urls: resolveServers(flags.server, project, terminal.env) };
  const { url } = await findServer(listServerCandidates(project, terminal.env));
  return { kind: "servers", urls: [url] };
}

function print(result: SyncResult, project: Project, diffOnly: boolean, terminal: Terminal): void {
  printLines(result.changes.map(renderDifference), terminal.out, terminal);
  if (result.servers.length > 1) {
    terminal.out(renderSyncTable(result));
    printLines([...listDifferences(result.serverDifferences), ...listPackDifferences(result)], terminal.out, terminal);
  }
  printLines(result.models.flatMap(missingWords), terminal.err, terminal);
  printLines(
    result.warnings.map((warning) => printable(`warning: ${warning}`)),
    terminal.err,
    terminal,
  );
  if (result.issues.length > 0) terminal.err(`${renderIssues(result.issues, terminal, project.root)}\n`);
  if (diffOnly) printBreaks(result, project, terminal);
  if (diffOnly && result.changes.length === 0) terminal.err("no changes\n");
  const done = diffOnly ? "nothing was written" : `wrote ${result.written.join(", ") || "nothing, all was up to date"}`;
  terminal.err(`${result.nodeTypes} node types from ${printable(result.sources.join(", "))}; ${done}\n`);
}

function renderDifference({ nodeType, subject, name, change, details }: SyncResult["changes"][number]): string {
  const what = subject === "node type" ? "" : ` ${subject} ${name}`;
  return printable(`${change} ${nodeType}${what}${details.length === 0 ? "" : `: ${details.join(", ")}`}`);
}

function missingWords({ folder, file, servers }: SyncResult["models"][number]): string[] {
  const without = servers.filter(({ present }) => !present).map(({ source }) => source);
  return without.length === 0 ? [] : [printable(`model ${folder}/${file} is missing on ${without.join(", ")}`)];
}

function printBreaks({ breaks }: SyncResult, project: Project, terminal: Terminal): void {
  for (const { workflow, issues } of breaks) {
    terminal.out(printable(`would break ${workflow}\n`));
    terminal.err(`${renderIssues(issues, terminal, project.root)}\n`);
  }
}

/** A first sync adds hundreds; `--json` has them all. */
const listed = 50;

function printLines(lines: readonly string[], print: (text: string) => void, terminal: Terminal): void {
  for (const line of lines.slice(0, listed)) print(`${line}\n`);
  if (lines.length > listed) terminal.err(`and ${lines.length - listed} more; --json lists all\n`);
}
