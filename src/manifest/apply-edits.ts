import type { JsonObject, JsonValue } from "../json/json-value.ts";
import { findFeeding, linksOf } from "../prompt/prompt-links.ts";
import { isLink, type Link, type Prompt } from "../prompt/prompt.ts";
import type { Manifest, ManifestEdit } from "./manifest.ts";

/** The parts of a manifest that edits need. */
export type EditedManifest = Pick<Manifest, "edits" | "outputs">;

/**
 * `prompt` with the pieces of its structural slots switched as `values` say; the algorithm of docs/design/edits.md.
 * The original is not touched. Where no edit matches, the result equals the prompt.
 * @param values slot → value; only the structural slots are looked at.
 */
export function applyEdits(
  prompt: Prompt,
  manifest: EditedManifest,
  values: Readonly<Record<string, unknown>>,
): Prompt {
  const matching = manifest.edits.filter(
    (edit) => Object.hasOwn(values, edit.slot) && values[edit.slot] === edit.equals,
  );
  if (matching.length === 0) return prompt;
  const plan = mergeEdits(matching);
  const kept = Object.entries(prompt).filter(([id]) => !plan.removed.has(id));
  const result = kept.map(([id, node]) => [id, { ...node, inputs: resolveInputs(node.inputs, prompt, plan) }] as const);
  return prune(Object.fromEntries(result), findEnds(prompt, manifest, plan));
}

interface EditPlan {
  readonly removed: ReadonlySet<string>;
  /** Output of a removed node → the input of that node whose source takes its place, a link, or null for nothing. */
  readonly substitutes: ReadonlyMap<string, string | Link | null>;
}

/** Where two edits say something of the same output, the first in the manifest counts. */
function mergeEdits(edits: readonly ManifestEdit[]): EditPlan {
  const removed = new Set(edits.flatMap((edit) => edit.remove));
  const substitutes = new Map<string, string | Link | null>();
  for (const { bypass, rewire = {} } of edits) {
    for (const [id, outputs] of [...Object.entries(bypass), ...Object.entries(rewire)]) {
      for (const [index, substitute] of Object.entries(outputs)) {
        const key = outputKey(id, Number(index));
        if (!substitutes.has(key)) substitutes.set(key, substitute);
      }
    }
  }
  return { removed, substitutes };
}

function outputKey(id: string, index: number): string {
  return `${index}\0${id}`;
}

function resolveInputs(inputs: JsonObject, prompt: Prompt, plan: EditPlan): JsonObject {
  const result: JsonObject = {};
  for (const [input, value] of Object.entries(inputs)) {
    const resolved = isLink(value) ? resolveLink(value, prompt, plan) : value;
    if (resolved !== undefined) result[input] = resolved;
  }
  return result;
}

/** Follows the substitutes to a node that stays, or to a literal that a removed node was given; undefined: no link. */
function resolveLink(start: Link, prompt: Prompt, plan: EditPlan): JsonValue | undefined {
  const passed = new Set<string>();
  let value: JsonValue | undefined = start;
  while (isLink(value) && plan.removed.has(value[0])) {
    const key = outputKey(value[0], value[1]);
    const substitute = plan.substitutes.get(key);
    if (substitute === undefined || substitute === null || passed.has(key)) return undefined;
    passed.add(key);
    value = typeof substitute === "string" ? prompt[value[0]]?.inputs[substitute] : substitute;
  }
  return isLink(value) && !Object.hasOwn(prompt, value[0]) ? undefined : value;
}

/** The nodes whose results count: the manifest's outputs, and those that nothing in the unedited prompt is linked to. */
function findEnds(prompt: Prompt, manifest: EditedManifest, plan: EditPlan): string[] {
  const used = new Set(Object.values(prompt).flatMap((node) => linksOf(node).map(([, [source]]) => source)));
  const outputs = new Set(manifest.outputs.map((output) => output.node));
  return Object.keys(prompt).filter((id) => !plan.removed.has(id) && (!used.has(id) || outputs.has(id)));
}

function prune(prompt: Prompt, ends: readonly string[]): Prompt {
  const reached = findFeeding(prompt, ends);
  return Object.fromEntries(Object.entries(prompt).filter(([id]) => reached.has(id)));
}
