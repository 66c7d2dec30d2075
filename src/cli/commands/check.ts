import { Command, Option } from "commander";
import { codes } from "../../errors/codes.ts";
import { printable } from "../../errors/printable.ts";
import { checkProject, type CheckResult } from "../../project/checks/check-project.ts";
import { listServerCandidates } from "../../project/servers/choose-server.ts";
import { resolveServers, withServers } from "../../project/servers/choose-servers.ts";
import { joinTypeErrors } from "../../project/checks/join-type-errors.ts";
import { openProject, type Project } from "../../project/settings/project.ts";
import type { Finish } from "../command.ts";
import { counted } from "../counted.ts";
import { countIssues, renderGithub, renderIssues } from "../render-issues.ts";
import { listDifferences, renderCheckTable } from "../server-tables.ts";
import { printJson, type Terminal } from "../terminal.ts";

interface CheckFlags {
  readonly server?: string[];
  readonly format: "text" | "json" | "github";
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("check")
    .description("Find errors in types, in values, and generated files that are stale. Needs no server.")
    .option(
      "--server <url...>",
      "also check that these servers have what the workflows need: addresses, names of the config, all, simulator",
    )
    .addOption(
      new Option("--format <format>", "how to print issues").choices(["text", "json", "github"]).default("text"),
    )
    .option("--json", "the same as --format json: {ok, workflows, failedFiles, issues, servers?, otherDifferences?}")
    .addHelpText("after", "\nExamples:\n  comfyc check\n  comfyc check --format github\n  comfyc check --server all\n")
    .action(async (flags: CheckFlags) => {
      const project = await openProject(terminal.cwd);
      const urls = resolveServers(flags.server ?? [], project, terminal.env);
      const result = await withServers(urls, { project, cwd: terminal.cwd }, (servers) =>
        checkProject(project, { servers, signal: terminal.signal }),
      );
      print(result, project, flags, terminal);
      finish(statusOf(result));
    });
}

/** A server that does not answer weighs more than what was found: the check is not the whole. */
function statusOf({ ok, servers = [] }: CheckResult): number {
  const failed = servers.find(({ problem }) => problem !== null)?.problem;
  return failed ? codes[failed.code].exit : ok ? 0 : 1;
}

function print(result: CheckResult, project: Project, flags: CheckFlags, terminal: Terminal): void {
  if (flags.json || flags.format === "json") return printJson(terminal, result);
  const issues = joinTypeErrors(result.issues, project.root);
  if (flags.format === "github") terminal.out(renderGithub(issues));
  else if (issues.length > 0) terminal.out(`${renderIssues(issues, terminal, project.root)}\n`);
  printServers(result, project, flags, terminal);
  terminal.err(`checked ${counted(result.workflows + result.failedFiles, "workflow")}: ${countIssues(issues)}\n`);
}

function printServers(result: CheckResult, project: Project, flags: CheckFlags, terminal: Terminal): void {
  if (result.servers === undefined) return;
  const names = new Map(listServerCandidates(project, terminal.env).map(({ name, url }) => [url, name ?? undefined]));
  // GitHub reads standard output; the table is for whoever looks at the log.
  const print = flags.format === "github" ? terminal.err : terminal.out;
  print(renderCheckTable(result, (url) => names.get(url)));
  for (const { server } of result.servers.filter(({ simulated }) => simulated)) {
    terminal.err(`${printable(server)} is a simulator: it takes any model file where it lists none.\n`);
  }
  const others = listDifferences(result.otherDifferences ?? []);
  if (others.length > 0)
    terminal.err(`Of node types that no workflow uses, ${counted(others.length, "difference")}:\n`);
  for (const line of others.slice(0, listed)) terminal.err(`  ${line}\n`);
  if (others.length > listed) terminal.err(`  and ${others.length - listed} more; --json lists all\n`);
}

const listed = 20;
