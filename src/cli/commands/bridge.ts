import { Command } from "commander";
import { serveBridge } from "../../bridge/serve-bridge.ts";
import type { Finish } from "../command-list.ts";
import type { Terminal } from "../terminal.ts";

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("bridge")
    .description("Serve JSON-RPC 2.0 on standard input and output, one message a line, until the input ends.")
    .addHelpText("after", "\nThe Python package starts this by itself. Methods and messages: docs/bridge.md\n")
    .action(async () => {
      await serveBridge({ input: process.stdin, output: process.stdout, env: terminal.env, signal: terminal.signal });
      finish(0);
    });
}
