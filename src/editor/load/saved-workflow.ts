import { isJsonNumber, isJsonObject, numericValue, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { LinkId } from "./canvas.ts";
import { textOf } from "./plain-value.ts";

/** One saved input of a node. */
export interface SavedInput {
  readonly name: string;
  readonly type: JsonValue | undefined;
  link: LinkId | null;
  readonly widget: string | null;
  readonly label: string | undefined;
}

/** A node as the file has it, and its id, which loading may change. */
export interface SavedNode {
  id: string;
  type: string | undefined;
  readonly inputs: readonly SavedInput[];
  json: JsonObject;
  /** `properties.proxyWidgets`, parsed. */
  proxyWidgets: string[][] | null;
}

export interface SavedLink {
  id: LinkId;
  originId: string;
  readonly originSlot: number | string;
  targetId: string;
  readonly targetSlot: number;
}

interface SavedBoundary {
  readonly name: string;
  readonly type: JsonValue | undefined;
  readonly label: string | undefined;
  linkIds: LinkId[];
}

/** The root, or one definition. */
export interface SavedCanvas {
  readonly id: string | null;
  readonly name: string;
  nodes: SavedNode[];
  links: SavedLink[];
  readonly inputs: readonly SavedBoundary[];
  readonly outputs: readonly SavedBoundary[];
}

/** The root: a list of arrays where the version is the number 0.4, else a list of objects; others are lost (LGraph.ts). */
export function readRoot(json: JsonObject): SavedCanvas {
  const links = listOf(json["links"]);
  const read = plainNumber(json["version"]) === 0.4 ? readArray : readObject;
  return { id: null, name: "", nodes: readNodes(json), links: links.flatMap(read), inputs: [], outputs: [] };
}

/** One definition; its links are always objects. */
export function readDefinition(json: JsonObject): SavedCanvas {
  const read = plainNumber(json["version"]) === 0.4 ? readArray : readObject;
  return {
    id: textOf(json["id"]),
    name: nameOf(json["name"]),
    nodes: readNodes(json),
    links: listOf(json["links"]).flatMap(read),
    inputs: listOf(json["inputs"]).filter(isJsonObject).map(readBoundary),
    outputs: listOf(json["outputs"]).filter(isJsonObject).map(readBoundary),
  };
}

/** Definitions in the order in which the editor sees them; those within one follow it. */
export function listDefinitions(json: JsonObject): JsonObject[] {
  const definitions = json["definitions"];
  if (!isJsonObject(definitions)) return [];
  return listOf(definitions["subgraphs"])
    .filter(isJsonObject)
    .flatMap((definition) => [definition, ...listDefinitions(definition)]);
}

function readNodes(json: JsonObject): SavedNode[] {
  return listOf(json["nodes"]).filter(isJsonObject).map(readNode);
}

export function readNode(json: JsonObject): SavedNode {
  const type = json["type"];
  return {
    id: idText(json["id"]),
    type: typeof type === "string" ? type : undefined,
    inputs: listOf(json["inputs"]).filter(isJsonObject).map(readInput),
    json,
    proxyWidgets: null,
  };
}

function readInput(json: JsonObject): SavedInput {
  const widget = json["widget"];
  const label = json["label"];
  return {
    name: nameOf(json["name"]),
    type: json["type"],
    link: linkId(json["link"]),
    widget: isJsonObject(widget) ? nameOf(widget["name"]) : null,
    label: typeof label === "string" ? label : undefined,
  };
}

function readBoundary(json: JsonObject): SavedBoundary {
  const label = json["label"];
  return {
    name: nameOf(json["name"]),
    type: json["type"],
    label: typeof label === "string" ? label : undefined,
    linkIds: listOf(json["linkIds"]).flatMap((id) => linkId(id) ?? []),
  };
}

function readArray(link: JsonValue): SavedLink[] {
  return Array.isArray(link) ? createLink(link[0], link[1], link[2], link[3], link[4]) : [];
}

function readObject(link: JsonValue): SavedLink[] {
  if (!isJsonObject(link)) return [];
  return createLink(link["id"], link["origin_id"], link["origin_slot"], link["target_id"], link["target_slot"]);
}

type Part = JsonValue | undefined;

function createLink(id: Part, originId: Part, originSlot: Part, targetId: Part, targetSlot: Part): SavedLink[] {
  const key = linkId(id);
  // -1 is the editor's word for a link that is not there yet; a slot -1 floats.
  if (key === null || key === -1) return [];
  const slot = plainNumber(originSlot);
  return [
    {
      id: key,
      originId: idText(originId),
      originSlot: typeof slot === "number" || typeof slot === "string" ? slot : Number.NaN,
      targetId: idText(targetId),
      targetSlot: slotNumber(targetSlot),
    },
  ];
}

function slotNumber(value: Part): number {
  const plain = plainNumber(value);
  return typeof plain === "number" || typeof plain === "string" ? Number(plain) : Number.NaN;
}

function linkId(value: Part): LinkId | null {
  const plain = plainNumber(value);
  return typeof plain === "number" || typeof plain === "string" ? plain : null;
}

/** Node ids are texts in the editor, `1.0` is `1`. */
export function idText(value: Part): string {
  return textOf(value ?? undefined);
}

export function plainNumber(value: Part): Part {
  return value !== undefined && isJsonNumber(value) ? Number(numericValue(value)) : value;
}

export function listOf(value: Part): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function nameOf(value: Part): string {
  return value === undefined || value === null ? "" : textOf(value);
}

/** A number of the file, 0 for anything else. */
export function countOf(value: Part): number {
  const plain = plainNumber(value);
  return typeof plain === "number" && Number.isFinite(plain) ? plain : 0;
}
