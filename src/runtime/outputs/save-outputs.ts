import { unlink } from "node:fs/promises";
import { join } from "node:path";
import type { ManifestOutput } from "../../manifest/manifest.ts";
import type { ComfyServer } from "../comfy-server.ts";
import type { OutputFile } from "../run-result.ts";
import { download, type Downloaded } from "./download.ts";
import { renderFileName, type NameValues } from "./file-name.ts";
import { notWritable, reason } from "../files/not-writable.ts";
import { makeFolderBelow } from "./output-folder.ts";
import type { OutputItem } from "./output-item.ts";
import { publishFile } from "../files/publish-file.ts";

export interface SaveOutputsOptions {
  readonly server: ComfyServer;
  readonly items: readonly OutputItem[];
  readonly outputs: readonly ManifestOutput[];
  /** Absolute, and there. */
  readonly dir: string;
  readonly template: string;
  /** What placeholders stand for, but for those of one file. */
  readonly values: NameValues;
  readonly signal: AbortSignal;
  readonly onFile: (file: OutputFile) => void;
}

/** Names tried before a folder full of equal names is given up. */
const mostTries = 100_000;

/**
 * Fetches all results and then gives them their names, so that a run that is cut leaves no file rather than some.
 * @throws output_missing, output_not_writable, server_unreachable, or the reason of the signal.
 */
export async function saveOutputs(options: SaveOutputsOptions): Promise<OutputFile[]> {
  const fetched: { item: OutputItem; result: Downloaded }[] = [];
  try {
    for (const item of options.items) {
      options.signal.throwIfAborted();
      const target = targetOf(options, item, 1, 1);
      await makeFolderBelow(options.dir, target);
      fetched.push({ item, result: await download(options.server, item, target, options.signal) });
    }
    options.signal.throwIfAborted();
    return await publishAll(options, fetched);
  } catch (error) {
    // What has its name already is no longer there under the temporary one.
    for (const { result } of fetched) await unlink(result.temporary).catch(() => {});
    throw error;
  }
}

/** Name of the output that a node belongs to: the manifest's, else the node's id. */
function outputName(outputs: readonly ManifestOutput[], node: string): string {
  return outputs.find((output) => output.node === node)?.name ?? node;
}

async function publishAll(
  options: SaveOutputsOptions,
  fetched: readonly { item: OutputItem; result: Downloaded }[],
): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  const used = new Map<string, number>();
  for (const { item, result } of fetched) {
    const output = outputName(options.outputs, item.node);
    const { path, index } = await publishFree(options, item, result.temporary, (used.get(output) ?? 0) + 1);
    used.set(output, index);
    const { node, temporary } = item;
    const kind =
      item.kind === "unknown" ? (options.outputs.find((each) => each.node === node)?.kind ?? "unknown") : item.kind;
    const file = { path, output, node, kind, index, bytes: result.bytes, sha256: result.sha256, temporary };
    files.push(file);
    options.onFile(file);
  }
  return files;
}

async function publishFree(
  options: SaveOutputsOptions,
  item: OutputItem,
  temporary: string,
  first: number,
): Promise<{ path: string; index: number }> {
  // A long text before the number can push it out of a name.
  const numbered = targetOf(options, item, first, 1) !== targetOf(options, item, first + 1, 1);
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const index = numbered ? first + attempt - 1 : first;
    const path = targetOf(options, item, index, numbered ? 1 : attempt);
    if (
      await publishFile(temporary, path).catch((error: unknown) =>
        Promise.reject(notWritable(path, reason(error), error)),
      )
    ) {
      return { path, index };
    }
  }
  throw notWritable(targetOf(options, item, first, 1), "every name is taken");
}

/** @param copy 1 for the plain name; above that `_2`, `_3` … before the extension, where names have no number. */
function targetOf(options: SaveOutputsOptions, item: OutputItem, index: number, copy: number): string {
  const { node, kind, extension } = item;
  const output = outputName(options.outputs, node);
  const name = renderFileName(options.template, { ...options.values, output, index, node, kind, ext: extension });
  return join(options.dir, copy === 1 ? name : name.replace(/(\.[A-Za-z0-9]+)?$/, `_${copy}$1`));
}
