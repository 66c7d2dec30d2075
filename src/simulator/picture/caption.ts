import type { Recipe } from "../values/node-values.ts";
import { fitText, fontText, textPath } from "./font.ts";

export interface CaptionPlace {
  readonly width: number;
  readonly height: number;
  /** @default "bottom" */
  readonly edge?: "top" | "bottom";
}

/** SVG paths of lines in small letters at an edge of a picture; nothing on a picture that is too small. */
export function renderCaption(lines: readonly string[], place: CaptionPlace): string {
  if (place.width < 160 || place.height < 96) return "";
  const size = Math.max(1, Math.floor(Math.min(place.width / 200, place.height / 120)));
  const perLine = Math.floor(place.width / size) - 8;
  const height = (lines.length * 7 + 6) * size;
  const top = place.edge === "top" ? 0 : place.height - height;
  const back = `<rect x="0" y="${top}" width="${place.width}" height="${height}" fill="#000" fill-opacity="0.45"/>`;
  const paths = lines.map((line, row) => {
    const path = textPath(fitText(fontText(line), perLine), 4 * size, top + (3 + row * 7) * size, size);
    return `<path fill="#fff" fill-opacity="0.92" d="${path}"/>`;
  });
  return back + paths.join("");
}

/** The values of a recipe, as lines under a picture that was drawn for it. */
export function recipeLines(recipe: Recipe): string[] {
  const lines = [
    "simulated: no model was run",
    `seed ${recipe.seed} steps ${recipe.steps} cfg ${trim(recipe.cfg)} denoise ${trim(recipe.denoise)} ${recipe.sampler}/${recipe.scheduler}`,
    `+ ${oneLine(recipe.text)}`,
  ];
  if (recipe.negative !== "") lines.push(`- ${oneLine(recipe.negative)}`);
  return lines;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function trim(value: number): string {
  return String(Math.round(value * 100) / 100);
}
