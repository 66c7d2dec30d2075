import { ComfycError } from "../errors/comfyc-error.ts";
import { reportError } from "./report-error.ts";
import { runCli } from "./run-cli.ts";
import { type Terminal, wantsColor } from "./terminal.ts";

/** True once comfyc itself ends the process. */
let leaving = false;

/** Commands that have runs on a server: nobody reads them any more, and so they take those back before they end. */
const cancels: ReadonlySet<string> = new Set(["run", "bridge"]);

function leave(status: number): never {
  leaving = true;
  process.exit(status);
}

/** Runs one command of this process and sets its exit status. */
export async function startCli(args: readonly string[]): Promise<void> {
  const controller = new AbortController();
  abortOnInterrupt(controller);
  const terminal = processTerminal(controller.signal);
  watchOutput(terminal, () => (cancels.has(args[0] ?? "") ? controller.abort() : leave(0)));
  // Workflow files and configs may print; standard output belongs to results.
  console.log = console.info = console.debug = console.error;
  // Node's own notes, such as on a package.json without a type, are of no use to a user of comfyc.
  if (!process.env["COMFYC_DEBUG"]) process.removeAllListeners("warning");
  process.once("exit", () => leaving || reportEarlyEnd(args, terminal));
  const status = await runCli(args, terminal);
  // A server connection or a timer that lingers must not hold the shell; output is flushed first.
  const end = () => process.stderr.write("", () => leave(status));
  // A failure is told to this callback before it is told to the listener, which knows what to say of it.
  process.stdout.write("", (error) => (error ? setImmediate(end) : end()));
}

function processTerminal(signal: AbortSignal): Terminal {
  return {
    cwd: workingFolder(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    color: wantsColor(process.env, process.stderr.isTTY),
    columns: process.stdout.columns,
    signal,
  };
}

/** The root where somebody removed the working folder: a command then says what it does not find there. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    process.chdir("/");
    return process.cwd();
  }
}

/** Runs where the process ends before the command: code of the project called `process.exit`, or waits for nothing. */
function reportEarlyEnd(args: readonly string[], terminal: Terminal): void {
  const error = new ComfycError("invalid_workflow", "A file of the project ended comfyc before the command was done.", {
    hint: "Look there for `process.exit`, and for an `await` of something that never comes.",
  });
  process.exitCode = reportError(error, args, terminal);
}

/** `comfyc … | head` ends when head does: that is no fault to speak of. A result that a full disk lost is one. */
function watchOutput(terminal: Terminal, end: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EPIPE" || cause.code === "ERR_STREAM_DESTROYED") return end();
      // Of words that could not be written nobody would read more.
      if (stream === process.stdout) leave(reportError(lostOutput(cause), [], terminal));
    });
  }
}

function lostOutput(cause: NodeJS.ErrnoException): ComfycError {
  return new ComfycError("output_not_writable", `Standard output cannot be written (${cause.code}).`, {
    hint: "Make room where it goes, or send it elsewhere.",
    cause,
  });
}

/** The first Ctrl-C lets the command cancel what it started; the second ends at once. */
function abortOnInterrupt(controller: AbortController): void {
  const interrupt = () => {
    if (controller.signal.aborted) leave(130);
    controller.abort(new ComfycError("interrupted", "Interrupted."));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
}
