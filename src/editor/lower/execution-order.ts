import type { Canvas, CanvasLink, CanvasNode } from "../load/canvas.ts";

/**
 * The nodes of a canvas in the editor's order: those without links first, in file order, then each as soon as all its links
 * are done; the links of an output by ascending id (LGraph.ts, computeExecutionOrder). Nodes in circles come last.
 */
export function executionOrder(canvas: Canvas): CanvasNode[] {
  const waiting = new Map<CanvasNode, number>();
  const queue: CanvasNode[] = [];
  for (const node of canvas.nodes) {
    let links = 0;
    for (let slot = 0; slot < node.inputs.length; slot++) if (node.linkAt[slot] !== undefined) links += 1;
    if (links === 0) queue.push(node);
    else waiting.set(node, links);
  }
  if (waiting.size > 0) runQueue(canvas, queue, waiting);
  return [...queue, ...byKey([...waiting.keys()])];
}

function runQueue(canvas: Canvas, queue: CanvasNode[], waiting: Map<CanvasNode, number>): void {
  const outgoing = linksByOutput(canvas);
  for (const node of queue) {
    for (let slot = 0; slot < node.outputs.length; slot++) {
      for (const link of outgoing.get(`${node.id}:${slot}`) ?? []) {
        const target = canvas.byId.get(link.targetId);
        const left = target === undefined ? undefined : waiting.get(target);
        if (left === undefined) continue;
        if (left > 1) waiting.set(target!, left - 1);
        else {
          waiting.delete(target!);
          queue.push(target!);
        }
      }
    }
  }
}

function linksByOutput({ links }: Canvas): Map<string, CanvasLink[]> {
  const outgoing = new Map<string, CanvasLink[]>();
  for (const link of links.values()) {
    const output = `${link.originId}:${link.originSlot}`;
    const list = outgoing.get(output);
    if (list === undefined) outgoing.set(output, [link]);
    else list.push(link);
  }
  for (const list of outgoing.values()) list.sort((one, other) => Number(one.id) - Number(other.id));
  return outgoing;
}

/** As JavaScript lists the keys of an object: whole numbers first, ascending. */
function byKey(nodes: readonly CanvasNode[]): CanvasNode[] {
  const isIndex = ({ id }: CanvasNode) => /^(0|[1-9]\d*)$/.test(id) && Number(id) < 2 ** 32 - 1;
  const indexed = nodes.filter(isIndex).sort((one, other) => Number(one.id) - Number(other.id));
  return [...indexed, ...nodes.filter((node) => !isIndex(node))];
}
