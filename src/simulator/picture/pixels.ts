import sharp from "sharp";
import type { ImageValue } from "../values/node-values.ts";

export type Resampling = "nearest" | "linear" | "cubic" | "lanczos3" | "mitchell";
export type Fit = "fill" | "cover" | "contain";

/** Raw pixels of a picture in another size. */
export async function resizeFrame(
  frame: Buffer,
  from: { readonly width: number; readonly height: number; readonly channels: number },
  to: { readonly width: number; readonly height: number },
  options: { readonly kernel?: Resampling; readonly fit?: Fit } = {},
): Promise<Buffer> {
  if (from.width === to.width && from.height === to.height) return frame;
  const raw = { width: from.width, height: from.height, channels: from.channels as 1 | 3 | 4 };
  const image = sharp(frame, { raw }).resize(to.width, to.height, {
    fit: options.fit ?? "fill",
    kernel: options.kernel ?? "linear",
    background: { r: 0, g: 0, b: 0, alpha: 1 },
  });
  // One channel stays one channel: sharp would widen it to three.
  return (from.channels === 1 ? image.extractChannel(0) : image).raw().toBuffer();
}

export async function resizeImage(
  image: ImageValue,
  width: number,
  height: number,
  kernel?: Resampling,
): Promise<ImageValue> {
  const frames: Buffer[] = [];
  for (const frame of image.frames)
    frames.push(await resizeFrame(frame, image, { width, height }, kernel === undefined ? {} : { kernel }));
  return { ...image, width, height, frames };
}

/** `under` and `over` mixed pixel by pixel; `amount` 1 shows `over` alone, or is a mask of a byte a pixel. */
export function mixFrames(under: Buffer, over: Buffer, amount: number | Buffer, channels: number): Buffer {
  const mixed = Buffer.allocUnsafe(under.length);
  for (let at = 0; at < under.length; at++) {
    const part = typeof amount === "number" ? amount : amount[Math.floor(at / channels)]! / 255;
    mixed[at] = Math.round(under[at]! + ((over[at] ?? 0) - under[at]!) * part);
  }
  return mixed;
}

/** The same pixels without an alpha channel. */
export function withoutAlpha(image: ImageValue): ImageValue {
  if (image.channels === 3) return image;
  const frames = image.frames.map((frame) => {
    const pixels = Buffer.allocUnsafe((frame.length / 4) * 3);
    for (let from = 0, to = 0; from < frame.length; from += 4, to += 3) frame.copy(pixels, to, from, from + 3);
    return pixels;
  });
  return { ...image, channels: 3, frames };
}

/** JPEG of a frame, no side longer than 512 pixels: what a live preview looks like. */
export async function encodePreview(frame: Buffer, width: number, height: number): Promise<Buffer> {
  return sharp(frame, { raw: { width, height, channels: 3 } })
    .resize(512, 512, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}
