import type { CanvasNode } from "../load/canvas.ts";
import { listOf } from "../load/saved-workflow.ts";
import type { NodeInstance, Scope } from "../lower/node-instance.ts";

/**
 * The Set node that a Get node names, in its own canvas, else in those around it. Undefined where there is none, and where
 * two of one canvas have the name, as the pack then gives up.
 */
export function findSetter({ node, scope }: NodeInstance): NodeInstance | undefined {
  const name = nameOf(node);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.host?.scope) {
    const setters = at.canvas.nodes.filter((other) => other.role === "set" && nameOf(other) === name);
    if (setters.length > 1) return undefined;
    if (setters.length === 1) return { node: setters[0]!, scope: at };
  }
  return undefined;
}

function nameOf({ saved }: CanvasNode): unknown {
  return listOf(saved.json["widgets_values"])[0];
}
