import { inputKey } from "../errors/issue.ts";
import type { Manifest, ModelRequirement } from "../manifest/manifest.ts";
import type { Prompt } from "../prompt/prompt.ts";
import { expandInputs } from "../schema/expand-inputs.ts";
import type { Schema } from "../schema/node-type.ts";

/** Python modules of ComfyUI itself; every other pack has to be installed. */
const corePack = /^(nodes|comfy_extras|comfy_api_nodes)(\.|$)/;

/**
 * What a server needs to run the prompt: node packs, and the files of model inputs.
 * @param unsettled `node\0input` of inputs whose value is only a placeholder.
 */
export function findRequirements(prompt: Prompt, schema: Schema, unsettled: ReadonlySet<string>): Manifest["requires"] {
  const packs = new Set<string>();
  const models: ModelRequirement[] = [];
  for (const [node, { class_type, inputs }] of Object.entries(prompt)) {
    const nodeType = schema.nodeTypes.get(class_type);
    if (nodeType === undefined) continue;
    if (!corePack.test(nodeType.pack)) packs.add(nodeType.pack.replace(/^custom_nodes\./, ""));
    for (const { name, input } of expandInputs(nodeType, inputs)) {
      const folder = input.options.modelFolder;
      const file = inputs[name];
      if (folder === undefined || typeof file !== "string" || unsettled.has(inputKey(node, name))) continue;
      models.push({ folder, file, node, input: name, url: null });
    }
  }
  return { comfyui: null, nodePacks: [...packs].sort(), models };
}
