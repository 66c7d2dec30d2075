import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { cloneName, clones, cloneSchema } from "./cloned-schema.ts";
import type { Bench, Row } from "./row.ts";
import { duration } from "./timing.ts";
import { costOfTypes } from "./typed-project.ts";

const workflows = 200;

/** What tsc needs for a studio's worth of node types and workflows. */
export const benchTypeCheck: Bench = async () => {
  const schema = cloneSchema(await loadStockSchema());
  const sources = Array.from({ length: workflows }, (_, index) => workflowText(index));
  const { check, total, memory } = await costOfTypes(schema, sources);
  const scene = `${schema.nodeTypes.size} node types × ${workflows} workflows of 7 calls, tsc 7`;
  return [
    row(`${scene}: check`, "≤ 0.2 s", duration(check), check <= 200),
    row(`${scene}: total`, "≤ 0.8 s", duration(total), total <= 800),
    row(`${scene}: memory`, "≤ 120 MB", `${memory.toFixed(0)} MB`, memory <= 120),
  ];
};

function row(what: string, goal: string, measured: string, met: boolean): Row {
  return { what, goal, measured, met };
}

/** Seven calls; each workflow takes the node types of one of the clones. */
function workflowText(index: number): string {
  const clone = index % clones;
  const call = (name: string) => `comfy[${JSON.stringify(cloneName(name, clone))}]`;
  return `import { workflow } from "comfyc";
export default workflow("w${index}", {
  build(comfy) {
    const { MODEL, CLIP, VAE } = ${call("CheckpointLoaderSimple")}({ ckpt_name: "model.safetensors" });
    const samples = ${call("KSampler")}({
      model: MODEL, seed: ${index}, steps: 20, cfg: 7, sampler_name: "euler", scheduler: "normal",
      positive: ${call("CLIPTextEncode")}({ text: "picture ${index}", clip: CLIP }),
      negative: ${call("CLIPTextEncode")}({ text: "blurry", clip: CLIP }),
      latent_image: ${call("EmptyLatentImage")}({ width: 512, height: 512 }),
    });
    return { image: ${call("SaveImage")}({ images: ${call("VAEDecode")}({ samples, vae: VAE }) }) };
  },
});
`;
}
