import type { IdCounter } from "./id-counter.ts";
import { migrateProxies } from "../subgraph/migrate-proxies.ts";
import { growAt } from "../widgets/dynamic-inputs.ts";
import { type Canvas, type CanvasLink, typeText } from "./canvas.ts";
import { configureNode } from "./configure-node.ts";
import { createNode, type NodeSources } from "./create-node.ts";
import type { LoadOptions } from "./load-options.ts";
import { realignLinks } from "./node-links.ts";
import type { SavedCanvas, SavedLink } from "./saved-workflow.ts";

export interface IdCounters {
  readonly nodes: IdCounter;
  readonly links: IdCounter;
}

/** Fills a canvas from its saved state, in the editor's order: links, nodes, their values, repairs (LGraph.configure). */
export function loadCanvas(
  canvas: Canvas,
  saved: SavedCanvas,
  sources: NodeSources,
  ids: IdCounters,
  options: LoadOptions,
): void {
  addNodes(canvas, saved, sources, ids.nodes);
  addLinks(canvas, saved.links);
  for (const { name, type, label, linkIds } of saved.inputs) {
    canvas.inputs.push({ name, type: typeText(type), label, linkIds: [...linkIds] });
  }
  for (const { name, type, label, linkIds } of saved.outputs) {
    canvas.outputs.push({ name, type: typeText(type), label, linkIds: [...linkIds] });
  }
  for (const node of canvas.nodes) configureNode(node, options);
  for (const node of canvas.nodes) realignLinks(node, node.saved.inputs, growAt);
  for (const node of canvas.nodes) if (node.role === "host") migrateProxies(node, ids.links);
}

/** Two nodes of one id: the first keeps it and all links. Ids that are no whole number and no text are given anew. */
function addNodes(canvas: Canvas, saved: SavedCanvas, sources: NodeSources, ids: IdCounter): void {
  for (const savedNode of saved.nodes) {
    const node = createNode(savedNode, canvas, sources);
    if (node.id === "" || node.id === "-1" || isFraction(savedNode.json["id"]) || canvas.byId.has(node.id)) {
      node.id = String(ids.mint());
    } else ids.observe(node.id);
    canvas.nodes.push(node);
    canvas.byId.set(node.id, node);
  }
}

function isFraction(id: unknown): boolean {
  return id === null || id === undefined || (typeof id === "number" && !Number.isInteger(id));
}

function addLinks(canvas: Canvas, saved: readonly SavedLink[]): void {
  for (const { id, originId, originSlot, targetId, targetSlot } of saved) {
    if (canvas.links.has(id)) continue;
    const link: CanvasLink = { id, originId, originSlot, targetId, targetSlot };
    const node = canvas.byId.get(targetId);
    if (node !== undefined && Number.isInteger(targetSlot) && targetSlot >= 0 && targetSlot < mostSlots) {
      if (node.linkAt[targetSlot] !== undefined) continue;
      node.linkAt[targetSlot] = link;
    }
    canvas.links.set(id, link);
  }
}

/** A slot beyond this is no slot of any node. */
const mostSlots = 100_000;
