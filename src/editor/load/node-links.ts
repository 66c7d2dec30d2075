import type { CanvasInput, CanvasLink, CanvasNode } from "./canvas.ts";
import type { SavedInput } from "./saved-workflow.ts";

/** Told that a link now ends in the input at `slot`. Growing groups listen. */
export type OnLinked = (node: CanvasNode, slot: number) => void;

/** Which link each input has at this moment. */
export function linksByInput(node: CanvasNode): Map<CanvasInput, CanvasLink> {
  const links = new Map<CanvasInput, CanvasLink>();
  node.inputs.forEach((input, slot) => {
    const link = node.linkAt[slot];
    if (link !== undefined) links.set(input, link);
  });
  return links;
}

/** Gives the node new inputs and lays `links` to them; a link of the old inputs that has none now is gone. */
export function replaceInputs(
  node: CanvasNode,
  previous: ReadonlyMap<CanvasInput, CanvasLink>,
  previousLength: number,
  inputs: readonly CanvasInput[],
  links: ReadonlyMap<CanvasInput, CanvasLink>,
): void {
  const beyond = node.linkAt.slice(previousLength);
  const linkAt: (CanvasLink | undefined)[] = [];
  const kept = new Set<CanvasLink>();
  inputs.forEach((input, slot) => {
    const link = links.get(input);
    if (link === undefined) return;
    linkAt[slot] = link;
    link.targetSlot = slot;
    placeLast(node, link);
    kept.add(link);
  });
  for (const link of previous.values()) if (!kept.has(link)) node.canvas.links.delete(link.id);
  for (const link of beyond)
    if (link !== undefined && linkAt[link.targetSlot] === undefined) linkAt[link.targetSlot] = link;
  node.inputs = [...inputs];
  node.linkAt = linkAt;
}

/** A link that was moved stands last in the table: where a primitive is replaced, its targets follow in that order. */
function placeLast({ canvas: { links } }: CanvasNode, link: CanvasLink): void {
  links.delete(link.id);
  links.set(link.id, link);
}

/** Takes one input away; those behind it move up. */
export function removeInput(node: CanvasNode, slot: number): void {
  const link = node.linkAt[slot];
  if (link !== undefined) node.canvas.links.delete(link.id);
  node.inputs.splice(slot, 1);
  if (slot < node.linkAt.length) node.linkAt.splice(slot, 1);
  node.linkAt.forEach((moved, index) => {
    if (moved !== undefined) moved.targetSlot = index;
  });
}

/** Takes the link of one input away. */
export function unlink(node: CanvasNode, slot: number): void {
  const link = node.linkAt[slot];
  if (link === undefined) return;
  node.linkAt[slot] = undefined;
  node.canvas.links.delete(link.id);
}

interface Move {
  readonly link: CanvasLink;
  readonly slot: number;
}

/**
 * Lays each link that a saved input names to the live input of that name: a saved index counts the saved inputs. A link
 * that no saved input names stays at its index (linkDeduplication.ts: realignInputLinkSlots).
 */
export function realignLinks(node: CanvasNode, saved: readonly SavedInput[], onLinked: OnLinked): void {
  const named = namedLinks(node, saved);
  if (named.size === 0) return;
  const skipped = new Set<CanvasLink>();
  for (let passes = 0; passes < named.size;) {
    const moves = findMoves(node, named, skipped);
    if (moves.length === 0) return;
    const blocked = moveLinks(node, moves, strayLinks(node, named, moves));
    for (const { link } of blocked ?? []) skipped.add(link);
    if (blocked !== null) continue;
    passes++;
    for (const { slot } of moves) onLinked(node, slot);
  }
}

type NamedLinks = ReadonlyMap<CanvasLink, readonly string[]>;

function namedLinks(node: CanvasNode, saved: readonly SavedInput[]): NamedLinks {
  const named = new Map<CanvasLink, string[]>();
  for (const { name, link: id } of saved) {
    const link = id === null ? undefined : node.canvas.links.get(id);
    if (link === undefined || link.targetId !== node.id) continue;
    const names = named.get(link);
    if (names === undefined) named.set(link, [name]);
    else names.push(name);
  }
  return named;
}

function findMoves(node: CanvasNode, named: NamedLinks, skipped: ReadonlySet<CanvasLink>): Move[] {
  const moves: Move[] = [];
  for (const [link, names] of named) {
    if (skipped.has(link)) continue;
    const current = node.inputs[link.targetSlot];
    if (current !== undefined && names.includes(current.name)) continue;
    const slot = node.inputs.findIndex(({ name }) => names.includes(name));
    if (slot !== -1) moves.push({ link, slot });
  }
  return moves;
}

/** Links whose names are gone and that stand where another must go. */
function strayLinks(node: CanvasNode, named: NamedLinks, moves: readonly Move[]): CanvasLink[] {
  const wanted = new Set(moves.map(({ slot }) => slot));
  return [...named.keys()].filter(
    (link) =>
      wanted.has(link.targetSlot) &&
      node.canvas.links.get(link.id) === link &&
      !node.inputs.some(({ name }) => named.get(link)!.includes(name)),
  );
}

/** Moves all at once, or none: null when done, else the moves that are in the way. */
function moveLinks(node: CanvasNode, moves: readonly Move[], removed: readonly CanvasLink[]): readonly Move[] | null {
  const taking = new Set([...moves.map(({ link }) => link), ...removed]);
  const isTaken = ({ slot }: Move) => node.linkAt[slot] !== undefined && !taking.has(node.linkAt[slot]!);
  const blocked = moves.filter(isTaken);
  if (blocked.length > 0) return blocked;
  if (new Set(moves.map(({ slot }) => slot)).size < moves.length) return moves;
  for (const link of taking) if (node.linkAt[link.targetSlot] === link) node.linkAt[link.targetSlot] = undefined;
  for (const link of removed) node.canvas.links.delete(link.id);
  for (const { link, slot } of moves) {
    node.linkAt[slot] = link;
    link.targetSlot = slot;
    placeLast(node, link);
  }
  return null;
}
