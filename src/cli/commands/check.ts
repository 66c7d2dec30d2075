import { Command, Option } from "commander";
import type { Issue } from "../../errors/issue.ts";
import { checkProject, type CheckResult } from "../../project/check-project.ts";
import { listServerCandidates, resolveServer } from "../../project/choose-server.ts";
import { openProject, type Project } from "../../project/project.ts";
import type { Finish } from "../command-list.ts";
import { counted } from "../counted.ts";
import { countIssues, renderGithub, renderIssues } from "../render-issues.ts";
import { printJson, type Terminal } from "../terminal.ts";

interface CheckFlags {
  readonly server?: string;
  readonly format: "text" | "json" | "github";
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("check")
    .description("Find errors in types, in values, and generated files that are stale. Needs no server.")
    .option("--server <url|all>", "also check that this server (or all of the config) has what the workflows need")
    .addOption(
      new Option("--format <format>", "how to print issues").choices(["text", "json", "github"]).default("text"),
    )
    .option("--json", "the same as --format json: {ok, workflows, issues}")
    .addHelpText("after", "\nExamples:\n  comfyc check\n  comfyc check --format github\n  comfyc check --server all\n")
    .action(async (flags: CheckFlags) => {
      const project = await openProject(terminal.cwd);
      const servers = flags.server === undefined ? [] : chooseServers(flags.server, project, terminal);
      const result = await checkProject(project, { servers, signal: terminal.signal });
      print(result, project, flags, terminal);
      finish(result.ok ? 0 : 1);
    });
}

function chooseServers(given: string, project: Project, terminal: Terminal): string[] {
  if (given !== "all") return [resolveServer(given, project)];
  const named = listServerCandidates(project, terminal.env).filter(({ name }) => name !== null);
  // Without any named server the usual one is meant, and its error says where it was looked for.
  return named.length > 0 ? named.map(({ url }) => url) : ["http://127.0.0.1:8188"];
}

function print(result: CheckResult, project: Project, flags: CheckFlags, terminal: Terminal): void {
  if (flags.json || flags.format === "json") return printJson(terminal, result);
  const issues: readonly Issue[] = result.issues;
  if (flags.format === "github") terminal.out(renderGithub(issues));
  else if (issues.length > 0) terminal.out(`${renderIssues(issues, terminal, project.root)}\n`);
  terminal.err(`checked ${counted(result.workflows, "workflow")}: ${countIssues(issues)}\n`);
}
