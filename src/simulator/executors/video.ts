import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { H264MP4Encoder } from "h264-mp4-encoder";
import {
  type ExecutorContext,
  type ExecutorDefinition,
  type ExecutorResult,
  NodeError,
  type NodeInputs,
} from "../execution/executor.ts";
import { readMp4, withMp4Rate, withMp4Tags } from "../files/mp4.ts";
import { drawLatent } from "../picture/draw-picture.ts";
import { withoutAlpha } from "../picture/pixels.ts";
import { fileFingerprint, filesUi, inputPath } from "./image-files.ts";
import { metadataOf } from "./metadata.ts";
import { imageInput, number, optional, socket, text } from "./read-input.ts";
import { type AudioValue, type ImageValue, type Recipe, type VideoValue } from "./values.ts";

/**
 * An H.264 MP4 of pictures. The format takes even sizes only: an odd last row or column is cut off.
 * @param fps frames a second
 */
export async function encodeMp4(images: ImageValue, fps: number): Promise<Buffer> {
  const source = withoutAlpha(images);
  const width = source.width & ~1;
  const height = source.height & ~1;
  if (width === 0 || height === 0)
    throw new NodeError(`a video cannot be ${source.width} x ${source.height}`, "ValueError");
  const encoder = await createEncoder();
  // It takes whole rates only; the exact one is put into the file afterwards.
  const frameRate = Math.max(1, Math.round(fps));
  Object.assign(encoder, { width, height, frameRate, speed: 10, quantizationParameter: 24, groupOfPictures: 20 });
  encoder.initialize();
  for (const frame of source.frames) {
    encoder.addFrameRgba(toRgba(frame, source.width, width, height));
    // The encoder blocks; between frames the server answers.
    await new Promise((resolve) => setImmediate(resolve));
  }
  encoder.finalize();
  const bytes = Buffer.from(encoder.FS.readFile(encoder.outputFilename) as Uint8Array);
  encoder.FS.unlink(encoder.outputFilename);
  encoder.delete();
  return withMp4Rate(bytes, fps);
}

/** Loaded on first use: it is a megabyte of WebAssembly. */
async function createEncoder(): Promise<H264MP4Encoder> {
  const { default: module } = await import("h264-mp4-encoder");
  return module.createH264MP4Encoder();
}

function toRgba(frame: Buffer, sourceWidth: number, width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4, 255);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0, from = row * sourceWidth * 3; column < width; column++, from += 3, to += 4) {
      pixels[to] = frame[from]!;
      pixels[to + 1] = frame[from + 1]!;
      pixels[to + 2] = frame[from + 2]!;
    }
  }
  return pixels;
}

/** Writes the pictures; a sound track is not written, since the simulator has no encoder for one. */
async function saveVideo(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const video = socket<VideoValue>(inputs, "video", "VIDEO");
  const saver = await context.folders.saver("output", text(inputs, "filename_prefix"), video.images);
  const { path, file } = saver.next("mp4");
  await writeFile(path, withMp4Tags(await encodeMp4(video.images, video.fps), metadataOf(context)));
  return filesUi("images", [file], { animated: [true] });
}

/**
 * A video with the file's size, length and rate. Its pictures are drawn from the file's hash: the simulator has no
 * video decoder.
 */
async function loadVideo(inputs: NodeInputs, context: ExecutorContext): Promise<VideoValue[]> {
  const bytes = await readFile(inputPath(inputs, "file", context));
  const facts = readMp4(bytes);
  if (facts === null)
    throw new NodeError(`the simulator cannot read the video '${text(inputs, "file")}': it is no MP4`, "ValueError");
  const content = { kind: "sampled" as const, recipe: fileRecipe(bytes), base: { kind: "empty" as const }, mask: null };
  const { width, height, frames, fps } = facts;
  const images = await drawLatent({
    type: "LATENT",
    width,
    height,
    batch: 1,
    length: frames,
    isVideo: true,
    content,
    mask: null,
  });
  return [{ type: "VIDEO", images, fps, audio: null }];
}

function fileRecipe(bytes: Buffer): Recipe {
  const hash = createHash("sha256").update(bytes).digest("hex");
  const plain = {
    steps: 8,
    cfg: 4,
    denoise: 1,
    sampler: "file",
    scheduler: "file",
    model: "file",
    negative: "",
    hints: [],
  };
  return { ...plain, text: `video ${hash.slice(0, 12)}`, seed: BigInt(`0x${hash.slice(0, 8)}`) };
}

function videoParts(inputs: NodeInputs): unknown[] {
  const video = socket<VideoValue>(inputs, "video", "VIDEO");
  return [video.images, video.audio, video.fps];
}

export const videoExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  CreateVideo: {
    execute: (inputs): VideoValue[] => {
      const audio = optional<AudioValue>(inputs, "audio", "AUDIO");
      return [{ type: "VIDEO", images: imageInput(inputs, "images"), fps: number(inputs, "fps"), audio }];
    },
  },
  SaveVideo: { execute: saveVideo },
  LoadVideo: { execute: loadVideo, fingerprint: fileFingerprint("file") },
  GetVideoComponents: { execute: videoParts },
  SaveWEBM: {
    execute: () => {
      throw new NodeError("the simulator has no WebM encoder; use SaveVideo, which writes MP4", "NotImplementedError");
    },
  },
};
