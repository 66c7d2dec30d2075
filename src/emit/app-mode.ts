import type { Graph, GraphValue } from "../graph/graph.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import type { Canvas, CanvasNode } from "./canvas.ts";
import type { LoweredWorkflow } from "./lowered-workflow.ts";

/**
 * What App mode shows (`extra.linearMode`, `extra.linearData`): the widgets that slots feed as inputs, in the order of the
 * slots, and the nodes of the workflow's outputs. `linearMode: false` opens the file on the canvas, with the app one click
 * away.
 */
export function appMode(graph: Graph, root: Canvas): JsonObject {
  const inputs = graph.slots.flatMap(({ name }): JsonValue[] => widgetsOfSlot(root, name));
  const ids = new Set(root.nodes.map(({ id }) => id));
  const outputs = graph.outputs.map(({ node }) => node).filter((node) => ids.has(node));
  return { linearMode: false, linearData: { inputs, outputs: [...new Set(outputs)] } };
}

function widgetsOfSlot(root: Canvas, slot: string): [string, string][] {
  return root.nodes.flatMap((node) =>
    node.sockets
      .filter(({ value, widget }) => widget && isSlot(value, slot))
      .map(({ name }): [string, string] => [node.id, name]),
  );
}

function isSlot(value: GraphValue | undefined, slot: string): boolean {
  return value?.kind === "slot" && value.slot === slot;
}

/** Socket name → label of the slot that feeds it, so that canvas and app speak as the author does. */
export function slotLabels(node: CanvasNode, compiled: LoweredWorkflow): ReadonlyMap<string, string> {
  const labels = new Map(compiled.manifest.slots.map(({ name, label }) => [name, label]));
  return new Map(
    node.sockets.flatMap(({ name, value }): [string, string][] => {
      const label = value?.kind === "slot" ? labels.get(value.slot) : undefined;
      return label === undefined ? [] : [[name, label]];
    }),
  );
}
