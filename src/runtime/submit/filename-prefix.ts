import { isLink, type Prompt } from "../../prompt/prompt.ts";

/** Their file on the server is the result itself, found by its name there; they report no output. */
const modelSavers = new Set([
  "CheckpointSave",
  "ImageOnlyCheckpointSave",
  "CLIPSave",
  "VAESave",
  "ModelSave",
  "LoraSave",
  "SaveLoRA",
]);

/**
 * A copy of `prompt` whose saving nodes write below `prefix`, each under its own id. Unique per attempt: a fully cached
 * save writes no new file and reports an old name, and two servers on one output folder race for the same counter.
 * Only output nodes are touched: those of `outputs`, and those that feed no other node.
 */
export function rewritePrefixes(prompt: Prompt, outputs: ReadonlySet<string>, prefix: string): Prompt {
  const feeding = new Set<string>();
  for (const node of Object.values(prompt)) {
    for (const value of Object.values(node.inputs)) if (isLink(value)) feeding.add(value[0]);
  }
  const result: Prompt = { ...prompt };
  for (const [id, node] of Object.entries(prompt)) {
    const isOutput = outputs.has(id) || !feeding.has(id);
    if (!isOutput || modelSavers.has(node.class_type) || typeof node.inputs["filename_prefix"] !== "string") continue;
    result[id] = { ...node, inputs: { ...node.inputs, filename_prefix: `${prefix}/${plain(id)}` } };
  }
  return result;
}

/** Letters that every file system takes and that the server does not expand (`%date%`). */
export function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 60) || "_";
}
