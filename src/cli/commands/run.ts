import { Command } from "commander";
import { printable } from "../../errors/printable.ts";
import { openWorkflow, runWorkflow, type WorkflowTarget } from "../../project/runs/run-workflow.ts";
import type { RunEvent } from "../../runtime/run-events.ts";
import type { RunResult } from "../../runtime/run-result.ts";
import type { Finish } from "../command.ts";
import { counted } from "../counted.ts";
import { createProgressLine, type ProgressLine } from "../progress-line.ts";
import { renderSlots } from "../slot-table.ts";
import { printJson, type Terminal, yellow } from "../terminal.ts";

interface RunFlags {
  readonly set?: string[];
  readonly server: string;
  readonly out?: string;
  readonly slots?: boolean;
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("run")
    .description("Run a built workflow on a server and keep its files; prints their paths.")
    .argument("<name|file>", "a workflow, the folder of a bundle, or an API JSON")
    .option(
      "--set <slot=value>",
      "value of a slot, repeatable; text: @file.txt reads a file; of an API JSON: node.input=value",
      collect,
    )
    .option(
      "--server <url|auto|simulator>",
      "address, or a name of the config; auto: config, COMFYC_SERVER, ports 8188 and 8000",
      "auto",
    )
    .option("--out <dir>", "folder for the files; default: the config's output folder")
    .option("--slots", "list the slots of the workflow and run nothing")
    .option("--json", "print one JSON object: the run's result, or with --slots {ok, workflow, slots}")
    .addHelpText(
      "after",
      "\nExamples:\n  comfyc run sd_basic --slots\n  comfyc run sd_basic --set prompt=@prompt.txt --set seed=random\n  comfyc run upscale_4x --set image=in.png --server http://gpu1:8188 --out renders\n  comfyc run sd_basic --server simulator\n  comfyc run workflow_api.json --set 3.steps=30\n",
    )
    .action(async (target: string, flags: RunFlags) => {
      const workflow = await openWorkflow(target, terminal);
      if (flags.slots) showSlots(workflow, flags, terminal);
      else await run(workflow, flags, terminal);
      finish(0);
    });
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function showSlots({ bundle }: WorkflowTarget, { json }: RunFlags, terminal: Terminal): void {
  const { manifest } = bundle;
  if (json) printJson(terminal, { ok: true, workflow: manifest.name, slots: manifest.slots });
  else terminal.out(renderSlots(manifest, terminal.columns));
}

async function run(workflow: WorkflowTarget, flags: RunFlags, terminal: Terminal): Promise<void> {
  const quiet = flags.json === true;
  const progress = await createProgressLine(terminal, quiet);
  try {
    const result = await runWorkflow(workflow, {
      ...terminal,
      set: flags.set ?? [],
      server: flags.server,
      outDir: flags.out,
      onEvent: (event) => quiet || showEvent(event, progress, terminal),
    });
    progress.stop();
    print(result, flags, terminal);
  } finally {
    progress.stop();
  }
}

function showEvent(event: RunEvent, progress: ProgressLine, terminal: Terminal): void {
  if (event.type === "progress") return progress.show(event);
  if (event.type === "queued") terminal.err(`queued on ${printable(event.server)}\n`);
  if (event.type !== "log" && event.type !== "text") return;
  progress.stop();
  terminal.err(`${printable(event.type === "log" ? event.message : event.text)}\n`);
}

function print(result: RunResult, { json }: RunFlags, terminal: Terminal): void {
  if (json) return printJson(terminal, { ok: true, ...result });
  for (const { path } of result.files) terminal.out(`${path}\n`);
  const seconds = (result.timings.totalMs / 1000).toFixed(1);
  terminal.err(
    `${counted(result.files.length, "file")} in ${seconds} s${result.cached ? ", all from the server's cache" : ""}\n`,
  );
  if (result.server.simulated)
    terminal.err(`${yellow(terminal, "simulated:")} no model was run; the picture only shows what was asked for\n`);
}
