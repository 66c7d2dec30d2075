import { Command, InvalidArgumentError } from "commander";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { startProjectSimulator } from "../../project/servers/project-simulator.ts";
import { findProject } from "../../project/settings/project.ts";
import type { Finish } from "../command.ts";
import { printJson, type Terminal } from "../terminal.ts";

interface SimulateFlags {
  readonly port: number;
  readonly host: string;
  readonly folder?: string;
  readonly json?: boolean;
}

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("simulate")
    .description(
      "Start a ComfyUI server that needs no GPU and no models, until Ctrl-C. Its results are marked as simulated.",
    )
    .option("--port <number>", "port to listen on; 0 takes a free one", parsePort, 8188)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--folder <dir>", "keep its input and output files here; default: a temporary folder")
    .option("--json", "print one JSON object when it listens: {ok, url}")
    .addHelpText("after", "\nExamples:\n  comfyc simulate\n  comfyc simulate --port 0 --json\n")
    .action(async (flags: SimulateFlags) => {
      const project = await findProject(terminal.cwd);
      const simulator = await startProjectSimulator(project, { ...flags, cwd: terminal.cwd }).catch(
        (error: unknown) => {
          throw listenError(error, flags);
        },
      );
      if (flags.json) printJson(terminal, { ok: true, url: simulator.url });
      else terminal.out(`${simulator.url}\n`);
      if (!flags.json) terminal.err("The simulator listens; Ctrl-C ends it. Its pictures are simulated.\n");
      await aborted(terminal.signal);
      await simulator.close();
      // Ctrl-C is how a server is meant to end.
      finish(0);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function listenError(error: unknown, { port, host }: SimulateFlags): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (!["EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "ENOTFOUND"].includes(code ?? "")) return error;
  const reason = code === "EADDRINUSE" ? "another program has it" : `the system refuses it (${code})`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new ComfycError(
      "invalid_address",
      `This machine has no address ${printable(host)} to listen on (${code}).`,
      {
        hint: "Give an address of this machine as --host: 127.0.0.1, or 0.0.0.0 for all of them.",
        cause: error,
      },
    );
  }
  return new ComfycError("address_in_use", `The simulator cannot listen on port ${port}: ${reason}.`, {
    hint: "Give another --port; --port 0 takes a free one.",
    cause: error,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
