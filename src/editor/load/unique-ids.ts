import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import type { LinkId } from "./canvas.ts";
import type { IdCounter } from "./id-counter.ts";
import type { SavedCanvas, SavedNode } from "./saved-workflow.ts";
import { keepSingleLinks, renameLinks } from "./single-links.ts";

export interface SavedFile {
  readonly root: SavedCanvas;
  readonly definitions: readonly SavedCanvas[];
}

/**
 * Makes node and link ids unique over the root and all definitions (subgraphDeduplication.ts): the root keeps its ids, then
 * each definition in file order those that are still free. Two nodes of one id in one definition are one node, the
 * first.
 */
export function makeIdsUnique({ root, definitions }: SavedFile, nodeIds: IdCounter, linkIds: IdCounter): void {
  for (const definition of definitions) {
    definition.nodes = firstOfEach(definition.nodes, ({ id }) => id);
    definition.links = firstOfEach(definition.links, ({ id }) => id);
    keepSingleLinks(definition);
  }
  renameNodes(root, definitions, nodeIds);
  renumberLinks(root, definitions, linkIds);
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => unknown): T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)));
}

type Renames = ReadonlyMap<string, string>;

function renameNodes(root: SavedCanvas, definitions: readonly SavedCanvas[], counter: IdCounter): void {
  const used = new Set(root.nodes.map(({ id }) => id));
  for (const id of used) counter.reserve(id);
  const renames = new Map<string, Renames>();
  for (const definition of definitions) {
    const renamed = new Map<string, string>();
    for (const node of definition.nodes) {
      if (used.has(node.id)) {
        const id = String(counter.mint());
        renamed.set(node.id, id);
        node.id = id;
      } else if (isNumeric(node.id)) counter.observe(node.id);
      used.add(node.id);
    }
    if (renamed.size === 0) continue;
    renames.set(definition.id!, renamed);
    for (const link of definition.links) {
      link.originId = renamed.get(link.originId) ?? link.originId;
      link.targetId = renamed.get(link.targetId) ?? link.targetId;
    }
  }
  for (const { nodes } of [root, ...definitions]) {
    for (const node of nodes) renameProxies(node, renames.get(node.type ?? ""));
  }
}

/** True for `12`, not for `012` or `x`. */
function isNumeric(id: string): boolean {
  return Number.isInteger(Number(id)) && String(Number(id)) === id;
}

/** Reads `properties.proxyWidgets` of an instance, with the new ids of the nodes inside. */
function renameProxies(node: SavedNode, renamed: Renames | undefined): void {
  const properties = node.json["properties"];
  if (!isJsonObject(properties) || properties["proxyWidgets"] === undefined) return;
  const list = properties["proxyWidgets"];
  const renameable = Array.isArray(list);
  node.proxyWidgets = tuplesOf(list).map(([id, ...names]) => [(renameable && renamed?.get(id!)) || id!, ...names]);
}

/** A list of two or three texts each, or nothing where one entry is another thing (promotionSchema.ts). */
function tuplesOf(list: JsonValue): string[][] {
  const parsed = typeof list === "string" ? parseList(list) : list;
  if (!Array.isArray(parsed)) return [];
  const isTuple = (entry: JsonValue) =>
    Array.isArray(entry) &&
    (entry.length === 2 || entry.length === 3) &&
    entry.every((part) => typeof part === "string");
  return parsed.every(isTuple) ? (parsed as string[][]) : [];
}

function parseList(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return [];
  }
}

function renumberLinks(root: SavedCanvas, definitions: readonly SavedCanvas[], counter: IdCounter): void {
  const used = new Set<LinkId>(root.links.map(({ id }) => id));
  for (const id of used) counter.observe(id);
  for (const definition of definitions) {
    const renamed = new Map<LinkId, LinkId>();
    for (const link of definition.links) {
      if (used.has(link.id)) {
        const id = counter.mint();
        renamed.set(link.id, id);
        link.id = id;
      } else counter.observe(link.id);
      used.add(link.id);
    }
    if (renamed.size > 0) renameLinks(definition, renamed);
  }
}
