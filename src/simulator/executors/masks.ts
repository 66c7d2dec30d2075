import type { ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { resizeFrame, withoutAlpha } from "../picture/pixels.ts";
import { kernelOf, scaleImage } from "../picture/scale-image.ts";
import { imageInput, integer, maskInput, number, optional, text } from "../values/read-input.ts";
import { image, type ImageValue, isValue, mask, type MaskValue } from "../values/node-values.ts";

/** One channel of pictures as masks. @param channel 0 red … 3 alpha; white where there is no alpha */
export function channelOf(source: ImageValue, channel: number): MaskValue {
  const frames = source.frames.map((frame) => {
    const single = Buffer.alloc(source.width * source.height, 255);
    if (channel < source.channels) {
      for (let to = 0, from = channel; to < single.length; to++, from += source.channels) single[to] = frame[from]!;
    }
    return single;
  });
  return mask(source.width, source.height, frames);
}

function invertMask(source: MaskValue): MaskValue {
  return {
    ...source,
    frames: source.frames.map((frame) => frame.map((value) => 255 - value)).map((bytes) => Buffer.from(bytes)),
  };
}

/** Pictures with an alpha channel: opaque where the mask is black, as ComfyUI's masks mean "take this away". */
async function withAlpha(source: ImageValue, holes: MaskValue): Promise<ImageValue> {
  const frames: Buffer[] = [];
  for (const [index, frame] of source.frames.entries()) {
    const sized = await resizeFrame(holes.frames[index % holes.frames.length]!, { ...holes, channels: 1 }, source);
    const pixels = Buffer.allocUnsafe(source.width * source.height * 4);
    for (let at = 0; at < sized.length; at++) {
      frame.copy(pixels, at * 4, at * source.channels, at * source.channels + 3);
      pixels[at * 4 + 3] = 255 - sized[at]!;
    }
    frames.push(pixels);
  }
  return image(source.width, source.height, frames, 4);
}

export function maskToImage(source: MaskValue): ImageValue {
  const frames = source.frames.map((frame) => {
    const pixels = Buffer.allocUnsafe(frame.length * 3);
    for (let at = 0; at < frame.length; at++) pixels.fill(frame[at]!, at * 3, at * 3 + 3);
    return pixels;
  });
  return image(source.width, source.height, frames);
}

function solidMask(inputs: NodeInputs): MaskValue[] {
  const width = integer(inputs, "width");
  const height = integer(inputs, "height");
  return [mask(width, height, [Buffer.alloc(width * height, Math.round(number(inputs, "value") * 255))])];
}

/** Picture or mask in a size that one of eight rules gives (comfy_extras/nodes_post_processing.py). */
async function resizeImageMask(inputs: NodeInputs): Promise<(ImageValue | MaskValue)[]> {
  const source = optional<ImageValue>(inputs, "input", "IMAGE") ?? maskInput(inputs, "input");
  const rule = text(inputs, "resize_type");
  const part = (name: string) => number(inputs, `resize_type.${name}`);
  const { width, height } = targetSize(rule, source, part, inputs);
  const crop = text(inputs, "resize_type.crop", "disabled");
  const method = text(inputs, "scale_method", "area");
  if (source.type === "IMAGE") return [await scaleImage(source, width, height, method, crop)];
  const frames: Buffer[] = [];
  const options = { kernel: kernelOf(method), fit: crop === "center" ? ("cover" as const) : ("fill" as const) };
  for (const frame of source.frames)
    frames.push(await resizeFrame(frame, { ...source, channels: 1 }, { width, height }, options));
  return [mask(width, height, frames)];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function targetSize(rule: string, from: Size, part: (name: string) => number, inputs: NodeInputs): Size {
  const by = (factor: number): Size => ({
    width: Math.max(1, Math.round(from.width * factor)),
    height: Math.max(1, Math.round(from.height * factor)),
  });
  switch (rule) {
    case "scale by multiplier":
      return by(part("multiplier"));
    case "scale dimensions":
      return filledIn(from, part("width"), part("height"));
    case "scale longer dimension":
      return by(part("longer_size") / Math.max(from.width, from.height));
    case "scale shorter dimension":
      return by(part("shorter_size") / Math.min(from.width, from.height));
    case "scale width":
      return filledIn(from, part("width"), 0);
    case "scale height":
      return filledIn(from, 0, part("height"));
    case "scale total pixels":
      return by(Math.sqrt((part("megapixels") * 1024 * 1024) / (from.width * from.height)));
    case "match size": {
      const like = inputs["resize_type.match"];
      if (isValue<ImageValue>(like, "IMAGE") || isValue<MaskValue>(like, "MASK"))
        return { width: like.width, height: like.height };
    }
  }
  throw new NodeError(`ResizeImageMaskNode.execute() got an unknown resize_type: ${rule}`, "TypeError");
}

/** A side of 0 follows from the other one. */
function filledIn(from: Size, width: number, height: number): Size {
  if (width === 0 && height === 0) return from;
  if (width === 0) return { width: Math.max(1, Math.round((from.width * height) / from.height)), height };
  if (height === 0) return { width, height: Math.max(1, Math.round((from.height * width) / from.width)) };
  return { width, height };
}

const channelNames = ["red", "green", "blue", "alpha"];

export const maskExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  SolidMask: { execute: solidMask },
  InvertMask: { execute: (inputs) => [invertMask(maskInput(inputs, "mask"))] },
  ImageToMask: {
    execute: (inputs) => [channelOf(imageInput(inputs, "image"), channelNames.indexOf(text(inputs, "channel")))],
  },
  MaskToImage: { execute: (inputs) => [maskToImage(maskInput(inputs, "mask"))] },
  JoinImageWithAlpha: {
    execute: async (inputs) => [await withAlpha(imageInput(inputs, "image"), maskInput(inputs, "alpha"))],
  },
  SplitImageWithAlpha: {
    execute: (inputs) => {
      const source = imageInput(inputs, "image");
      return [withoutAlpha(source), invertMask(channelOf(source, 3))];
    },
  },
  ResizeImageMaskNode: { execute: resizeImageMask },
};
