import { slotType, type SlotKind } from "../../src/manifest/slot-declaration.ts";
import type { Manifest, ManifestSlot } from "../../src/manifest/manifest.ts";

export function newSlot(name: string, kind: SlotKind, facts: Partial<ManifestSlot> = {}): ManifestSlot {
  const head = { name, type: slotType(kind), kind, label: name, group: null, order: 0 };
  return {
    ...head,
    ...facts,
    renamedFrom: facts.renamedFrom ?? [],
    targets: facts.targets ?? [{ node: "Sampler", input: name }],
  };
}

export function newManifest(slots: ManifestSlot[], facts: Partial<Manifest> = {}): Manifest {
  return {
    manifestVersion: 1,
    name: "sample",
    version: "1.0.0",
    task: null,
    comfycVersion: "0.1.0",
    promptSha256: "0",
    schemaSha256: "0",
    slots,
    edits: [],
    outputs: [],
    requires: { comfyui: null, nodePacks: [], models: [] },
    ...facts,
  };
}

const largest = "18446744073709551615";

export const sample = newManifest([
  newSlot("prompt", "text", { default: "a cat", targets: [{ node: "Text", input: "text" }] }),
  newSlot("seed", "seed", { default: 0, min: 0, max: largest, targets: [{ node: "Sampler", input: "seed" }] }),
  newSlot("steps", "int", { default: 20, min: 1, max: 150, targets: [{ node: "Sampler", input: "steps" }] }),
  newSlot("cfg", "float", { default: 7, min: 0, max: 100, targets: [{ node: "Sampler", input: "cfg" }] }),
  newSlot("tiled", "bool", { default: false, targets: [{ node: "Decode", input: "tiled" }] }),
  newSlot("sampler_name", "choice", {
    default: "euler",
    options: ["euler", "heun", "ddim"],
    renamedFrom: ["sampler"],
    targets: [{ node: "Sampler", input: "sampler_name" }],
  }),
  newSlot("duration", "choice", { default: 5, options: [5, 10], targets: [] }),
  newSlot("model", "model", { default: "a.safetensors", folder: "checkpoints", targets: [] }),
  newSlot("photo", "image", { default: "example.png", targets: [{ node: "Load", input: "image" }] }),
]);
