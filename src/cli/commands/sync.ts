import { Command } from "commander";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { findServer, listServerCandidates, resolveServer } from "../../project/choose-server.ts";
import { openProject, type Project } from "../../project/project.ts";
import { type SyncOptions, syncProject, type SyncResult } from "../../project/sync-project.ts";
import { printable } from "../../errors/printable.ts";
import type { Finish } from "../command-list.ts";
import { renderIssues } from "../render-issues.ts";
import { printJson, type Terminal } from "../terminal.ts";

interface SyncFlags {
  readonly server?: string[];
  readonly schema?: string;
  readonly stock?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("sync")
    .description("Learn the node types of servers, of an object_info file, or of the core that ships with comfyc.")
    .option("--server <url...>", "one or several servers; default: the first that answers")
    .option("--schema <file>", "a saved reply of GET /object_info")
    .option("--stock", "the core node types that ship with comfyc")
    .option("--diff", "only show what would change")
    .option("--json", "print one JSON object: {ok, sources, nodeTypes, changes, serverDifferences, written, issues}")
    .addHelpText(
      "after",
      "\nExamples:\n  comfyc sync\n  comfyc sync --server http://gpu1:8188 http://gpu2:8188\n  comfyc sync --schema object_info.json --diff\n  comfyc sync --stock\n",
    )
    .action(async (flags: SyncFlags) => {
      const project = await openProject(terminal.cwd);
      const from = await chooseSource(flags, project, terminal);
      const diffOnly = flags.diff === true;
      const result = await syncProject(project, { from, diffOnly, cwd: terminal.cwd, signal: terminal.signal });
      if (flags.json) printJson(terminal, { ok: true, ...result });
      else print(result, project, diffOnly, terminal);
      finish(0);
    });
}

async function chooseSource(flags: SyncFlags, project: Project, terminal: Terminal): Promise<SyncOptions["from"]> {
  const given = [flags.server, flags.schema, flags.stock].filter((flag) => flag !== undefined);
  if (given.length > 1) {
    throw new ComfycError("unknown_command", "--server, --schema and --stock exclude each other.", {
      hint: "Give one.",
    });
  }
  if (flags.stock) return { kind: "stock" };
  if (flags.schema !== undefined) return { kind: "file", path: flags.schema };
  if (flags.server !== undefined)
    return { kind: "servers", urls: flags.server.map((url) => resolveServer(url, project)) };
  const { url } = await findServer(listServerCandidates(project, terminal.env));
  return { kind: "servers", urls: [url] };
}

function print(result: SyncResult, project: Project, diffOnly: boolean, terminal: Terminal): void {
  for (const { nodeType, subject, name, change } of result.changes.slice(0, listed)) {
    const what = subject === "node type" ? "" : ` ${subject} ${name}`;
    terminal.out(`${printable(`${change} ${nodeType}${what}`)}\n`);
  }
  more(result.changes.length, terminal);
  for (const { nodeType, kind, sources } of result.serverDifferences.slice(0, listed)) {
    terminal.out(
      `${printable(`${nodeType} ${kind === "missing" ? "is missing" : "differs"} on ${sources.join(", ")}`)}\n`,
    );
  }
  more(result.serverDifferences.length, terminal);
  if (result.issues.length > 0) terminal.err(`${renderIssues(result.issues, terminal, project.root)}\n`);
  const done = diffOnly ? "nothing was written" : `wrote ${result.written.join(", ") || "nothing, all was up to date"}`;
  terminal.err(`${result.nodeTypes} node types from ${printable(result.sources.join(", "))}; ${done}\n`);
}

/** A first sync adds hundreds; `--json` has them all. */
const listed = 50;

function more(count: number, terminal: Terminal): void {
  if (count > listed) terminal.err(`and ${count - listed} more; --json lists all\n`);
}
