import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { JsonValue } from "../../src/json/json-value.ts";
import type { Manifest, ManifestSlot } from "../../src/manifest/manifest.ts";
import { renderPrompt, sha256 } from "../../src/prompt/prompt-text.ts";
import type { Prompt } from "../../src/prompt/prompt.ts";
import type { Bundle } from "../../src/runtime/bundle.ts";

export const savePrompt: Prompt = {
  "1": { class_type: "EmptyImage", inputs: { width: 64, height: 64, batch_size: 1, color: 0 } },
  "2": { class_type: "SaveImage", inputs: { images: ["1", 0] as JsonValue, filename_prefix: "a" } },
};

export function slot(
  facts: Partial<ManifestSlot> & Pick<ManifestSlot, "name" | "kind" | "type" | "targets">,
): ManifestSlot {
  return { label: facts.name, group: null, order: 0, renamedFrom: [], ...facts };
}

/** A bundle that fills one SaveImage, node "2", as the output `image`. */
export function sampleBundle(
  facts: { prompt?: Prompt; manifest?: Partial<Manifest>; sources?: Bundle["sources"] } = {},
): Bundle {
  const prompt = facts.prompt ?? savePrompt;
  return {
    dir: null,
    prompt,
    manifest: {
      manifestVersion: 1,
      name: "sample",
      version: "1.0.0",
      task: null,
      comfycVersion: "0.1.0",
      promptSha256: sha256(renderPrompt(prompt)),
      schemaSha256: "0".repeat(64),
      slots: [],
      edits: [],
      outputs: [{ name: "image", node: "2", kind: "image" }],
      requires: { comfyui: null, nodePacks: [], models: [] },
      ...facts.manifest,
    },
    workflowJson: { nodes: [], version: 0.4 },
    sources: facts.sources ?? {},
  };
}

/** A folder of its own for one test. */
export async function temporaryFolder(): Promise<{
  path: string;
  list: () => Promise<string[]>;
  [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), "comfyc-runtime-"));
  return {
    path,
    list: async () =>
      (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(path, join(entry.parentPath, entry.name)))
        .sort(),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

export const image = { images: [{ filename: "a_00001_.png", subfolder: "sub", type: "output" }] };
export const pixels = Buffer.from("89504e470d0a1a0a00000000", "hex");

/** Short pauses, so that the tests of lost prompts take no seconds. */
export const quick = {
  submitPolicy: { pausesMs: [10], unknownAfterMs: 60, askForMs: 500 },
  followPolicy: { pollMs: 150, pollAloneMs: 50, lostAfterMs: 80, patienceMs: 400, cancelGraceMs: 800 },
};
