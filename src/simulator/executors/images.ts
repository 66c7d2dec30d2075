import type { ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { mixFrames, resizeFrame, resizeImage } from "../picture/pixels.ts";
import { cut, paste, rearrange } from "../picture/rearrange.ts";
import { kernelOf, scaleImage } from "../picture/scale-image.ts";
import { blendChannel } from "../picture/blend-modes.ts";
import { flag, groupInputs, imageInput, integer, number, optional, text } from "../values/read-input.ts";
import { image, type ImageValue, isValue, mask, type MaskValue } from "../values/node-values.ts";

function emptyImage(inputs: NodeInputs): ImageValue[] {
  const width = integer(inputs, "width");
  const height = integer(inputs, "height");
  const color = integer(inputs, "color", 0);
  const pixel = Buffer.from([(color >> 16) & 255, (color >> 8) & 255, color & 255]);
  const frame = Buffer.alloc(width * height * 3, pixel);
  return [
    image(
      width,
      height,
      Array.from({ length: integer(inputs, "batch_size", 1) }, () => frame),
    ),
  ];
}

/** A side of 0 follows from the other one, as in ComfyUI; both 0 leave the picture alone. */
async function imageScale(inputs: NodeInputs): Promise<ImageValue[]> {
  const source = imageInput(inputs, "image");
  let width = integer(inputs, "width");
  let height = integer(inputs, "height");
  if (width === 0 && height === 0) return [source];
  if (width === 0) width = Math.max(1, Math.round((source.width * height) / source.height));
  if (height === 0) height = Math.max(1, Math.round((source.height * width) / source.width));
  return [await scaleImage(source, width, height, text(inputs, "upscale_method"), text(inputs, "crop", "disabled"))];
}

async function imageScaleBy(inputs: NodeInputs): Promise<ImageValue[]> {
  const source = imageInput(inputs, "image");
  const factor = number(inputs, "scale_by");
  const width = Math.max(1, Math.round(source.width * factor));
  return [
    await resizeImage(
      source,
      width,
      Math.max(1, Math.round(source.height * factor)),
      kernelOf(text(inputs, "upscale_method")),
    ),
  ];
}

async function scaleToTotalPixels(inputs: NodeInputs): Promise<ImageValue[]> {
  const source = imageInput(inputs, "image");
  const factor = Math.sqrt((number(inputs, "megapixels") * 1024 * 1024) / (source.width * source.height));
  const steps = integer(inputs, "resolution_steps", 1);
  const side = (length: number) => Math.max(steps, Math.round((length * factor) / steps) * steps);
  return [await resizeImage(source, side(source.width), side(source.height), kernelOf(text(inputs, "upscale_method")))];
}

function invert(inputs: NodeInputs): ImageValue[] {
  const source = imageInput(inputs, "image");
  const frames = source.frames.map((frame) => {
    const turned = Buffer.allocUnsafe(frame.length);
    for (let at = 0; at < frame.length; at++) {
      turned[at] = source.channels === 4 && at % 4 === 3 ? frame[at]! : 255 - frame[at]!;
    }
    return turned;
  });
  return [{ ...source, frames }];
}

async function blend(inputs: NodeInputs): Promise<ImageValue[]> {
  const first = imageInput(inputs, "image1");
  const second = await matchSize(imageInput(inputs, "image2"), first);
  const factor = number(inputs, "blend_factor");
  const mode = text(inputs, "blend_mode", "normal");
  const frames = first.frames.map((frame, index) => {
    const over = second.frames[index % second.frames.length]!;
    const blended = Buffer.allocUnsafe(frame.length);
    for (let at = 0; at < frame.length; at++) blended[at] = blendChannel(mode, frame[at]!, over[at]!);
    return mixFrames(frame, blended, factor, first.channels);
  });
  return [{ ...first, frames }];
}

/** The same pictures in another one's size, cut at the edges rather than distorted. */
async function matchSize(source: ImageValue, like: ImageValue): Promise<ImageValue> {
  if (source.channels !== like.channels) {
    throw new NodeError(
      `The size of tensor a (${like.channels}) must match the size of tensor b (${source.channels}) at non-singleton dimension 3`,
    );
  }
  return scaleImage(source, like.width, like.height, "bicubic", "center");
}

/** All pictures as one batch, in the size of the first. */
async function joinBatches(images: readonly ImageValue[]): Promise<ImageValue[]> {
  const [first, ...rest] = images;
  if (first === undefined)
    throw new NodeError("BatchImagesNode.execute() missing 1 required argument: 'images'", "TypeError");
  const frames = [...first.frames];
  for (const next of rest) frames.push(...(await matchSize(next, first)).frames);
  return [{ ...first, frames }];
}

function fromBatch(inputs: NodeInputs): ImageValue[] {
  const source = imageInput(inputs, "image");
  const start = Math.min(source.frames.length - 1, integer(inputs, "batch_index"));
  return [{ ...source, frames: source.frames.slice(start, start + integer(inputs, "length")) }];
}

/** Cuts a rectangle out; it is kept inside the picture as ComfyUI does. */
function crop(inputs: NodeInputs): ImageValue[] {
  const source = imageInput(inputs, "image");
  const left = Math.min(integer(inputs, "x"), source.width - 1);
  const top = Math.min(integer(inputs, "y"), source.height - 1);
  const width = Math.min(integer(inputs, "width"), source.width - left);
  const height = Math.min(integer(inputs, "height"), source.height - top);
  return [
    {
      ...source,
      width,
      height,
      frames: source.frames.map((frame) => cut(frame, source, { left, top, width, height })),
    },
  ];
}

/** Adds grey borders, and a mask that is white there. */
function padForOutpaint(inputs: NodeInputs): (ImageValue | MaskValue)[] {
  const source = imageInput(inputs, "image");
  const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((side) => integer(inputs, side)) as [
    number,
    number,
    number,
    number,
  ];
  const width = source.width + left + right;
  const height = source.height + top + bottom;
  const frames = source.frames.map((frame) =>
    paste(Buffer.alloc(width * height * source.channels, 127), width, frame, source, left, top),
  );
  const hole = Buffer.alloc(source.width * source.height, 0);
  const border = paste(Buffer.alloc(width * height, 255), width, hole, { ...source, channels: 1 }, left, top);
  return [{ ...source, width, height, frames }, mask(width, height, [border])];
}

function flip(inputs: NodeInputs): ImageValue[] {
  const source = imageInput(inputs, "image");
  const vertical = text(inputs, "flip_method").startsWith("x");
  const { width, height } = source;
  return [rearrange(source, width, height, (x, y) => (vertical ? [x, height - 1 - y] : [width - 1 - x, y]))];
}

function rotate(inputs: NodeInputs): ImageValue[] {
  const source = imageInput(inputs, "image");
  const { width, height } = source;
  const rotation = text(inputs, "rotation");
  if (rotation.startsWith("90")) return [rearrange(source, height, width, (x, y) => [y, height - 1 - x])];
  if (rotation.startsWith("180")) return [rearrange(source, width, height, (x, y) => [width - 1 - x, height - 1 - y])];
  if (rotation.startsWith("270")) return [rearrange(source, height, width, (x, y) => [width - 1 - y, x])];
  return [source];
}

async function compositeMasked(inputs: NodeInputs): Promise<ImageValue[]> {
  const under = imageInput(inputs, "destination");
  let over = imageInput(inputs, "source");
  if (flag(inputs, "resize_source")) over = await resizeImage(over, under.width, under.height);
  const holes = optional<MaskValue>(inputs, "mask", "MASK");
  const [left, top] = [integer(inputs, "x", 0), integer(inputs, "y", 0)];
  const frames: Buffer[] = [];
  for (const [index, frame] of under.frames.entries()) {
    const pasted = paste(frame, under.width, over.frames[index % over.frames.length]!, over, left, top);
    if (holes === null) {
      frames.push(pasted);
      continue;
    }
    const sized = await resizeFrame(holes.frames[index % holes.frames.length]!, { ...holes, channels: 1 }, over);
    const amount = paste(
      Buffer.alloc(under.width * under.height, 0),
      under.width,
      sized,
      { ...over, channels: 1 },
      left,
      top,
    );
    frames.push(mixFrames(frame, pasted, amount, under.channels));
  }
  return [{ ...under, frames }];
}

async function stitch(inputs: NodeInputs): Promise<ImageValue[]> {
  const first = imageInput(inputs, "image1");
  let second = optional<ImageValue>(inputs, "image2", "IMAGE");
  if (second === null) return [first];
  const direction = text(inputs, "direction");
  const sideways = direction === "right" || direction === "left";
  if (flag(inputs, "match_image_size", true)) {
    second = sideways
      ? await resizeImage(second, Math.round((second.width * first.height) / second.height), first.height)
      : await resizeImage(second, first.width, Math.round((second.height * first.width) / second.width));
  }
  const [before, after] = direction === "right" || direction === "down" ? [first, second] : [second, first];
  const width = sideways ? before.width + after.width : Math.max(before.width, after.width);
  const height = sideways ? Math.max(before.height, after.height) : before.height + after.height;
  const canvas = Buffer.alloc(width * height * first.channels, 255);
  const frames = first.frames.map((_, index) => {
    const placed = paste(canvas, width, before.frames[index % before.frames.length]!, before, 0, 0);
    return paste(
      placed,
      width,
      after.frames[index % after.frames.length]!,
      after,
      sideways ? before.width : 0,
      sideways ? 0 : before.height,
    );
  });
  return [{ ...first, width, height, frames }];
}

export const imageExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  EmptyImage: { execute: emptyImage },
  ImageScale: { execute: imageScale },
  ImageScaleBy: { execute: imageScaleBy },
  ImageScaleToTotalPixels: { execute: scaleToTotalPixels },
  ImageInvert: { execute: invert },
  ImageBlend: { execute: blend },
  ImageBatch: { execute: (inputs) => joinBatches([imageInput(inputs, "image1"), imageInput(inputs, "image2")]) },
  BatchImagesNode: {
    execute: (inputs) =>
      joinBatches(groupInputs(inputs, "images").filter((value) => isValue<ImageValue>(value, "IMAGE"))),
  },
  RepeatImageBatch: {
    execute: (inputs) => {
      const source = imageInput(inputs, "image");
      const frames = Array.from({ length: integer(inputs, "amount") }, () => source.frames).flat();
      return [{ ...source, frames }];
    },
  },
  ImageFromBatch: { execute: fromBatch },
  ImageCrop: { execute: crop },
  ImagePadForOutpaint: { execute: padForOutpaint },
  ImageFlip: { execute: flip },
  ImageRotate: { execute: rotate },
  ImageStitch: { execute: stitch },
  ImageCompositeMasked: { execute: compositeMasked },
  GetImageSize: {
    execute: (inputs, context) => {
      const { width, height, frames } = imageInput(inputs, "image");
      context.sendText(`width: ${width}, height: ${height}\n batch size: ${frames.length}`);
      return [width, height, frames.length];
    },
  },
};
