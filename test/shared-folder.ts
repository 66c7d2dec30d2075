import { existsSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "..", process.env["COMFYC_SHARED"] ?? "../shared");

/** The folder of recorded facts beside the repository, or undefined where it is missing; tests that need it then skip. */
export const sharedFolder: string | undefined = existsSync(folder) ? folder : undefined;
