import { Graph as LayoutGraph, layout } from "@dagrejs/dagre";
import type { GraphGroup } from "../graph/graph.ts";
import type { Canvas, CanvasLink } from "./canvas.ts";
import { estimateSize, titleHeight, type Size } from "./node-size.ts";

/** Place and size of a node, a group or a frame, in pixels of the canvas; x and y of the upper left corner. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly nodes: ReadonlyMap<string, Box>;
  /** In the order of the body's groups. */
  readonly groups: readonly Box[];
}

/** Layers from left to right along the links, nodes of a group kept together. The same canvas gives the same layout. */
export function layoutCanvas(canvas: Canvas, links: readonly CanvasLink[], groups: readonly GraphGroup[]): Layout {
  const graph = new LayoutGraph({ compound: true, multigraph: true });
  // The library leaves no room for the frame and the title of a group.
  const nodesep = groups.length > 0 ? 70 : 40;
  graph.setGraph({ rankdir: "LR", nodesep, edgesep: 20, ranksep: 90, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of canvas.nodes) {
    const { width, height } = estimateSize(node);
    graph.setNode(nodeName(node.id), { width, height: height + titleHeight });
  }
  for (const { id, from, to } of links) {
    if (typeof from.node !== "string" || typeof to.node !== "string") continue;
    graph.setEdge(nodeName(from.node), nodeName(to.node), {}, String(id));
  }
  nestGroups(graph, groups);
  layout(graph);
  const nodes = new Map(canvas.nodes.map((node) => [node.id, boxOf(graph, node.id, estimateSize(node))]));
  return { nodes, groups: groups.map((_, index) => groupBox(groups, index, nodes)) };
}

/** The library keeps names as keys of plain objects: a node id `__proto__` would write into every object there is. */
const nodeName = (id: string) => `node/${id}`;
const groupName = (index: number) => `group/${index}`;

/** A node stands in the smallest group that holds it, a group in the smallest that holds all its nodes. */
function nestGroups(graph: LayoutGraph, groups: readonly GraphGroup[]): void {
  const bySize = groups
    .map((group, index) => ({ group, index }))
    .sort((a, b) => a.group.nodes.length - b.group.nodes.length);
  const placed = new Set<string>();
  bySize.forEach(({ group, index }, rank) => {
    const members = group.nodes.filter((id) => graph.hasNode(nodeName(id)));
    if (members.length === 0) return;
    graph.setNode(groupName(index), {});
    for (const id of members.filter((member) => !placed.has(member))) {
      graph.setParent(nodeName(id), groupName(index));
      placed.add(id);
    }
    const outer = bySize.slice(rank + 1).find((other) => members.every((id) => other.group.nodes.includes(id)));
    if (outer === undefined) return;
    graph.setNode(groupName(outer.index), {});
    graph.setParent(groupName(index), groupName(outer.index));
  });
}

function boxOf(graph: LayoutGraph, id: string, { width, height }: Size): Box {
  const { x, y } = graph.node(nodeName(id)) as { x: number; y: number };
  // The layout has centres, title included; the editor wants the corner below the title.
  return {
    x: Math.round(x - width / 2),
    y: Math.round(y - (height + titleHeight) / 2 + titleHeight),
    width,
    height,
  };
}

const padding = 20;
/** Room for the title of a group, at the editor's usual font size of 24. */
const groupTitle = 40;

function groupBox(groups: readonly GraphGroup[], index: number, nodes: ReadonlyMap<string, Box>): Box {
  const members = groups[index]!.nodes.map((id) => nodes.get(id)).filter((box) => box !== undefined);
  const inside = groups.filter((other, at) => at !== index && isInside(other, groups[index]!, at, index)).length;
  const box = around(members);
  const more = padding + Math.min(inside, 3) * (padding / 2);
  const top = titleHeight + groupTitle + Math.min(inside, 3) * groupTitle;
  return { x: box.x - more, y: box.y - top - more, width: box.width + 2 * more, height: box.height + top + 2 * more };
}

function isInside(inner: GraphGroup, outer: GraphGroup, innerIndex: number, outerIndex: number): boolean {
  if (!inner.nodes.every((id) => outer.nodes.includes(id))) return false;
  return inner.nodes.length < outer.nodes.length || innerIndex > outerIndex;
}

/** The smallest box around all `boxes`; at the origin and empty where there are none. */
export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
