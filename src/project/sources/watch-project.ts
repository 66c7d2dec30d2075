import { existsSync, type FSWatcher, watch } from "node:fs";
import { sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { forgetImportedFiles } from "./import-file.ts";
import { toProjectPath } from "../settings/project-path.ts";
import type { Project } from "../settings/project.ts";

/** Editors write a file in several steps; what comes within this time is one change. A later step builds once more. */
const settleMs = 40;

/**
 * Yields once at the start, with nothing, and then for each burst of changes the paths that changed, from the
 * project's folder. Every module of the project is read anew after each yield. Ends when `signal` is aborted.
 */
export async function* watchProject(project: Project, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  const changed = new Set<string>();
  let wake = () => {};
  const note = (folder: string) => (_event: string, name: string | null) => {
    if (name !== null && isSource(name)) changed.add(toProjectPath(project.root, `${folder}${sep}${name}`));
    wake();
  };
  if (!existsSync(project.workflowsFolder)) {
    throw new ComfycError(
      "file_not_found",
      `${project.workflowsFolder} does not exist, so there is nothing to watch.`,
      {
        hint: "Make the folder, or name another as `workflows` in the config.",
      },
    );
  }
  const watchers: FSWatcher[] = [
    watch(project.workflowsFolder, { recursive: true }, note(project.workflowsFolder)),
    // The config stands in the root, where installs and outputs make noise: only its own files count.
    watch(project.root, note(project.root)),
  ];
  const stop = () => wake();
  signal.addEventListener("abort", stop);
  try {
    forgetImportedFiles();
    yield [];
    while (!signal.aborted) {
      if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      if (changed.size === 0) continue;
      await delay(settleMs);
      const paths = [...changed].sort();
      changed.clear();
      forgetImportedFiles();
      yield paths;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    for (const watcher of watchers) watcher.close();
  }
}

function isSource(name: string): boolean {
  return (
    /\.(?:[cm]?ts|[cm]?js|json)$/.test(name) &&
    !/(?:^|[\\/])(?:node_modules|\.)/.test(name) &&
    !name.startsWith("package")
  );
}
