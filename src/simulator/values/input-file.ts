import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { ExecutorContext, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { text } from "./read-input.ts";

/** Path of an uploaded file by the value of its input. @throws NodeError where there is none */
export function inputPath(inputs: NodeInputs, name: string, context: ExecutorContext): string {
  const value = text(inputs, name);
  const path = context.folders.resolveAnnotated(value);
  if (path === null || value === "" || !existsSync(path)) {
    throw new NodeError(`[Errno 2] No such file or directory: '${value}'`, "FileNotFoundError");
  }
  return path;
}

/** IS_CHANGED of the loading nodes: the hash of the file, so that other content under the same name runs again. */
export function fileFingerprint(input: string) {
  return async (inputs: NodeInputs, context: ExecutorContext): Promise<string> => {
    const value = inputs[input];
    const path = typeof value === "string" ? context.folders.resolveAnnotated(value) : null;
    if (path === null || !existsSync(path)) return String(Math.random());
    return createHash("sha256")
      .update(await readFile(path).catch(() => Buffer.alloc(0)))
      .digest("hex");
  };
}
