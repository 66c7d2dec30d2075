import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { ExecutorContext, ExecutorDefinition, ExecutorResult, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { encodeMp4 } from "../files/encode-mp4.ts";
import { readMp4, withMp4Tags } from "../files/mp4.ts";
import { drawLatent } from "../picture/draw-picture.ts";
import { filesUi } from "../values/files-ui.ts";
import { fileFingerprint, inputPath } from "../values/input-file.ts";
import { metadataOf } from "../files/metadata.ts";
import { imageInput, number, optional, socket, text } from "../values/read-input.ts";
import type { AudioValue, Recipe, VideoValue } from "../values/node-values.ts";

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
