import type { JsonObject, JsonValue } from "../json/json-value.ts";
import type { CanvasLink, CanvasNode, CanvasSocket } from "./canvas.ts";
import type { Box } from "./layout.ts";

export interface NodePlace {
  readonly box: Box;
  /** Place in the order of the calls. */
  readonly order: number;
  readonly links: readonly CanvasLink[];
  /** Socket name → what the editor shows instead of it. */
  readonly labels: ReadonlyMap<string, string>;
}

/** A node as the file lists it. `properties.comfycNode` is its id in our graph, by which an edited file is matched. */
export function renderNode(node: CanvasNode, place: NodePlace): JsonObject {
  const { box, order, links, labels } = place;
  return {
    id: node.id,
    type: node.type,
    pos: [box.x, box.y],
    size: [box.width, box.height],
    flags: {},
    order,
    mode: 0,
    inputs: node.sockets.map((socket, slot) => renderSocket(socket, linkInto(links, node.id, slot), labels)),
    outputs: node.outputs.map(({ name, type, isList }, slot) => ({
      name,
      type,
      ...(isList && { shape: 6 }),
      links: links.filter(({ from }) => from.node === node.id && from.slot === slot).map(({ id }) => id),
    })),
    ...(node.title !== null && { title: node.title }),
    properties: { "Node name for S&R": node.type, comfycNode: node.id },
    widgets_values: widgetValues(node),
  };
}

function linkInto(links: readonly CanvasLink[], node: string, slot: number): number | null {
  return links.find(({ to }) => to.node === node && to.slot === slot)?.id ?? null;
}

function renderSocket(socket: CanvasSocket, link: number | null, labels: ReadonlyMap<string, string>): JsonObject {
  const label = labels.get(socket.name);
  return {
    name: socket.name,
    type: socket.type,
    ...(socket.optional && { shape: 7 }),
    ...(label !== undefined && { label }),
    ...(socket.widget && { widget: { name: socket.name } }),
    link,
  };
}

function widgetValues(node: CanvasNode): JsonValue[] {
  return node.widgets.filter(({ stored }) => stored).map(({ value }) => value);
}
