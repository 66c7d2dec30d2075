import { stat } from "node:fs/promises";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { fileError, readTextFile } from "../../runtime/files/read-text-file.ts";

/** Longest object_info, in bytes: some thirty times that of a large install. */
export const longestObjectInfo = 64 * 2 ** 20;

/** The error for more bytes than comfyc reads; `bytes` is what was told or read so far. */
export function tooLong(source: string, bytes: number, limit: number): ComfycError {
  const mebibytes = (count: number) => Math.ceil(count / 2 ** 20);
  return new ComfycError(
    "invalid_schema",
    `${source} is ${mebibytes(bytes)} MiB or longer; the limit is ${mebibytes(limit)} MiB.`,
    { hint: "No list of node types is that long: look at what the server sends, and at its node packs." },
  );
}

/** The text of a file with node types. @throws file_not_found, file_unreadable, invalid_schema for one over the limit */
export async function readSchemaText(path: string, source: string): Promise<string> {
  const { size } = await stat(path).catch((error: unknown) => Promise.reject(fileError(source, error)));
  if (size > longestObjectInfo) throw tooLong(source, size, longestObjectInfo);
  return readTextFile(path);
}
