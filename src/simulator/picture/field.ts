import type { Recipe } from "../values/node-values.ts";
import { hsl, type Rgb } from "./color.ts";
import { hashNumber, HashNumbers } from "./hash.ts";

/** Everything about the background that follows from a recipe, computed once a picture. */
interface Look {
  readonly palette: readonly Rgb[];
  readonly waves: readonly { readonly x: number; readonly y: number; readonly phase: number; readonly speed: number }[];
  readonly warp: number;
  readonly bands: number;
  readonly contrast: number;
  readonly tilt: number;
  readonly shape: (angle: number) => number;
}

const shapes: readonly ((angle: number) => number)[] = [
  (angle) => Math.sin(angle),
  (angle) => Math.abs(((((angle / Math.PI) % 2) + 2) % 2) - 1) * 2 - 1,
  (angle) => Math.tanh(2.5 * Math.sin(angle)),
  (angle) => 1 - 2 * Math.abs(Math.sin(angle / 2)),
];

/**
 * Soft coloured waves as raw RGB. The text gives colours and directions, the seed the phases, model and negative text
 * shift the colours, steps the number of bands, cfg the contrast, sampler the wave form, scheduler the tilt.
 * @param time 0 at the first frame, 1 at the last; colours drift with it.
 */
export function drawField(recipe: Recipe, width: number, height: number, time: number): Buffer {
  const look = lookOf(recipe);
  const pixels = Buffer.alloc(width * height * 3);
  const aspect = width / height;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const [red, green, blue] = colorAt(
        look,
        ((column + 0.5) / width - 0.5) * aspect,
        (row + 0.5) / height - 0.5,
        time,
      );
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }
  return pixels;
}

function lookOf(recipe: Recipe): Look {
  const words = new HashNumbers(recipe.text);
  const seeds = new HashNumbers(`seed ${recipe.seed}`);
  const shift = 0.25 * hashNumber(`negative ${recipe.negative}`) + 0.35 * hashNumber(`model ${recipe.model}`);
  const hue = words.next() + shift;
  const spread = 0.12 + 0.3 * words.next();
  const saturation = 0.35 + 0.35 * hashNumber(`saturation ${recipe.model}`);
  return {
    palette: [0, 1, 2, 3].map((index) => hsl(hue + (index - 1.5) * spread, saturation, 0.2 + 0.2 * index)),
    waves: Array.from({ length: 4 }, () => ({
      x: (words.next() - 0.5) * 9,
      y: (words.next() - 0.5) * 9,
      phase: seeds.next() * Math.PI * 2,
      speed: (seeds.next() - 0.5) * 5,
    })),
    warp: 0.3 + seeds.next() * 0.6 + 0.3 * hashNumber(`sampler ${recipe.sampler}`),
    bands: 1 + Math.log2(1 + recipe.steps) * 0.6,
    contrast: 0.35 + Math.min(recipe.cfg, 30) / 12,
    tilt: (hashNumber(`scheduler ${recipe.scheduler}`) - 0.5) * 2.4,
    shape: shapes[Math.floor(hashNumber(`form ${recipe.sampler}`) * shapes.length)] ?? Math.sin,
  };
}

function colorAt(look: Look, x: number, y: number, time: number): Rgb {
  const [first, second, third, fourth] = look.waves;
  const warpX = x + look.warp * 0.3 * Math.sin(first!.x * y + first!.phase + first!.speed * time);
  const warpY = y + look.warp * 0.3 * Math.sin(second!.y * x + second!.phase + second!.speed * time);
  const wave = (index: (typeof look.waves)[number]) =>
    look.shape(index.x * warpX + index.y * warpY + index.phase + index.speed * time);
  const sum =
    (wave(third!) +
      wave(fourth!) +
      0.6 * Math.sin(look.bands * 4 * (warpX * Math.cos(look.tilt) + warpY * Math.sin(look.tilt)))) /
    2.6;
  const level = 0.5 + 0.5 * Math.tanh(sum * look.contrast * 1.6);
  return mix(look.palette, level);
}

function mix(palette: readonly Rgb[], level: number): Rgb {
  const scaled = Math.min(0.9999, Math.max(0, level)) * (palette.length - 1);
  const index = Math.floor(scaled);
  const part = scaled - index;
  const from = palette[index]!;
  const to = palette[index + 1]!;
  return [
    Math.round(from[0] + (to[0] - from[0]) * part),
    Math.round(from[1] + (to[1] - from[1]) * part),
    Math.round(from[2] + (to[2] - from[2]) * part),
  ];
}
