import type { GraphValue } from "../graph/graph.ts";
import { findOutputSlot, inputFrame, outputFrame, type Canvas, type CanvasLink } from "./canvas.ts";

/**
 * The links of one canvas, numbered from `firstId` by consumer in the order of the nodes, then by its sockets. The
 * editor walks the consumers of an output by ascending link id when it orders the prompt, so this numbering makes
 * that the order of the calls.
 */
export function linkCanvas(canvas: Canvas, firstId: number): CanvasLink[] {
  const ends = canvas.nodes.flatMap((node) =>
    node.sockets.map(({ value, type }, slot) => ({ value, type, to: { node: node.id, slot } as CanvasLink["to"] })),
  );
  const outputs = (canvas.definition?.outputs ?? []).map(({ value }, slot) => {
    // The editor cannot resolve a link from frame to frame, so an output that passes an input through has none.
    return { value: value.kind === "input" ? undefined : value, type: "*", to: { node: outputFrame, slot } as const };
  });
  const links: CanvasLink[] = [];
  for (const { value, type, to } of [...ends, ...outputs]) {
    const origin = value && findOrigin(canvas, value);
    if (origin === undefined) continue;
    links.push({ id: firstId + links.length, from: origin.from, to, type: origin.type === "*" ? type : origin.type });
  }
  return links;
}

interface Origin {
  readonly from: CanvasLink["from"];
  readonly type: string;
}

/** Where a link starts, or undefined for a value that is no link. Outputs that pass an input through are seen through. */
function findOrigin(canvas: Canvas, value: GraphValue, passed = 0): Origin | undefined {
  if (value.kind === "input") {
    const slot = canvas.definition?.inputs.findIndex(({ name }) => name === value.input) ?? -1;
    return slot < 0 ? undefined : { from: { node: inputFrame, slot }, type: "*" };
  }
  if (value.kind !== "link" || passed > canvas.nodes.length) return undefined;
  const node = canvas.nodes.find(({ id }) => id === value.node);
  const slot = node && findOutputSlot(node, value.output);
  if (node === undefined || slot === undefined) return undefined;
  const inside = node.inner?.definition?.outputs[slot]?.value;
  if (inside?.kind === "input") {
    const given = node.node.inputs[inside.input];
    return given && findOrigin(canvas, given, passed + 1);
  }
  return { from: { node: node.id, slot }, type: node.outputs[slot]!.type };
}
