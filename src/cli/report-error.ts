import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ComfycError } from "../errors/comfyc-error.ts";
import type { Issue } from "../errors/issue.ts";
import { printable } from "../errors/printable.ts";
import { thrownText } from "../errors/thrown-text.ts";
import { renderIssues } from "./render-issues.ts";
import { bold, dim, printJson, red, type Terminal } from "./terminal.ts";

/** Prints the one error that a command ended with, and gives back the exit status. */
export function reportError(error: unknown, args: readonly string[], terminal: Terminal): number {
  const known = ComfycError.isInstance(error) ? error : internalError(error);
  if (terminal.env["COMFYC_DEBUG"]) terminal.err(`${debugText(error)}\n`);
  if (wantsJson(args)) printJson(terminal, errorJson(known));
  else terminal.err(renderError(known, terminal));
  return known.exitCode;
}

/** True where `args` ask for JSON on standard output. */
export function wantsJson(args: readonly string[]): boolean {
  const format = args.indexOf("--format");
  return args.includes("--json") || args.includes("--format=json") || (format >= 0 && args[format + 1] === "json");
}

function errorJson({ code, message, hint, issues }: ComfycError) {
  return { ok: false, code, message, hint: hint ?? null, issues };
}

function renderError(error: ComfycError, terminal: Terminal): string {
  const head = `${red(terminal, bold(terminal, "error:"))} ${printable(error.message)}${dim(terminal, ` [${error.code}]`)}\n`;
  const issues = shownIssues(error);
  const isSaid = error.hint === undefined || issues.some((issue) => issue.hint === error.hint);
  const hint = isSaid ? "" : `  ${printable(error.hint)}\n`;
  return head + hint + renderIssues(issues, terminal, findRoot(issues, terminal.cwd));
}

/** Several say more than the error itself. One says the same, but for the place in the author's file. */
function shownIssues({ issues, message }: ComfycError): readonly Issue[] {
  const [only] = issues;
  if (only === undefined || issues.length > 1) return issues;
  if (only.position === undefined) return [];
  return message.includes(only.message.replace(/\.$/, "")) ? [{ ...only, message: "" }] : issues;
}

/** Places in a bundle are from the folder of its project, which may lie above the working folder. */
function findRoot(issues: readonly Issue[], cwd: string): string {
  const file = issues.find(({ position }) => position !== undefined)?.position?.file;
  if (file === undefined) return cwd;
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(resolve(at, file))) return at;
    if (dirname(at) === at) return cwd;
  }
}

function internalError(error: unknown): ComfycError {
  return new ComfycError("internal", `comfyc itself failed: ${thrownText(error)}`, {
    hint: "Run it again with COMFYC_DEBUG=1 and report what it shows.",
    cause: error,
  });
}

function debugText(error: unknown): string {
  if (!(error instanceof Error)) return thrownText(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${debugText(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
