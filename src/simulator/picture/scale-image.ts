import type { ImageValue } from "../values/node-values.ts";
import { type Resampling, resizeFrame } from "./pixels.ts";

/** sharp's kernel for ComfyUI's name of a way to scale. */
export function kernelOf(method: string): Resampling {
  const kernels: Record<string, Resampling> = {
    "nearest-exact": "nearest",
    bilinear: "linear",
    area: "linear",
    bicubic: "cubic",
    bislerp: "cubic",
    lanczos: "lanczos3",
  };
  return kernels[method] ?? "linear";
}

/** Scales and, with `crop` "center", cuts what is too wide or too high. */
export async function scaleImage(
  source: ImageValue,
  width: number,
  height: number,
  method: string,
  crop: string,
): Promise<ImageValue> {
  const frames: Buffer[] = [];
  const fit = crop === "center" ? "cover" : "fill";
  for (const frame of source.frames)
    frames.push(await resizeFrame(frame, source, { width, height }, { kernel: kernelOf(method), fit }));
  return { ...source, width, height, frames };
}
