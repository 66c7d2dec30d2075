import { relative, resolve } from "node:path";
import { Command } from "commander";
import { initProject } from "../../project/init-project.ts";
import type { Finish } from "../command.ts";
import { printJson, type Terminal } from "../terminal.ts";

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("init")
    .description("Make a new project with a working example.")
    .argument("[dir]", "folder of the project; made where it is missing", ".")
    .option("--json", "print one JSON object: {ok, root, written, kept}")
    .addHelpText("after", "\nExamples:\n  comfyc init my-project\n  comfyc init --json .\n")
    .action(async (dir: string, options: { json?: boolean }) => {
      const result = await initProject(resolve(terminal.cwd, dir));
      if (options.json) printJson(terminal, { ok: true, ...result });
      else printResult(terminal, result);
      finish(0);
    });
}

function printResult(terminal: Terminal, { root, written, kept }: Awaited<ReturnType<typeof initProject>>): void {
  for (const path of written) terminal.out(`${resolve(root, path)}\n`);
  for (const path of kept) terminal.err(`${path} was there and stays as it is.\n`);
  const folder = relative(terminal.cwd, root);
  const steps = [...(folder === "" ? [] : [`cd ${folder}`]), ...(kept.length > 0 ? [] : ["npm install"])];
  terminal.err(
    ["", "Next:", ...steps, "npx comfyc build", "npx comfyc run sd_basic --server simulator"].join("\n  ").slice(3) +
      "\n",
  );
}
