import type { ComboSocket } from "./nodes.ts";

const anyValueKey = Symbol.for("comfyc.any-value");

/** A value for a combo that its list does not hold, such as a file that the server gets later. `check` warns of it. */
export function anyValue(value: string | number | boolean): ComboSocket<never> {
  return Object.freeze({ [anyValueKey]: { value } }) as never;
}

/** What was given to `anyValue`, in a box, or undefined for every other value. */
export function findAnyValue(value: object): { readonly value: unknown } | undefined {
  return (value as { [anyValueKey]?: { value: unknown } })[anyValueKey];
}
