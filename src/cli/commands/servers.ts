import { Command } from "commander";
import { listServerCandidates, type ServerCandidate } from "../../project/servers/choose-server.ts";
import { inspectCandidate } from "../../project/servers/inspect-candidate.ts";
import { findProject } from "../../project/settings/project.ts";
import type { ServerReport } from "../../runtime/inspect-server.ts";
import type { Finish } from "../command.ts";
import { renderTable } from "../render-table.ts";
import { printJson, type Terminal } from "../terminal.ts";

type Row = ServerReport & { readonly name: string | null };

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("servers")
    .description(
      "Show the servers of the config, of COMFYC_SERVER and of this machine: health, version, queue, memory.",
    )
    .option(
      "--json",
      "print one JSON object: {ok, servers: [{name, url, ok, version, simulated, queue, devices, problem}]}",
    )
    .addHelpText("after", "\nExamples:\n  comfyc servers\n  COMFYC_SERVER=http://gpu1:8188 comfyc servers --json\n")
    .action(async (flags: { json?: boolean }) => {
      const candidates = listServerCandidates(await findProject(terminal.cwd), terminal.env);
      const rows = await Promise.all(candidates.map(inspect));
      const ok = rows.some((row) => row.ok);
      if (flags.json) printJson(terminal, { ok, servers: rows.map(rowJson) });
      else terminal.out(renderTable([head, ...rows.map(cells)]));
      if (!ok && !flags.json) terminal.err("No server answers. Start ComfyUI, or use `--server simulator`.\n");
      finish(ok ? 0 : 3);
    });
}

async function inspect(candidate: ServerCandidate): Promise<Row> {
  return { name: candidate.name, ...(await inspectCandidate(candidate)) };
}

function rowJson({ problem, ...row }: Row) {
  return { ...row, problem: problem && { code: problem.code, message: problem.message } };
}

const head = ["NAME", "ADDRESS", "STATE", "VERSION", "QUEUE", "MEMORY FREE"];

function cells(row: Row): string[] {
  const state = row.ok ? (row.simulated ? "ok (simulator)" : "ok") : stateOf(row);
  const queue = row.queue === null ? "" : `${row.queue.running} running, ${row.queue.pending} pending`;
  const memory = row.devices.map(({ vramFree, vramTotal }) => `${gib(vramFree)} of ${gib(vramTotal)}`).join(", ");
  return [row.name ?? "", row.url, state, row.version ?? "", queue, memory];
}

function stateOf({ problem }: Row): string {
  return problem?.code === "not_comfyui" ? "not a ComfyUI" : "no answer";
}

function gib(bytes: number | null): string {
  return bytes === null ? "?" : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
