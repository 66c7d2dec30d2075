import { writeFile } from "node:fs/promises";
import type { ExecutorContext, ExecutorDefinition, ExecutorResult, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { encodeLatentFile } from "../files/safetensors.ts";
import { drawLatent } from "../picture/draw-picture.ts";
import { filesUi } from "../values/files-ui.ts";
import { metadataOf } from "../files/metadata.ts";
import { groupInputs, imageInput, integer, latentInput, maskInput, number, text } from "../values/read-input.ts";
import { isValue, type ImageValue, type LatentValue } from "../values/node-values.ts";

/** Frames of a video by how many of them one latent frame holds; node types not named here make pictures or hold 4. */
const frameSteps: readonly (readonly [RegExp, number])[] = [
  [/LTXV/, 8],
  [/Cosmos/, 8],
  [/Mochi/, 6],
];

/** The number of frames that come back from a latent of `length` frames: whole steps, and one. */
export function videoLength(classType: string, length: number): number {
  const step = frameSteps.find(([pattern]) => pattern.test(classType))?.[1] ?? 4;
  return Math.floor((length - 1) / step) * step + 1;
}

/** A latent without content; a node type with `length` makes a video. */
export function emptyLatent(inputs: NodeInputs, classType: string): LatentValue {
  const isVideo = inputs["length"] !== undefined;
  return {
    type: "LATENT",
    width: integer(inputs, "width", 512),
    height: integer(inputs, "height", 512),
    batch: integer(inputs, "batch_size", 1),
    length: isVideo ? videoLength(classType, integer(inputs, "length")) : 1,
    isVideo,
    content: { kind: "empty" },
    mask: null,
  };
}

/** Sides are cut to multiples of 8, as an image VAE does. */
export function latentOf(pixels: ImageValue): LatentValue {
  const side = (length: number) => Math.max(8, Math.floor(length / 8) * 8);
  return {
    type: "LATENT",
    width: side(pixels.width),
    height: side(pixels.height),
    batch: pixels.frames.length,
    length: 1,
    isVideo: false,
    content: { kind: "pixels", image: pixels, hold: 0 },
    mask: null,
  };
}

/** A video latent that begins with a picture, held the more the larger `strength` is. */
export function latentFromImage(
  inputs: NodeInputs,
  classType: string,
  imageName: string,
  strength: number,
): LatentValue {
  const latent = emptyLatent(inputs, classType);
  const start = inputs[imageName];
  if (!isValue<ImageValue>(start, "IMAGE")) return latent;
  return { ...latent, content: { kind: "pixels", image: start, hold: Math.min(1, Math.max(0, strength)) } };
}

async function decode(inputs: NodeInputs): Promise<ImageValue[]> {
  const latent = latentInput(inputs, "samples");
  const { content } = latent;
  // Pixels that were only encoded come back as they were.
  if (
    content.kind === "pixels" &&
    content.image.width === latent.width &&
    content.image.height === latent.height &&
    latent.length === 1
  ) {
    return [content.image];
  }
  return [await drawLatent(latent)];
}

function resized(latent: LatentValue, width: number, height: number): LatentValue {
  const side = (length: number) => Math.max(8, Math.round(length / 8) * 8);
  return { ...latent, width: side(width), height: side(height) };
}

function upscale(inputs: NodeInputs): LatentValue[] {
  const latent = latentInput(inputs, "samples");
  let width = integer(inputs, "width");
  let height = integer(inputs, "height");
  if (width === 0 && height === 0) return [latent];
  if (width === 0) width = (latent.width * height) / latent.height;
  if (height === 0) height = (latent.height * width) / latent.width;
  return [resized(latent, width, height)];
}

function joinLatents(latents: readonly LatentValue[]): LatentValue[] {
  const [first] = latents;
  if (first === undefined)
    throw new NodeError("BatchLatentsNode.execute() missing 1 required argument: 'latents'", "TypeError");
  return [{ ...first, batch: latents.reduce((sum, latent) => sum + latent.batch, 0) }];
}

async function saveLatent(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const latent = latentInput(inputs, "samples");
  const { path, file } = (await context.folders.saver("output", text(inputs, "filename_prefix"), latent)).next(
    "latent",
  );
  const shape = [latent.batch, 4, Math.ceil(latent.height / 8), Math.ceil(latent.width / 8)];
  await writeFile(path, encodeLatentFile(shape, metadataOf(context)));
  return filesUi("latents", [file]);
}

export const latentExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  VAEDecode: { execute: decode },
  VAEDecodeTiled: { execute: decode },
  VAEEncode: { execute: (inputs) => [latentOf(imageInput(inputs, "pixels"))] },
  VAEEncodeTiled: { execute: (inputs) => [latentOf(imageInput(inputs, "pixels"))] },
  VAEEncodeForInpaint: {
    execute: (inputs) => [{ ...latentOf(imageInput(inputs, "pixels")), mask: maskInput(inputs, "mask") }],
  },
  SetLatentNoiseMask: { execute: (inputs) => [{ ...latentInput(inputs, "samples"), mask: maskInput(inputs, "mask") }] },
  LatentUpscale: { execute: upscale },
  LatentUpscaleBy: {
    execute: (inputs) => {
      const latent = latentInput(inputs, "samples");
      const factor = number(inputs, "scale_by");
      return [resized(latent, latent.width * factor, latent.height * factor)];
    },
  },
  RepeatLatentBatch: {
    execute: (inputs) => {
      const latent = latentInput(inputs, "samples");
      return [{ ...latent, batch: latent.batch * integer(inputs, "amount") }];
    },
  },
  LatentFromBatch: {
    execute: (inputs) => {
      const latent = latentInput(inputs, "samples");
      return [
        {
          ...latent,
          batch: Math.max(1, Math.min(integer(inputs, "length"), latent.batch - integer(inputs, "batch_index"))),
        },
      ];
    },
  },
  BatchLatentsNode: {
    execute: (inputs) =>
      joinLatents(groupInputs(inputs, "latents").filter((value) => isValue<LatentValue>(value, "LATENT"))),
  },
  SaveLatent: { execute: saveLatent },
};
