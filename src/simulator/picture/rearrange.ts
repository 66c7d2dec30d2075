import type { ImageValue } from "../values/node-values.ts";

/** A rectangle of a frame. */
export function cut(
  frame: Buffer,
  source: { width: number; channels: number },
  area: { left: number; top: number; width: number; height: number },
): Buffer {
  const rows = Array.from({ length: area.height }, (_, row) => {
    const start = ((area.top + row) * source.width + area.left) * source.channels;
    return frame.subarray(start, start + area.width * source.channels);
  });
  return Buffer.concat(rows);
}

/** Copies a frame into a larger one; what does not fit is cut. */
export function paste(
  under: Buffer,
  underWidth: number,
  over: Buffer,
  source: { readonly width: number; readonly height: number; readonly channels: number },
  left: number,
  top: number,
): Buffer {
  const result = Buffer.from(under);
  const underHeight = under.length / (underWidth * source.channels);
  const width = Math.min(source.width, underWidth - left);
  for (let row = 0; row < source.height && row + top < underHeight; row++) {
    if (width <= 0 || row + top < 0 || left < 0) continue;
    const from = row * source.width * source.channels;
    over.copy(result, ((row + top) * underWidth + left) * source.channels, from, from + width * source.channels);
  }
  return result;
}

/** Turns a picture; `place` gives for a target pixel its column and row in the source. */
export function rearrange(
  source: ImageValue,
  width: number,
  height: number,
  place: (x: number, y: number) => readonly [number, number],
): ImageValue {
  const frames = source.frames.map((frame) => {
    const turned = Buffer.allocUnsafe(frame.length);
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0; x < width; x++, to += source.channels) {
        const [column, row] = place(x, y);
        const from = (row * source.width + column) * source.channels;
        frame.copy(turned, to, from, from + source.channels);
      }
    }
    return turned;
  });
  return { ...source, width, height, frames };
}
