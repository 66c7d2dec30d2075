import { Command } from "commander";
import { methodParams, protocolVersion } from "../../bridge/protocol.ts";
import { serveBridge } from "../../bridge/serve-bridge.ts";
import type { Finish } from "../command.ts";
import type { Terminal } from "../terminal.ts";

const help = `
The Python package starts this by itself; another program may do the same.
The first message, and its answer:
  {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":${protocolVersion}}}
  {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":${protocolVersion},"comfycVersion":"…","pid":1}}
Methods: ${Object.keys(methodParams).join(", ")}.
  runs/start takes workflow, slots, server, outDir and cwd, and gives {run}; notifications then tell of it:
  run/queued, run/progress, run/preview, run/output, and run/finished with its result or error.
`;

export function createCommand(terminal: Terminal, finish: Finish): Command {
  return new Command("bridge")
    .description("Serve JSON-RPC 2.0 on standard input and output, one message a line, until the input ends.")
    .addHelpText("after", help)
    .action(async () => {
      await serveBridge({ input: process.stdin, output: process.stdout, env: terminal.env, signal: terminal.signal });
      finish(0);
    });
}
