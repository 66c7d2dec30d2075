import type { H264MP4Encoder } from "h264-mp4-encoder";
import { NodeError } from "../node-error.ts";
import { withMp4Rate } from "./mp4.ts";

/** Raw RGB or RGBA pictures of one size. */
export interface Mp4Pictures {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly frames: readonly Buffer[];
}

/**
 * An H.264 MP4 of pictures. The format takes even sizes only: an odd last row or column is cut off.
 * Alpha is left out.
 * @param fps frames a second
 */
export async function encodeMp4(pictures: Mp4Pictures, fps: number): Promise<Buffer> {
  const width = pictures.width & ~1;
  const height = pictures.height & ~1;
  if (width === 0 || height === 0)
    throw new NodeError(`a video cannot be ${pictures.width} x ${pictures.height}`, "ValueError");
  const encoder = await createEncoder();
  // It takes whole rates only; the exact one is put into the file afterwards.
  const frameRate = Math.max(1, Math.round(fps));
  Object.assign(encoder, { width, height, frameRate, speed: 10, quantizationParameter: 24, groupOfPictures: 20 });
  encoder.initialize();
  for (const frame of pictures.frames) {
    encoder.addFrameRgba(toRgba(frame, pictures, width, height));
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

function toRgba(frame: Buffer, source: Mp4Pictures, width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4, 255);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0, from = row * source.width * source.channels; column < width; column++, to += 4) {
      pixels[to] = frame[from]!;
      pixels[to + 1] = frame[from + 1]!;
      pixels[to + 2] = frame[from + 2]!;
      from += source.channels;
    }
  }
  return pixels;
}
