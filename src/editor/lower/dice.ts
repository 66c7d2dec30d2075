import type { Dice } from "./dynamic-prompt.ts";

/** Dice that give `values` over and over, or real ones where there are none. */
export function createDice(values: readonly number[] | undefined): Dice {
  if (values === undefined || values.length === 0) return Math.random;
  let next = 0;
  return () => values[next++ % values.length]!;
}
