import type { GraphBody } from "../graph/graph.ts";
import type { JsonObject } from "../json/json-value.ts";
import { slotLabels } from "./app-mode.ts";
import type { Canvas, CanvasLink } from "./canvas.ts";
import type { LoweredWorkflow } from "./lowered-workflow.ts";
import { around, layoutCanvas, type Box } from "./layout.ts";
import { titleHeight } from "./node-size.ts";
import { renderNode } from "./render-node.ts";
import { renderNotes } from "./render-notes.ts";

export interface BodyContext {
  readonly links: readonly CanvasLink[];
  readonly compiled: LoweredWorkflow;
  /** Ids of all nodes of the file; ids of notes are added. */
  readonly takenIds: Set<string>;
  /** Groups in the bodies before: group ids, too, are unique over the file. */
  readonly groupsBefore: number;
}

export interface RenderedBody {
  readonly nodes: JsonObject[];
  readonly groups: JsonObject[];
  /** Around everything that was laid out. */
  readonly extent: Box;
}

/** Nodes, notes and groups of the root or of a definition, laid out. */
export function renderBody(body: GraphBody, canvas: Canvas, context: BodyContext): RenderedBody {
  const { links, compiled, takenIds, groupsBefore } = context;
  const layout = layoutCanvas(canvas, links, body.groups);
  const nodes = canvas.nodes.map((node, order) =>
    renderNode(node, { box: layout.nodes.get(node.id)!, order, links, labels: slotLabels(node, compiled) }),
  );
  const boxes = [...layout.nodes.values()].map(withTitle);
  const extent = around([...boxes, ...layout.groups]);
  const groups = body.groups.map(({ title }, index) =>
    renderGroup(title, groupsBefore + index + 1, layout.groups[index]!),
  );
  return { nodes: [...nodes, ...renderNotes(body.notes, extent, takenIds)], groups, extent };
}

function withTitle(box: Box): Box {
  return { ...box, y: box.y - titleHeight, height: box.height + titleHeight };
}

function renderGroup(title: string, id: number, { x, y, width, height }: Box): JsonObject {
  return { id, title, bounding: [x, y, width, height], color: "#3f789e", font_size: 24, flags: {} };
}
