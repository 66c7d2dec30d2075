import type { ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { withCaption } from "../picture/draw-picture.ts";
import { resizeFrame } from "../picture/pixels.ts";
import { describedInput, imageInput, integer, number, text } from "../values/read-input.ts";
import { described, type Described, type ImageValue } from "../values/node-values.ts";

const tile = 512;
const overlap = 32;

/** The factor in an upscaler's name, such as `4x-UltraSharp` or `RealESRGAN_x2`; 4 where it names none. */
export function upscaleFactor(name: string): number {
  const base = name.split(/[\\/]/).at(-1) ?? name;
  const match = /(?:^|[^\da-z])(\d)x|x(\d)(?!\d)/i.exec(base);
  const factor = Number(match?.[1] ?? match?.[2] ?? 4);
  return factor >= 1 && factor <= 8 ? factor : 4;
}

function checkpoint(inputs: NodeInputs): Described[] {
  const name = text(inputs, "ckpt_name");
  return ["MODEL", "CLIP", "VAE"].map((type) => described(type, name));
}

/** Names and strengths that were put upon a model, so that each of them shows. */
function withLora(source: string, name: string, strength: number): string {
  return strength === 0 ? source : `${source} + ${name} ${strength}`;
}

function loadLora(inputs: NodeInputs): Described[] {
  const name = text(inputs, "lora_name");
  return [
    described("MODEL", withLora(describedInput(inputs, "model"), name, number(inputs, "strength_model"))),
    described("CLIP", withLora(describedInput(inputs, "clip"), name, number(inputs, "strength_clip"))),
  ];
}

function tileCount(length: number): number {
  return length <= tile ? 1 : Math.ceil((length - overlap) / (tile - overlap));
}

/** Really scales by the factor in the model's name and says so, with one progress tick a tile as the real node has. */
async function upscaleWithModel(
  inputs: NodeInputs,
  context: Parameters<ExecutorDefinition["execute"]>[1],
): Promise<ImageValue[]> {
  const source = imageInput(inputs, "image");
  const model = describedInput(inputs, "upscale_model");
  const factor = upscaleFactor(model);
  const size = { width: source.width * factor, height: source.height * factor };
  const tiles = source.frames.length * tileCount(source.width) * tileCount(source.height);
  const frames: Buffer[] = [];
  for (const frame of source.frames) frames.push(await resizeFrame(frame, source, size, { kernel: "lanczos3" }));
  for (let done = 1; done <= tiles; done++) {
    await context.sleep(context.stepDelay);
    context.progress(done, tiles);
  }
  return [await withCaption({ ...source, ...size, frames }, [`simulated: scaled ${factor}x, ${model} was not run`])];
}

export const modelExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  CheckpointLoaderSimple: { execute: checkpoint },
  CheckpointLoader: { execute: checkpoint },
  UNETLoader: { execute: (inputs) => [described("MODEL", text(inputs, "unet_name"))] },
  CLIPLoader: { execute: (inputs) => [described("CLIP", text(inputs, "clip_name"))] },
  VAELoader: { execute: (inputs) => [described("VAE", text(inputs, "vae_name"))] },
  LoraLoader: { execute: loadLora },
  LoraLoaderModelOnly: {
    execute: (inputs) => [
      described(
        "MODEL",
        withLora(describedInput(inputs, "model"), text(inputs, "lora_name"), number(inputs, "strength_model")),
      ),
    ],
  },
  CLIPSetLastLayer: {
    execute: (inputs) => [
      described("CLIP", `${describedInput(inputs, "clip")} skip ${integer(inputs, "stop_at_clip_layer")}`),
    ],
  },
  UpscaleModelLoader: { execute: (inputs) => [described("UPSCALE_MODEL", text(inputs, "model_name"))] },
  ImageUpscaleWithModel: { execute: upscaleWithModel },
};
