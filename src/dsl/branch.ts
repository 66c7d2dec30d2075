import { getActiveBuild } from "./active-build.ts";
import { captureCallPosition } from "./call-position.ts";
import type { BooleanSocket, ComboSocket } from "./nodes.ts";

/**
 * Switches a piece of the workflow by a slot: while it is true the nodes that `piece` adds run and give the result,
 * while it is false they are left out and `otherwise` takes their place (null, or nothing: the links are dropped).
 * Results are sockets or objects of sockets. The prompt holds all nodes; the switch is data in the manifest.
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

/** Picks one of several pieces by a choice slot: only the nodes of the chosen one run. One function for every option. */
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
