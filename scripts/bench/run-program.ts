import { spawnSync } from "node:child_process";

export interface ProgramRun {
  readonly stdout: string;
  readonly status: number | null;
}

/** Runs a program to its end. @throws where it cannot be started, or ends with a status other than 0 and `mayFail`. */
export function runProgram(
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly mayFail?: number } = {},
): ProgramRun {
  const [program, ...args] = command;
  const result = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0 && result.status !== options.mayFail) {
    const said = `${result.stderr}${result.stdout}`.slice(0, 2000);
    throw new Error(`${command.join(" ")} ended with ${result.status}:\n${said}`);
  }
  return { stdout: result.stdout, status: result.status };
}
