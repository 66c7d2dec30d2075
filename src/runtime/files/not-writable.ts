import { ComfycError } from "../../errors/comfyc-error.ts";

/** The error for a file or folder that could not be written. @param problem see `reason` */
export function notWritable(
  path: string,
  problem: string,
  cause?: unknown,
  hint = "Give another output folder, or make this one writable.",
): ComfycError {
  return new ComfycError("output_not_writable", `${path} cannot be written: ${problem}.`, {
    hint,
    ...(cause !== undefined && { cause }),
  });
}

/** Words for an error of the file system. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const words: Record<string, string> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    EROFS: "the file system is read-only",
    ENOSPC: "the disk is full",
    EDQUOT: "the quota is used up",
    EFBIG: "the file is larger than the file system takes",
    ENAMETOOLONG: "the name is too long",
    ENOTDIR: "a part of the path is a file",
    EEXIST: "a part of the path is a file or a broken link",
    ENOENT: "no folder can be made there",
  };
  return Object.hasOwn(words, code) ? words[code]! : code || "unknown reason";
}
