import type { JsonObject } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { Warn } from "../convert-warning.ts";
import { addBroadcastLinks } from "../packs/broadcast-links.ts";
import { createPrimitiveWidgets } from "../widgets/primitive-node.ts";
import { type Canvas, createCanvas } from "./canvas.ts";
import { checkFile } from "./check-file.ts";
import { readGroupTypes } from "./group-type.ts";
import { IdCounter } from "./id-counter.ts";
import { loadCanvas } from "./load-canvas.ts";
import type { LoadOptions } from "./load-options.ts";
import { patchValues } from "./patch-values.ts";
import { removeInput } from "./node-links.ts";
import {
  countOf,
  listDefinitions,
  listOf,
  plainNumber,
  readDefinition,
  readRoot,
  type SavedCanvas,
} from "./saved-workflow.ts";
import { keepSingleLinks } from "./single-links.ts";
import { makeIdsUnique } from "./unique-ids.ts";
import { unpackGroups } from "./unpack-groups.ts";

/** A workflow as the editor holds it once it is open. */
export interface LoadedWorkflow {
  readonly root: Canvas;
  readonly definitions: ReadonlyMap<string, Canvas>;
}

/**
 * Opens a workflow.json as the editor (frontend 1.58.1) does.
 * @throws node_without_type, recursive_definition where the editor cannot load the file
 */
export function loadWorkflow(json: JsonObject, schema: Schema, options: LoadOptions): LoadedWorkflow {
  const root = readRoot(json);
  const definitions = new Map<string, SavedCanvas>();
  for (const definition of listDefinitions(json).map(readDefinition)) {
    if (!definitions.has(definition.id!)) definitions.set(definition.id!, definition);
  }
  checkFile(root, definitions);
  reportLostLinks(json, root, options.warn);
  keepSingleLinks(root);
  const ids = {
    nodes: new IdCounter(countOf(json["last_node_id"])),
    links: new IdCounter(countOf(json["last_link_id"])),
  };
  makeIdsUnique({ root, definitions: [...definitions.values()] }, ids.nodes, ids.links);
  const canvases = new Map([...definitions].map(([id, { name }]) => [id, createCanvas(id, name)]));
  const groups = readGroupTypes(json, schema);
  if (groups.size > 0) renameOldGroups(root);
  const packRoles = new Map(options.packs.flatMap(({ nodes }) => Object.entries(nodes ?? {})));
  const sources = { schema, definitions: canvases, groups, packRoles };
  for (const definition of leavesFirst(definitions)) {
    loadCanvas(canvases.get(definition.id!)!, definition, sources, ids, options);
  }
  const canvas = createCanvas(null);
  loadCanvas(canvas, root, sources, ids, options);
  settle([canvas, ...canvases.values()]);
  if (groups.size > 0) unpackGroups(canvas, sources, ids, options);
  if (options.packs.some(({ broadcasts }) => broadcasts === true)) addBroadcastLinks(canvas, json, ids.links);
  return { root: canvas, definitions: canvases };
}

/** Before they were `workflow>Name`, group types were `workflow/Name`. */
function renameOldGroups({ nodes }: SavedCanvas): void {
  for (const node of nodes) node.type = node.type?.replace(/^workflow\//, "workflow>");
}

/** Links in the form of another version are not read, without a word. */
function reportLostLinks(json: JsonObject, root: SavedCanvas, warn: Warn): void {
  const count = listOf(json["links"]).length;
  if (count === 0 || root.links.length > 0) return;
  const version = JSON.stringify(plainNumber(json["version"])) ?? "none";
  warn(
    "lost-links",
    null,
    `All ${count} links are lost: their form is not that of version ${version}, and the editor drops them.`,
  );
}

/** What happens once all nodes are there (app.ts and the extensions). */
function settle(canvases: readonly Canvas[]): void {
  for (const canvas of canvases) dropOrphanInputs(canvas);
  for (const canvas of canvases) createPrimitiveWidgets(canvas);
  for (const canvas of canvases) patchValues(canvas);
}

/** An input whose widget the node type no longer has goes, with its link (widgetInputs.ts). */
function dropOrphanInputs({ nodes }: Canvas): void {
  for (const node of nodes) {
    if (node.role !== "real") continue;
    const isOrphan = ({ widget }: { widget: string | null }) =>
      widget !== null && !node.widgets.some(({ name }) => name === widget);
    // The editor walks the list while it removes, and so skips the input behind each that it removes.
    for (let slot = 0; slot < node.inputs.length; slot++) if (isOrphan(node.inputs[slot]!)) removeInput(node, slot);
  }
}

/** Definitions before those that use them; in file order where they use each other in a circle. */
function leavesFirst(definitions: ReadonlyMap<string, SavedCanvas>): SavedCanvas[] {
  const waiting = new Map<string, number>();
  const users = new Map<string, Set<string>>();
  for (const id of definitions.keys()) {
    waiting.set(id, 0);
    users.set(id, new Set());
  }
  for (const [id, { nodes }] of definitions) {
    for (const { type } of nodes) {
      if (type === undefined || !definitions.has(type)) continue;
      users.get(type)!.add(id);
      waiting.set(id, waiting.get(id)! + 1);
    }
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) {
    for (const user of users.get(id)!) {
      const instances = definitions.get(user)!.nodes.filter(({ type }) => type === id).length;
      const count = waiting.get(user)! - instances;
      waiting.set(user, count);
      if (count === 0) ready.push(user);
    }
  }
  return ready.length === definitions.size ? ready.map((id) => definitions.get(id)!) : [...definitions.values()];
}
