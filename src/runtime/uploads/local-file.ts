import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { FileToUpload } from "../../manifest/bind-slots.ts";
import { findForeignKind } from "./image-head.ts";

/** A local file that exists, is a file and can be read. */
export interface LocalFile extends FileToUpload {
  readonly size: number;
}

/** Checks the file of a media slot before anything is sent. @throws file_not_found, file_unreadable, bad_slot_value */
export async function checkLocalFile(upload: FileToUpload): Promise<LocalFile> {
  const { path, slot } = upload;
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === "ENOENT" || error.code === "ENOTDIR";
    throw missing
      ? problem(upload, "file_not_found", "does not exist", "Check the path.")
      : problem(upload, "file_unreadable", `cannot be looked at (${error.code})`, "Check its permissions.");
  });
  if (!facts.isFile()) {
    const what = facts.isDirectory() ? "is a folder, not a file" : "is not an ordinary file";
    throw problem(upload, "file_unreadable", what, `Give slot "${slot}" the path of one file.`);
  }
  if (facts.size === 0) throw problem(upload, "file_unreadable", "is empty", "Write the file again.");
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw problem(upload, "file_unreadable", `cannot be read (${error.code})`, "Check its permissions.");
  });
  await checkImage(upload);
  return { ...upload, size: facts.size };
}

/** A server would take any file, and fail when a node opens it. What a video or a sound is, only its reader knows. */
async function checkImage(upload: FileToUpload): Promise<void> {
  if (upload.kind !== "image" && upload.kind !== "mask") return;
  const found = await findForeignKind(upload.path);
  if (found === undefined) return;
  throw problem(
    upload,
    "bad_slot_value",
    `is no picture; it is ${found}`,
    "Give a PNG, JPEG, WebP or another picture.",
  );
}

function problem(
  upload: FileToUpload,
  code: "file_not_found" | "file_unreadable" | "bad_slot_value",
  what: string,
  hint: string,
): ComfycError {
  return new ComfycError(code, `Slot "${upload.slot}": ${upload.path} ${what}.`, {
    hint,
    details: { slot: upload.slot },
  });
}
