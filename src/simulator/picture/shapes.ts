import type { Recipe } from "../values/node-values.ts";
import { cssColor, hsl } from "./color.ts";
import { hashNumber, HashNumbers } from "./hash.ts";

/** SVG of soft discs and rings over the background: their places follow the seed and drift with time. */
export function renderShapes(recipe: Recipe, width: number, height: number, time: number): string {
  const random = new HashNumbers(`${recipe.seed} ${recipe.text}`);
  const accent = hashNumber(`accent ${recipe.negative}`);
  const count = 3 + Math.min(9, Math.round(Math.sqrt(recipe.steps)));
  const unit = Math.min(width, height);
  return Array.from({ length: count }, (_, index) => {
    const drift = Math.sin(time * Math.PI * 2 * (0.3 + random.next()) + index) * 0.06 * Number(time > 0);
    const x = (random.next() + drift) * width;
    const y = (random.next() - drift) * height;
    const radius = (0.04 + 0.16 * random.next()) * unit;
    const color = cssColor(hsl(accent + index * 0.09, 0.55, 0.55 + 0.2 * random.next()));
    return index % 3 === 2
      ? `<circle cx="${x}" cy="${y}" r="${radius}" fill="none" stroke="${color}" stroke-width="${unit * 0.008}" stroke-opacity="0.7"/>`
      : `<circle cx="${x}" cy="${y}" r="${radius}" fill="${color}" fill-opacity="${0.25 + 0.35 * random.next()}"/>`;
  }).join("");
}
