import { Command } from "commander";
import { buildProject, type BuildResult } from "../../project/bundles/build-project.ts";
import { openProject, type Project } from "../../project/settings/project.ts";
import { watchProject } from "../../project/sources/watch-project.ts";
import type { Finish } from "../command.ts";
import { counted } from "../counted.ts";
import { countIssues, renderIssues } from "../render-issues.ts";
import { reportError } from "../report-error.ts";
import { dim, printJson, type Terminal } from "../terminal.ts";

interface BuildFlags {
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("build")
    .description("Compile the workflows of the project into generated/.")
    .argument("[name...]", "only these workflows")
    .option("--watch", "build again whenever a file changes, until Ctrl-C")
    .option("--json", "print one JSON object: {ok, workflows, failedFiles, written, removed, issues}")
    .addHelpText("after", "\nExamples:\n  comfyc build\n  comfyc build sd_basic\n  comfyc build --watch\n")
    .action(async (names: string[], flags: BuildFlags) => {
      const project = await openProject(terminal.cwd);
      if (flags.watch) return finish(await watch(project, names, flags, terminal));
      const result = await buildProject(project, { names });
      print(result, project, flags, terminal);
      finish(result.ok ? 0 : 1);
    });
}

function print(result: BuildResult, project: Project, flags: BuildFlags, terminal: Terminal): void {
  if (flags.json) return printJson(terminal, result);
  if (result.issues.length > 0) terminal.err(`${renderIssues(result.issues, terminal, project.root)}\n`);
  for (const workflow of result.workflows) if (workflow.ok) terminal.out(`${workflow.bundle}\n`);
  for (const path of result.removed) terminal.err(`removed ${path}\n`);
  terminal.err(`${summarise(result, terminal)}\n`);
}

function summarise({ workflows, failedFiles, written, issues }: BuildResult, terminal: Terminal): string {
  const built = workflows.filter(({ ok }) => ok).length;
  const all = workflows.length + failedFiles;
  if (all === 0 && issues.length === 0) return "no workflows in the project yet";
  const parts = [
    `built ${built} of ${counted(all, "workflow")}`,
    `${counted(written.length, "file")} changed`,
    countIssues(issues),
  ];
  const note = built < all ? dim(terminal, " (a workflow with errors keeps the bundle that it had)") : "";
  return parts.join(", ") + note;
}

/** Builds until Ctrl-C. A build that fails is reported and the watch goes on. */
async function watch(project: Project, names: string[], flags: BuildFlags, terminal: Terminal): Promise<number> {
  for await (const changed of watchProject(project, terminal.signal)) {
    const isFirst = changed.length === 0;
    if (!isFirst) terminal.err(`\n${changed.join(", ")} changed\n`);
    try {
      print(await buildProject(await openProject(project.root), { names }), project, flags, terminal);
    } catch (error) {
      reportError(error, flags.json ? ["--json"] : [], terminal);
    }
    if (isFirst) terminal.err("watching for changes; Ctrl-C ends it\n");
  }
  return 130;
}
