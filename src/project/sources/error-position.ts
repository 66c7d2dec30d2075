import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../../errors/source-position.ts";
import { ownPackage } from "../settings/own-package.ts";

/**
 * The place in an author's file that `error` comes from, with an absolute path, or undefined where it tells none:
 * the head of a syntax error's stack, the import that was not found, or the first frame outside comfyc and packages.
 */
export function findErrorPosition(error: unknown): SourcePosition | undefined {
  if (!(error instanceof Error)) return undefined;
  return findSyntaxPosition(error) ?? findImportPosition(error) ?? findFramePosition(error);
}

/** True where a file could not be parsed; false for a SyntaxError that code threw, as `JSON.parse` does. */
export function isFileSyntaxError(error: unknown): error is SyntaxError {
  return error instanceof SyntaxError && findFramePosition(error) === undefined;
}

/** Node heads the stack of a syntax error with `file:line`, the source line and a row of carets. */
function findSyntaxPosition(error: Error): SourcePosition | undefined {
  if (error.name !== "SyntaxError") return undefined;
  const lines = (error.stack ?? "").split("\n");
  const head = /^(.+?)(?:\?[^:]*)?:(\d+)$/.exec(lines[0] ?? "");
  if (head === null) return undefined;
  const carets = lines.find((line) => /^\s*\^+\s*$/.test(line));
  return { file: toPath(head[1]!), line: Number(head[2]), column: (carets?.indexOf("^") ?? 0) + 1 };
}

/** `Cannot find package 'x' imported from /a/b.ts`: the place of `x` in that file. */
function findImportPosition(error: Error): SourcePosition | undefined {
  const match = /^Cannot find (?:module|package) '(.+?)' imported from (.+?)(?:\?\S*)?$/.exec(error.message);
  if (match === null) return undefined;
  const file = toPath(match[2]!);
  const wanted = match[1]!;
  return { file, ...findText(file, wanted.startsWith("/") || wanted.includes("\\") ? lastPart(wanted) : wanted) };
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

function findText(file: string, text: string): { line: number; column: number } {
  const lines = readLines(file);
  const line = lines.findIndex((candidate) => /\b(?:import|from|export)\b/.test(candidate) && candidate.includes(text));
  return line < 0 ? { line: 1, column: 1 } : { line: line + 1, column: lines[line]!.indexOf(text) + 1 };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function findFramePosition(error: Error): SourcePosition | undefined {
  for (const line of (error.stack ?? "").split("\n")) {
    const frame = /^\s*at (?:.*\()?(?:async )?(.+?)(?:\?[^:)]*)?:(\d+):(\d+)\)?$/.exec(line);
    if (frame === null) continue;
    const file = toPath(frame[1]!);
    if (isAuthorsFile(file)) return { file, line: Number(frame[2]), column: Number(frame[3]) };
  }
  return undefined;
}

function isAuthorsFile(file: string): boolean {
  if (file.startsWith("node:") || file.includes(`${sep}node_modules${sep}`)) return false;
  // Frames of this running copy of comfyc are never an author's place; its own workflows-src is.
  const { root } = ownPackage();
  return !["src", "dist", "bin"].some((folder) => file.startsWith(join(root, folder) + sep)) && /[\\/]/.test(file);
}

function toPath(place: string): string {
  return place.startsWith("file:") ? fileURLToPath(place) : place;
}
