import { randomUUID } from "node:crypto";
import { open, unlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { renderPrompt, sha256 } from "../../prompt/prompt-text.ts";
import type { Prompt } from "../../prompt/prompt.ts";
import type { RunResult } from "../run-result.ts";
import type { UploadedFile } from "../uploads/upload-file.ts";
import { cleanPart } from "./file-name.ts";
import { notWritable, reason } from "../files/not-writable.ts";
import { publishFile } from "../files/publish-file.ts";

export interface SidecarFacts {
  readonly result: RunResult;
  readonly manifest: Manifest;
  /** As it was posted. */
  readonly prompt: Prompt;
  readonly seed: string | number | bigint | null;
  readonly uploads: readonly UploadedFile[];
}

/** Writes the record of a run beside its files, in one step, over no other file. @returns its path. @throws output_not_writable */
export async function writeSidecar(dir: string, facts: SidecarFacts): Promise<string> {
  const stem = cleanPart(`${facts.manifest.name}_${facts.result.id}`);
  const temporary = join(dir, `.${stem}.${randomUUID()}.part`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(`${stringifyJson(renderSidecar(dir, facts), 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    for (let copy = 1; ; copy++) {
      const target = join(dir, copy === 1 ? `${stem}.json` : `${stem}_${copy}.json`);
      if (await publishFile(temporary, target)) return target;
    }
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw notWritable(join(dir, `${stem}.json`), reason(error), error);
  }
}

function renderSidecar(dir: string, { result, manifest, prompt, seed, uploads }: SidecarFacts): JsonObject {
  const files = result.files.map(({ path, ...rest }): JsonObject => ({
    path: relative(dir, path).split(sep).join("/"),
    ...rest,
  }));
  return {
    sidecarVersion: 1,
    run: result.id,
    workflow: manifest.name,
    workflowVersion: manifest.version,
    comfycVersion: manifest.comfycVersion,
    promptId: result.promptId,
    promptSha256: manifest.promptSha256,
    sentPromptSha256: sha256(renderPrompt(prompt)),
    schemaSha256: manifest.schemaSha256,
    slots: Object.fromEntries(Object.entries(result.slots).map(([name, value]) => [name, portable(value)])),
    seed: seed === null ? null : portable(seed),
    server: { url: result.server.url, version: result.server.version },
    ...(result.server.simulated && { simulated: true }),
    cached: result.cached,
    timings: { ...result.timings },
    uploads: uploads.map((upload): JsonObject => ({ ...upload })),
    files,
  };
}

/** Integers that a double cannot hold become decimal strings, as in manifests. */
function portable(value: string | number | bigint | boolean): JsonValue {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** The folder that the record of a run belongs into: that of its first file, or of where it would be. */
export function sidecarFolder(files: readonly { readonly path: string }[], fallback: string): string {
  return dirname(files[0]?.path ?? fallback);
}
