import { ComfycError } from "../errors/comfyc-error.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { BoundSlots } from "./bind-slots.ts";
import type { Manifest } from "./manifest.ts";

/**
 * A copy of `prompt` with the bound values at the targets of their slots; nodes that no slot feeds are shared with it.
 * Call `applyEdits` on the result for the structural slots.
 * @throws invalid_manifest where a target is not in the prompt; internal where a file has not been uploaded.
 */
export function applySlots(prompt: Prompt, manifest: Manifest, bound: BoundSlots): Prompt {
  const result: Prompt = { ...prompt };
  const copied = new Set<string>();
  for (const slot of manifest.slots) {
    if (slot.targets.length === 0) continue;
    const value = bound.values[slot.name];
    if (value === undefined)
      throw new ComfycError("internal", `Slot "${slot.name}" has no value: its file is not uploaded.`);
    for (const { node: id, input } of slot.targets) {
      const node = result[id];
      if (node === undefined) throw missingTarget(manifest, slot.name, id);
      if (!copied.has(id)) result[id] = { ...node, inputs: { ...node.inputs } };
      copied.add(id);
      result[id]!.inputs[input] = value;
    }
  }
  return result;
}

function missingTarget(manifest: Manifest, slot: string, node: string): ComfycError {
  return new ComfycError(
    "invalid_manifest",
    `Workflow "${manifest.name}": slot "${slot}" feeds node "${node}", which the prompt does not have.`,
    { hint: "manifest.json and workflow_api.json do not belong together: run comfyc build again." },
  );
}
