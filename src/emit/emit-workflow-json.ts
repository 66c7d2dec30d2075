import type { Graph } from "../graph/graph.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import type { Schema } from "../schema/node-type.ts";
import { appMode } from "./app-mode.ts";
import { buildCanvases, type Canvases } from "./build-canvas.ts";
import { linkCanvas } from "./canvas-links.ts";
import type { CanvasLink } from "./canvas.ts";
import type { LoweredWorkflow } from "./lowered-workflow.ts";
import { renderBody } from "./render-body.ts";
import { renderDefinition } from "./render-definition.ts";
import { stableUuid } from "./stable-uuid.ts";

/**
 * The editor's file (workflow.json, version 0.4, frontend 1.58.1) of a compiled workflow. Node ids are those of the
 * graph, so that Export (API) of the opened file gives the prompt's own ids and, for a prompt that the compiler made, its
 * bytes. The same graph gives the same file.
 * @throws invalid_workflow where a subgraph contains itself or is not defined.
 */
export function emitWorkflowJson(graph: Graph, compiled: LoweredWorkflow, schema: Schema): JsonObject {
  const canvases = buildCanvases(graph, compiled, schema);
  const takenIds = new Set(allIds(canvases));
  const links = linkCanvas(canvases.root, 1);
  const inner = linkDefinitions(canvases, links.length + 1);
  const lastLinkId = inner.lastId;
  const root = renderBody(graph, canvases.root, { links, compiled, takenIds, groupsBefore: 0 });
  let groupsBefore = graph.groups.length;
  const subgraphs = [...canvases.definitions.values()].map((canvas) => {
    const own = { links: inner.links.get(canvas.definition.name)!, groupsBefore };
    groupsBefore += canvas.definition.groups.length;
    return renderDefinition(graph, canvas, { ...own, compiled, takenIds, lastLinkId });
  });
  return {
    id: stableUuid(`${graph.name}/workflow`),
    revision: 0,
    last_node_id: 0,
    last_link_id: lastLinkId,
    nodes: root.nodes,
    links: links.map(({ id, from, to, type }): JsonValue[] => [id, from.node, from.slot, to.node, to.slot, type]),
    groups: root.groups,
    ...(subgraphs.length > 0 && { definitions: { subgraphs } }),
    config: {},
    extra: { ...appMode(graph, canvases.root), comfyc: { workflow: graph.name, version: graph.version } },
    version: 0.4,
  };
}

function allIds({ root, definitions }: Canvases): string[] {
  return [root, ...definitions.values()].flatMap(({ nodes }) => nodes.map(({ id }) => id));
}

/** Link ids are unique over the whole file: the editor renumbers those that are not. */
function linkDefinitions({ definitions }: Canvases, firstId: number) {
  const links = new Map<string, readonly CanvasLink[]>();
  let nextId = firstId;
  for (const [name, canvas] of definitions) {
    const own = linkCanvas(canvas, nextId);
    links.set(name, own);
    nextId += own.length;
  }
  return { links, lastId: nextId - 1 };
}
