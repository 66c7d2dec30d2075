import { readFile } from "node:fs/promises";
import { ComfycError } from "../../errors/comfyc-error.ts";

/** The text of a file. @throws file_not_found, file_unreadable (a folder, no permission) */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw fileError(path, error);
  }
}

/** The error for a file that could not be read. */
export function fileError(path: string, error: unknown): ComfycError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ComfycError("file_not_found", `${path} does not exist.`, { hint: "Check the path.", cause: error });
  }
  if (code === "EISDIR") {
    return new ComfycError("file_unreadable", `${path} is a folder, not a file.`, {
      hint: "Name a file.",
      cause: error,
    });
  }
  return new ComfycError("file_unreadable", `${path} cannot be read (${code ?? String(error)}).`, {
    hint: "Check its permissions.",
    cause: error,
  });
}
