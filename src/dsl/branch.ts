import { getActiveBuild } from "./active-build.ts";
import { captureCallPosition } from "./call-position.ts";
import type { BooleanSocket, ComboSocket } from "./nodes.ts";

/**
 * Switches a piece of the workflow by a slot: while it is true the nodes that `piece` adds run and give the result,
 * while it is false they are left out and `otherwise` takes their place (null, or nothing: the links are dropped).
 * Results are sockets or objects of sockets. The prompt holds all nodes; the switch is data in the manifest.
 * @throws invalid_workflow outside of `build`, where `slot` is no `slot.bool`, and where nothing could be switched.
 * @example
 * ```ts
 * const images = when(inverted, () => comfy.ImageInvert({ image: IMAGE }).IMAGE, IMAGE);
 * // "ImageInvert": { "inputs": { "image": ["EmptyImage", 0] }, … }, "SaveImage": { … "images": ["ImageInvert", 0] … }
 * // and in the manifest, for a run with `inverted` false:
 * // { "slot": "inverted", "equals": false, "remove": ["ImageInvert"], "bypass": { "ImageInvert": { "0": "image" } } }
 * ```
 */
export function when<T>(slot: BooleanSocket, piece: () => T, otherwise?: NoInfer<T> | (() => NoInfer<T>) | null): T {
  const position = captureCallPosition(when);
  return getActiveBuild("when", position).branch({
    kind: "when",
    slot,
    choices: [
      { equals: true, result: piece },
      { equals: false, result: otherwise },
    ],
    position,
  }) as T;
}

/**
 * Picks one of several pieces by a choice slot: only the nodes of the chosen one run. One function for every option.
 * @throws invalid_workflow outside of `build`, where `slot` is no `slot.choice` with options of its own, and where an
 * option has no function.
 * @example
 * ```ts
 * const images = pick(look, {
 *   inverted: () => comfy.ImageInvert({ image }).IMAGE,
 *   flipped: () => comfy.ImageFlip({ image, flip_method: "x-axis: vertically" }).IMAGE,
 * });
 * // "ImageInvert": { … }, "ImageFlip": { … }, "SaveImage": { … "images": ["ImageInvert", 0] … }
 * // and in the manifest, for a run with `look` "flipped":
 * // { "slot": "look", "equals": "flipped", "remove": ["ImageInvert"], …
 * //   "rewire": { "ImageInvert": { "0": ["ImageFlip", 0] } } }
 * ```
 */
export function pick<O extends string, T>(slot: ComboSocket<O>, choices: Readonly<Record<O, () => T>>): T {
  const position = captureCallPosition(pick);
  const entries = Object.entries<unknown>(choices ?? {});
  return getActiveBuild("pick", position).branch({
    kind: "pick",
    slot,
    choices: entries.map(([equals, result]) => ({ equals, result })),
    position,
  }) as T;
}
