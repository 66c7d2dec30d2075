import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../errors/source-position.ts";

/** Frames looked at where the first is not in a file: built-in functions such as `Array.map` may stand between. */
const frameLimit = 8;

/**
 * Where `called` was called from: the first frame above it that lies in a file, or null where there is none.
 * Frames of comfyc itself never show: `called` is the function that the author's code calls, and V8 drops it and
 * everything below. The text of the stack is read, not its call sites, because only the text has gone through the
 * source maps of vitest, tsx and `--enable-source-maps`.
 */
export function captureCallPosition(called: (...parameters: never[]) => unknown): SourcePosition | null {
  // Writing a frame as text is most of the cost, and the first is nearly always the author's.
  return findFirstPosition(captureStack(called, 1)) ?? findFirstPosition(captureStack(called, frameLimit));
}

function captureStack(called: (...parameters: never[]) => unknown, frames: number): string | undefined {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = frames;
    Error.captureStackTrace(holder, called);
    return holder.stack;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The first frame of a stack text that lies in a file: neither built in nor part of Node itself. */
export function findFirstPosition(stack: unknown): SourcePosition | null {
  if (typeof stack !== "string") return null;
  for (const line of stack.split("\n")) {
    const position = parseFrame(line);
    if (position !== null) return position;
  }
  return null;
}

// `at name (location)`, `at location`, `at async location`; a location is a file URL or an absolute path.
const frame = /^\s*at (?:.*? \()??(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/]|\\\\).*):(\d+):(\d+)\)?$/;

function parseFrame(line: string): SourcePosition | null {
  // Evaluated code has no place of its own, though its frame names the file that called eval.
  const match = line.includes("(eval at ") ? null : frame.exec(line);
  if (match === null) return null;
  const [, location = "", row, column] = match;
  return { file: toPath(location), line: Number(row), column: Number(column) };
}

function toPath(location: string): string {
  if (!location.startsWith("file:")) return location;
  try {
    return fileURLToPath(location);
  } catch {
    // A file URL of another machine or platform has no path here.
    return location;
  }
}
