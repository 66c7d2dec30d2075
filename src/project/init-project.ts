import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ComfycError } from "../errors/comfyc-error.ts";
import { ownPackage } from "./settings/own-package.ts";
import { projectTemplate } from "./project-template.ts";
import { writeChangedFile } from "./write-files.ts";

export interface InitResult {
  /** Absolute. */
  readonly root: string;
  /** Paths from `root` of the files that were written. */
  readonly written: readonly string[];
  /** Files that were there and were left as they are. */
  readonly kept: readonly string[];
}

/** `npm install comfyc` in an empty folder makes a package.json; it is no reason to refuse the folder. */
const kept = ["package.json"];

/**
 * Makes a new project with a working example in `root`. Writes nothing where one of its files is there already,
 * a package.json apart, which stays as it is.
 * @throws file_exists, output_not_writable
 */
export async function initProject(root: string): Promise<InitResult> {
  const files = projectTemplate(packageName(root), ownPackage().version);
  const present = [...files.keys()].filter((path) => existsSync(join(root, path)));
  const blocking = present.filter((path) => !kept.includes(path));
  if (blocking.length > 0) {
    throw new ComfycError("file_exists", `${root} already has ${blocking.join(", ")}; nothing was written.`, {
      hint: "Name another folder, or move those files away.",
    });
  }
  const written = [...files.keys()].filter((path) => !present.includes(path));
  for (const path of written) await writeChangedFile(join(root, path), files.get(path)!);
  return { root, written, kept: present };
}

/** The folder's name as npm allows it. */
function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "");
  return name === "" ? "workflows" : name;
}
