import { distance } from "fastest-levenshtein";

/** The option nearest to `word` by edit distance, case ignored, or undefined where none is near. */
export function findNearest(word: string, options: Iterable<string>): string | undefined {
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  let best: string | undefined;
  for (const option of options) {
    if (Math.abs(option.length - word.length) >= bestDistance) continue;
    const candidate = distance(word.toLowerCase(), option.toLowerCase());
    if (candidate < bestDistance) {
      best = option;
      bestDistance = candidate;
    }
  }
  return best;
}

/** `Did you mean "x"?` for the option nearest to `word`, or undefined where none is near. */
export function suggest(word: string, options: Iterable<string>): string | undefined {
  return didYouMean(findNearest(word, options));
}

/** `Did you mean "x"?`, or undefined. */
export function didYouMean(option: string | undefined): string | undefined {
  return option === undefined ? undefined : `Did you mean ${JSON.stringify(option)}?`;
}

/** The options by their edit distance from `word`, the nearest first, case ignored. */
export function sortByNearness(word: string, options: readonly string[]): string[] {
  const far = new Map(options.map((option) => [option, distance(word.toLowerCase(), option.toLowerCase())]));
  return options.toSorted((one, other) => far.get(one)! - far.get(other)!);
}

/** At most `limit` options in quotes, then how many more there are (ComfyUI itself stops at 20). */
export function renderOptions(options: readonly unknown[], limit = 20): string {
  const shown = options.slice(0, limit).map((option) => JSON.stringify(option));
  const more = options.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
