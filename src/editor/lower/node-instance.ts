import type { Canvas, CanvasNode } from "../load/canvas.ts";

/** One place where a canvas runs: the root, or the inside of one instance of a definition. */
export interface Scope {
  /** Ids of the instances around it, each with its colon; empty for the root. */
  readonly prefix: string;
  readonly canvas: Canvas;
  /** The instance whose inside it is, and where that instance stands. */
  readonly host: NodeInstance | null;
}

/** One node in one scope: what an id of the prompt stands for. */
export interface NodeInstance {
  readonly node: CanvasNode;
  readonly scope: Scope;
}

export function instanceId({ node, scope }: NodeInstance): string {
  return scope.prefix + node.id;
}

export function scopeInside(host: NodeInstance): Scope {
  return { prefix: `${instanceId(host)}:`, canvas: host.node.definition!, host };
}
