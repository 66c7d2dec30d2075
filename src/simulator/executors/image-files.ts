import { readFile, writeFile } from "node:fs/promises";
import sharp from "sharp";
import type { ExecutorContext, ExecutorDefinition, ExecutorResult, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import type { FolderType, SavedFile } from "../files/server-folders.ts";
import { animatePng, encodePng, withPngText } from "../files/png.ts";
import { withoutAlpha } from "../picture/pixels.ts";
import { filesUi } from "../values/files-ui.ts";
import { fileFingerprint, inputPath } from "../values/input-file.ts";
import { channelOf, maskToImage } from "./masks.ts";
import { metadataOf, simulatedKey } from "../files/metadata.ts";
import { flag, imageInput, integer, maskInput, number, text } from "../values/read-input.ts";
import { image, type ImageValue, mask, type MaskValue } from "../values/node-values.ts";

/** Every page of a picture file as RGB, and its alpha as a mask that is white where the picture is clear. */
async function loadPicture(path: string): Promise<{ readonly image: ImageValue; readonly mask: MaskValue }> {
  const picture = sharp(await readFile(path), { pages: -1 }).rotate();
  const info = await picture.metadata().catch((error: unknown) => {
    throw new NodeError(`cannot identify image file: ${String(error)}`, "PIL.UnidentifiedImageError");
  });
  const { data, info: raw } = await picture
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pages = info.pages ?? 1;
  const size = { width: raw.width, height: Math.round(raw.height / pages) };
  const length = size.width * size.height * 4;
  const rgba = image(
    size.width,
    size.height,
    Array.from({ length: pages }, (_, page) => data.subarray(page * length, (page + 1) * length)),
    4,
  );
  return { image: withoutAlpha(rgba), mask: maskOf(rgba, info.hasAlpha === true) };
}

/** ComfyUI gives a black mask of 64 × 64 for a picture without alpha (nodes.py: LoadImage). */
function maskOf(rgba: ImageValue, hasAlpha: boolean): MaskValue {
  if (!hasAlpha) return mask(64, 64, [Buffer.alloc(64 * 64, 0)]);
  const alpha = channelOf(rgba, 3);
  return { ...alpha, frames: alpha.frames.map((frame) => Buffer.from(frame.map((value) => 255 - value))) };
}

async function loadImage(inputs: NodeInputs, context: ExecutorContext): Promise<(ImageValue | MaskValue)[]> {
  const loaded = await loadPicture(inputPath(inputs, "image", context));
  return [loaded.image, loaded.mask];
}

async function loadImageMask(inputs: NodeInputs, context: ExecutorContext): Promise<MaskValue[]> {
  const loaded = await loadPicture(inputPath(inputs, "image", context));
  const channel = ["red", "green", "blue", "alpha"].indexOf(text(inputs, "channel", "alpha"));
  return [channel === 3 ? loaded.mask : channelOf(loaded.image, channel)];
}

async function saveImages(
  images: ImageValue,
  type: FolderType,
  prefix: string,
  context: ExecutorContext,
): Promise<SavedFile[]> {
  const saver = await context.folders.saver(type, prefix, images);
  const texts = metadataOf(context);
  const files: SavedFile[] = [];
  for (const [index, frame] of images.frames.entries()) {
    const { path, file } = saver.next("png", index);
    await writeFile(path, withPngText(encodePng(frame, images.width, images.height, images.channels), texts));
    files.push(file);
  }
  return files;
}

/** `animated` is absent for a single frame, as in ComfyUI. */
function animatedUi(file: SavedFile, frames: number): ExecutorResult {
  return filesUi("images", [file], frames > 1 ? { animated: [true] } : {});
}

async function saveAnimatedWebp(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const images = withoutAlpha(imageInput(inputs, "images"));
  const { path, file } = (await context.folders.saver("output", text(inputs, "filename_prefix"), images)).next("webp");
  const stacked = Buffer.concat([...images.frames]);
  const raw = {
    width: images.width,
    height: images.height * images.frames.length,
    channels: 3 as const,
    pageHeight: images.height,
  };
  const delay = Math.round(1000 / number(inputs, "fps"));
  const { prompt = "", ...others } = metadataOf(context);
  const webp = sharp(stacked, { raw })
    .webp({ lossless: flag(inputs, "lossless"), quality: integer(inputs, "quality", 80), delay, loop: 0 })
    .withExif({ IFD0: exifTexts(prompt, others) });
  await writeFile(path, await webp.toBuffer());
  return animatedUi(file, images.frames.length);
}

/** ComfyUI's places for metadata in WebP: Model holds the prompt, Make and the tags below it the rest, `key:value`. */
function exifTexts(prompt: string, others: Readonly<Record<string, string>>): Record<string, string> {
  const places = ["Make", "ImageDescription", "DocumentName"];
  const [simulated, ...rest] = Object.keys(others).sort((left) => (left === simulatedKey ? -1 : 1));
  const placed = [...rest.slice(0, 2), ...(simulated === undefined ? [] : [simulated])];
  const texts = placed.map((key, index) => [places[index]!, `${key}:${others[key]}`] as const);
  return { Model: `prompt:${prompt}`, ...Object.fromEntries(texts) };
}

async function saveAnimatedPng(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const images = imageInput(inputs, "images");
  const { path, file } = (await context.folders.saver("output", text(inputs, "filename_prefix"), images)).next("png");
  const frames = images.frames.map((frame) => encodePng(frame, images.width, images.height, images.channels));
  await writeFile(path, withPngText(animatePng(frames, number(inputs, "fps")), metadataOf(context)));
  return animatedUi(file, images.frames.length);
}

/** Sends full PNGs over the socket instead of writing files. */
function saveToSocket(inputs: NodeInputs, context: ExecutorContext): ExecutorResult {
  const images = imageInput(inputs, "images");
  images.frames.forEach((frame, index) => {
    const bytes = encodePng(frame, images.width, images.height, images.channels);
    context.progress(index, images.frames.length, { format: "png", bytes });
  });
  return { outputs: [] };
}

async function saveImage(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const prefix = text(inputs, "filename_prefix", "ComfyUI");
  return filesUi("images", await saveImages(imageInput(inputs, "images"), "output", prefix, context));
}

async function previewImage(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  return filesUi("images", await saveImages(imageInput(inputs, "images"), "temp", context.folders.tempPrefix, context));
}

async function previewMask(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const pictures = maskToImage(maskInput(inputs, "mask"));
  const files = await saveImages(pictures, "temp", context.folders.tempPrefix, context);
  return filesUi("images", files, { animated: [false] });
}

export const imageFileExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  LoadImage: { execute: loadImage, fingerprint: fileFingerprint("image") },
  LoadImageOutput: { execute: loadImage, fingerprint: fileFingerprint("image") },
  LoadImageMask: { execute: loadImageMask, fingerprint: fileFingerprint("image") },
  SaveImage: { execute: saveImage },
  PreviewImage: { execute: previewImage },
  MaskPreview: { execute: previewMask },
  SaveAnimatedWEBP: { execute: saveAnimatedWebp },
  SaveAnimatedPNG: { execute: saveAnimatedPng },
  SaveImageWebsocket: { execute: saveToSocket },
};
