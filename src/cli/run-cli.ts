import { Command, CommanderError } from "commander";
import { ComfycError } from "../errors/comfyc-error.ts";
import { findNearest } from "../errors/suggestion.ts";
import { ownPackage } from "../project/settings/own-package.ts";
import type { CommandEntry, Finish } from "./command.ts";
import { commandList } from "./command-list.ts";
import { reportError } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command line `args` and gives back the exit status; never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let status = 0;
  try {
    const program = await createProgram(args, terminal, (given) => (status = given));
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportError(asComfycError(error, args, terminal), args, terminal);
  }
}

async function createProgram(args: readonly string[], terminal: Terminal, finish: Finish): Promise<Command> {
  const program = new Command("comfyc")
    .description("Typed TypeScript workflows for ComfyUI: check, build, run.")
    .version(ownPackage().version, "-V, --version")
    .addHelpText(
      "after",
      "\nExamples:\n  comfyc init my-project\n  comfyc build\n  comfyc run sd_basic --set seed=7\n",
    );
  for (const entry of commandList) program.addCommand(await createEntry(entry, args, terminal, finish));
  for (const command of [program, ...program.commands]) configure(command, terminal);
  return program;
}

/** The command itself where `args` ask for it, else only its line in the list of commands. */
async function createEntry(entry: CommandEntry, args: readonly string[], terminal: Terminal, finish: Finish) {
  const wanted = args[0] === "help" ? args[1] : args.find((arg) => !arg.startsWith("-"));
  if (wanted !== entry.name) return new Command(entry.name).summary(entry.summary);
  const { createCommand } = await entry.load();
  return createCommand(terminal, finish).summary(entry.summary);
}

function configure(command: Command, terminal: Terminal): void {
  // Commander's own message is not printed: it goes the way of every other error.
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text),
    writeErr: () => {},
    getOutHasColors: () => terminal.color,
    getErrHasColors: () => terminal.color,
  });
}

function asComfycError(error: unknown, args: readonly string[], terminal: Terminal): unknown {
  if (error instanceof CommanderError) return usageError(error, args);
  // What a cancelled call throws is many things; the user did one.
  if (terminal.signal.aborted) return new ComfycError("interrupted", "Interrupted.");
  return error;
}

function usageError(error: CommanderError, args: readonly string[]): ComfycError {
  // `help biuld`: commander prints its help, for which there is no text.
  const said = error.code === "commander.help" ? `unknown command '${args[1]}'` : error.message;
  const [first, ...more] = said.replace(/^error: /, "").split("\n");
  const message = `${first!.charAt(0).toUpperCase()}${first!.slice(1)}.`;
  const command = commandList.find(({ name }) => args.includes(name))?.name;
  const help = command === undefined ? "`comfyc --help` lists the commands." : `See \`comfyc ${command} --help\`.`;
  const suggestion = more.join(" ").replace(/^\((.*)\)$/, "$1") || suggestCommand(error, args);
  const isUnknown = error.code === "commander.unknownCommand" || error.code === "commander.unknownOption";
  return new ComfycError(isUnknown ? "unknown_command" : "usage", message.replace(/\.\.$/, "."), {
    hint: suggestion === "" ? help : `${suggestion} ${help}`,
  });
}

function suggestCommand(error: CommanderError, args: readonly string[]): string {
  if (!["commander.unknownCommand", "commander.excessArguments", "commander.help"].includes(error.code)) return "";
  const given = args.find((arg) => !arg.startsWith("-") && arg !== "help") ?? "";
  const nearest = findNearest(
    given,
    commandList.map(({ name }) => name),
  );
  return nearest === undefined || nearest === given ? "" : `Did you mean ${nearest}?`;
}
