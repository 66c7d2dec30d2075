import { basename, extname } from "node:path";
import { bindSlots, withUploaded, type BoundSlots } from "../manifest/bind-slots.ts";
import { applyEdits } from "../manifest/apply-edits.ts";
import { applySlots } from "../manifest/apply-slots.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { parseSlotText } from "../manifest/parse-slot-text.ts";
import type { Prompt } from "../prompt/prompt.ts";
import { SlotProblems } from "../manifest/slot-problems.ts";
import type { Bundle } from "./bundle.ts";
import type { ComfyServer } from "./comfy-server.ts";
import { checkLocalFile, type LocalFile } from "./uploads/local-file.ts";
import { checkUploadSize, uploadFile, type UploadedFile } from "./uploads/upload-file.ts";

/** Slot values that are checked, seeds drawn, with the local files that have to be on the server first. */
export interface PreparedSlots {
  readonly bound: BoundSlots;
  readonly files: readonly LocalFile[];
}

export type SlotValues = Readonly<Record<string, unknown>>;

/**
 * Checks slot values and local files; nothing is sent. The word `random`, or no value where a seed slot has no default,
 * draws a seed.
 * @param models logical model name → file name, for model slots.
 * @throws unknown_slot, bad_slot_value, missing_slot_value, file_not_found, file_unreadable
 */
export async function prepareSlots(
  manifest: Manifest,
  values: SlotValues,
  models: Readonly<Record<string, string>> = {},
): Promise<PreparedSlots> {
  const given: Record<string, unknown> = { ...values };
  for (const slot of manifest.slots) {
    const names = [slot.name, ...slot.renamedFrom].filter((name) => given[name] !== undefined);
    const value = names.length > 0 ? given[names[0]!] : slot.default;
    if (slot.kind === "seed" && (value === "random" || value === undefined)) {
      given[names[0] ?? slot.name] = parseSlotText(slot, "random");
    } else if (slot.kind === "model" && typeof value === "string" && Object.hasOwn(models, value)) {
      given[names[0] ?? slot.name] = models[value];
    }
  }
  const bound = bindSlots(manifest, given);
  return { bound, files: await checkLocalFiles(bound) };
}

async function checkLocalFiles({ uploads }: BoundSlots): Promise<LocalFile[]> {
  const problems = new SlotProblems();
  const checked = await Promise.allSettled(uploads.map(checkLocalFile));
  const files = checked.flatMap((each) => {
    if (each.status === "fulfilled") return [each.value];
    problems.collect(() => {
      throw each.reason;
    });
    return [];
  });
  problems.throwAny();
  return files;
}

/** Uploads the files of prepared slots. @throws file_unreadable, server_unreachable, not_comfyui */
export async function uploadFiles(
  server: ComfyServer,
  files: readonly LocalFile[],
  signal: AbortSignal,
): Promise<UploadedFile[]> {
  if (files.length === 0) return [];
  const limit = await server.fetchMaxUploadSize(signal);
  for (const file of files) checkUploadSize(file, limit);
  const uploaded: UploadedFile[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    uploaded.push(await uploadFile(server, file, signal));
  }
  return uploaded;
}

/** The values as they go into the prompt, uploaded files by the server's names. */
export function finalValues(prepared: PreparedSlots, uploaded: readonly UploadedFile[]): BoundSlots {
  return withUploaded(prepared.bound, Object.fromEntries(uploaded.map(({ slot, name }) => [slot, name])));
}

/** The bundle's prompt with its slots filled in and its structural pieces switched. */
export function bindPrompt(bundle: Bundle, bound: BoundSlots): Prompt {
  const { prompt, manifest } = bundle;
  return applyEdits(applySlots(prompt, manifest, bound), manifest, bound.values);
}

/** The seed as sent: of the first seed slot, else the first `seed` or `noise_seed` of the prompt; null where there is none. */
export function findSeed(manifest: Manifest, bound: BoundSlots, prompt: Prompt): string | number | bigint | null {
  const slot = manifest.slots.find((each) => each.kind === "seed");
  const value = slot === undefined ? undefined : bound.values[slot.name];
  if (value !== undefined && typeof value !== "boolean") return value;
  for (const node of Object.values(prompt)) {
    const seed = node.inputs["seed"] ?? node.inputs["noise_seed"];
    if (typeof seed === "number" || typeof seed === "bigint") return seed;
  }
  return null;
}

/** What slots stand for in a name template: their values, local files by name without folder and extension. */
export function nameValuesOf(prepared: PreparedSlots): Record<string, string | number | bigint | boolean> {
  const files = prepared.files.map(({ slot, path }) => [slot, basename(path, extname(path))]);
  return { ...prepared.bound.values, ...Object.fromEntries(files) };
}
