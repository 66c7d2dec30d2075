import type { LinkId } from "./canvas.ts";
import type { SavedCanvas, SavedLink } from "./saved-workflow.ts";

/**
 * Leaves one link to each input: of two that end in one slot, the one that an input names, else the first
 * (linkDeduplication.ts). What named the other names the survivor then.
 */
export function keepSingleLinks(canvas: SavedCanvas): void {
  const kept: SavedLink[] = [];
  const places = new Map<string, number>();
  const survivors = new Map<LinkId, LinkId>();
  let named: Set<LinkId> | undefined;
  for (const link of canvas.links) {
    const target = `${link.targetId}:${link.targetSlot}`;
    const place = places.get(target);
    if (place === undefined) {
      places.set(target, kept.push(link) - 1);
      continue;
    }
    named ??= namedLinks(canvas);
    const earlier = kept[place]!;
    const isCopy = earlier.originId === link.originId && earlier.originSlot === link.originSlot;
    if (isCopy || !named.has(link.id) || named.has(earlier.id)) {
      survivors.set(link.id, earlier.id);
      continue;
    }
    kept[place] = link;
    for (const [lost, survivor] of survivors) if (survivor === earlier.id) survivors.set(lost, link.id);
    survivors.set(earlier.id, link.id);
  }
  if (kept.length === canvas.links.length) return;
  canvas.links = kept;
  renameLinks(canvas, survivors);
}

function namedLinks(canvas: SavedCanvas): Set<LinkId> {
  const named = new Set<LinkId>();
  for (const node of canvas.nodes) for (const { link } of node.inputs) if (link !== null) named.add(link);
  return named;
}

/** Puts new ids wherever the canvas names a link. */
export function renameLinks(canvas: SavedCanvas, names: ReadonlyMap<LinkId, LinkId>): void {
  for (const node of canvas.nodes) {
    for (const input of node.inputs) if (input.link !== null) input.link = names.get(input.link) ?? input.link;
  }
  for (const slot of [...canvas.inputs, ...canvas.outputs]) {
    slot.linkIds = [...new Set(slot.linkIds.map((id) => names.get(id) ?? id))];
  }
}
