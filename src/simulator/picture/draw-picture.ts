import sharp from "sharp";
import type { Hint, ImageValue, LatentContent, LatentValue, MaskValue, Recipe } from "../values/node-values.ts";
import { recipeLines, renderCaption } from "./caption.ts";
import { drawField } from "./field.ts";
import { mixFrames, resizeFrame, withoutAlpha } from "./pixels.ts";
import { renderShapes } from "./shapes.ts";

/** Longest side of the background before it is scaled up: it is soft, and small is quick. */
const fieldSize = 160;

interface Canvas {
  readonly width: number;
  readonly height: number;
  /** 0 at the first frame, 1 at the last. */
  readonly time: number;
  /** Index of the picture in its batch, or of the frame in its video. */
  readonly index: number;
}

/** The pictures of a latent: one an item of the batch, or one a frame. The same latent always gives the same bytes. */
export async function drawLatent(latent: LatentValue): Promise<ImageValue> {
  const { width, height } = latent;
  const frames: Buffer[] = [];
  for (let item = 0; item < latent.batch; item++) {
    for (let frame = 0; frame < latent.length; frame++) {
      const time = latent.length > 1 ? frame / (latent.length - 1) : 0;
      const content = shifted(latent.content, item);
      frames.push(await drawContent(content, { width, height, time, index: latent.length > 1 ? frame : item }));
    }
  }
  return { type: "IMAGE", width, height, channels: 3, frames };
}

/** One small picture of a recipe part of the way through its steps, raw RGB. */
export async function drawPreview(
  latent: LatentValue,
  part: number,
): Promise<{ pixels: Buffer; width: number; height: number }> {
  const scale = Math.min(1, 256 / Math.max(latent.width, latent.height));
  const width = Math.max(1, Math.round(latent.width * scale));
  const height = Math.max(1, Math.round(latent.height * scale));
  const pixels = await drawContent(latent.content, { width, height, time: 0, index: 0 });
  return { pixels: mixFrames(Buffer.alloc(pixels.length, 127), pixels, part, 3), width, height };
}

/** Every item of a batch has a seed of its own, as its noise has in ComfyUI. */
function shifted(content: LatentContent, item: number): LatentContent {
  if (item === 0 || content.kind !== "sampled") return content;
  return { ...content, recipe: { ...content.recipe, seed: content.recipe.seed + BigInt(item) } };
}

async function drawContent(content: LatentContent, canvas: Canvas): Promise<Buffer> {
  if (content.kind === "empty") return Buffer.alloc(canvas.width * canvas.height * 3, 127);
  if (content.kind === "pixels") return drawPixels(content.image, canvas);
  const drawn = await drawRecipe(content.recipe, canvas);
  const base = await drawContent(content.base, canvas);
  const hold = content.base.kind === "pixels" ? content.base.hold * (1 - canvas.time) : 0;
  const amount = Math.max(0, Math.min(1, content.recipe.denoise)) * (1 - hold);
  if (content.mask === null) return amount === 1 ? drawn : mixFrames(base, drawn, amount, 3);
  return mixFrames(base, mixFrames(base, drawn, amount, 3), await maskFor(content.mask, canvas), 3);
}

async function drawPixels(image: ImageValue, canvas: Canvas): Promise<Buffer> {
  const source = withoutAlpha(image);
  const frame =
    source.frames[Math.min(canvas.index, source.frames.length - 1)] ?? Buffer.alloc(image.width * image.height * 3);
  return resizeFrame(frame, source, canvas, { fit: "cover" });
}

async function maskFor(mask: MaskValue, canvas: Canvas): Promise<Buffer> {
  const frame = mask.frames[Math.min(canvas.index, mask.frames.length - 1)]!;
  return resizeFrame(frame, { ...mask, channels: 1 }, canvas);
}

async function drawRecipe(recipe: Recipe, canvas: Canvas): Promise<Buffer> {
  const { width, height, time } = canvas;
  const scale = Math.min(1, fieldSize / Math.max(width, height));
  const small = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const field = drawField(recipe, small.width, small.height, time);
  let pixels = await resizeFrame(field, { ...small, channels: 3 }, canvas, { kernel: "cubic" });
  for (const hint of recipe.hints) pixels = await applyHint(pixels, hint, canvas);
  const shapes = renderShapes(recipe, width, height, time) + renderCaption(recipeLines(recipe), canvas);
  return layOver(pixels, { width, height, channels: 3 }, shapes);
}

/** The pictures with lines at their upper edge, so that a caption that they have already stays readable. */
export async function withCaption(image: ImageValue, lines: readonly string[]): Promise<ImageValue> {
  const shapes = renderCaption(lines, { width: image.width, height: image.height, edge: "top" });
  if (shapes === "") return image;
  const frames: Buffer[] = [];
  for (const frame of image.frames) frames.push(await layOver(frame, image, shapes));
  return { ...image, frames };
}

async function layOver(
  pixels: Buffer,
  { width, height, channels }: Pick<ImageValue, "width" | "height" | "channels">,
  shapes: string,
): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
  const drawn = sharp(pixels, { raw: { width, height, channels } }).composite([{ input: Buffer.from(svg) }]);
  return (channels === 3 ? drawn.removeAlpha() : drawn).raw().toBuffer();
}

/** Lays a hint over the picture: stronger with strength and with the share of the steps in which it acts. */
async function applyHint(pixels: Buffer, hint: Hint, canvas: Canvas): Promise<Buffer> {
  const overlay = Buffer.from(await drawPixels(hint.image, canvas));
  // The point where the hint begins to act tints it, so that start and end show apart.
  const tint = [1 - hint.start * 0.5, 1 - Math.abs(hint.end - hint.start) * 0.15, 0.75 + hint.end * 0.25];
  for (let at = 0; at < overlay.length; at++) overlay[at] = Math.round(overlay[at]! * tint[at % 3]!);
  const amount = 0.55 * Math.min(1.6, Math.max(0, hint.strength)) * Math.max(0, hint.end - hint.start);
  return mixFrames(pixels, overlay, Math.min(1, amount), 3);
}
