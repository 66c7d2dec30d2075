import type { Graph, SubgraphDefinition } from "../graph/graph.ts";
import type { JsonObject } from "../json/json-value.ts";
import { definitionUuid } from "./build-canvas.ts";
import { inputFrame, outputFrame, type Canvas, type CanvasLink } from "./canvas.ts";
import { findTarget, valueType } from "./host-node.ts";
import type { Box } from "./layout.ts";
import { renderBody, type BodyContext } from "./render-body.ts";
import { stableUuid } from "./stable-uuid.ts";

const frameWidth = 128;
const frameGap = 120;

/** A subgraph definition as `definitions.subgraphs` lists it. */
export function renderDefinition(
  graph: Graph,
  canvas: Canvas & { definition: SubgraphDefinition },
  context: BodyContext & { lastLinkId: number },
): JsonObject {
  const { definition } = canvas;
  const uuid = definitionUuid(graph, definition);
  const { nodes, groups, extent } = renderBody(definition, canvas, context);
  return {
    id: uuid,
    version: 1,
    state: {
      lastGroupId: context.groupsBefore + groups.length,
      lastNodeId: 0,
      lastLinkId: context.lastLinkId,
      lastRerouteId: 0,
    },
    revision: 0,
    config: {},
    name: definition.name,
    inputNode: frame(inputFrame, extent, definition.inputs.length),
    outputNode: frame(outputFrame, extent, definition.outputs.length),
    inputs: definition.inputs.map(({ name, type }, slot) => ({
      id: stableUuid(`${uuid}/input/${name}`),
      name,
      type: findTarget(canvas, name)?.socket.type ?? type,
      linkIds: idsOf(context.links, ({ from }) => from.node === inputFrame && from.slot === slot),
      pos: pinPosition(inputFrame, extent, slot),
    })),
    outputs: definition.outputs.map(({ name, value }, slot) => ({
      id: stableUuid(`${uuid}/output/${name}`),
      name,
      type: valueType(canvas, value),
      linkIds: idsOf(context.links, ({ to }) => to.node === outputFrame && to.slot === slot),
      pos: pinPosition(outputFrame, extent, slot),
    })),
    widgets: [],
    nodes,
    groups,
    links: context.links.map(({ id, from, to, type }) => ({
      id,
      origin_id: from.node,
      origin_slot: from.slot,
      target_id: to.node,
      target_slot: to.slot,
      type,
    })),
    extra: {},
  };
}

function idsOf(links: readonly CanvasLink[], wanted: (link: CanvasLink) => boolean): number[] {
  return links.filter(wanted).map(({ id }) => id);
}

type Frame = typeof inputFrame | typeof outputFrame;

function frame(id: Frame, extent: Box, pins: number): JsonObject {
  return { id, bounding: [frameX(id, extent), extent.y, frameWidth, 48 + 20 * pins] };
}

function frameX(id: Frame, extent: Box): number {
  return id === inputFrame ? extent.x - frameWidth - frameGap : extent.x + extent.width + frameGap;
}

function pinPosition(id: Frame, extent: Box, slot: number): number[] {
  const x = frameX(id, extent) + (id === inputFrame ? frameWidth - 20 : 20);
  return [x, extent.y + 24 + 20 * slot];
}
