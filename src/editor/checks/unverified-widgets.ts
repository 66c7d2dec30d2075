import type { NodeType, Schema } from "../../schema/node-type.ts";
import type { CanvasNode } from "../load/canvas.ts";
import type { Warn } from "../convert-warning.ts";

const providedTypes = new WeakMap<Schema, ReadonlySet<string>>();

/**
 * Tells of inputs whose type no node type of the schema gives out and for which the editor itself has no widget: the
 * JavaScript of a node pack may make a widget of it, which nobody vouches for here.
 */
export function reportUnverifiedWidgets(node: CanvasNode, schema: Schema, warn: Warn): void {
  if (node.nodeType === null) return;
  for (const name of unverifiedInputs(node.nodeType, schema)) {
    const slot = node.inputs.findIndex((input) => input.name === name);
    if (slot === -1 || node.linkAt[slot] !== undefined || node.inputs[slot]!.widget !== null) continue;
    const type = node.inputs[slot]!.type;
    const words = `input "${name}" has type ${type}, which only the JavaScript of its pack may know`;
    warn("unverified-widget", node.id, `Node ${node.id} (${node.type}): ${words}.`);
  }
}

const found = new WeakMap<NodeType, readonly string[]>();

function unverifiedInputs(nodeType: NodeType, schema: Schema): readonly string[] {
  const known = found.get(nodeType);
  if (known !== undefined) return known;
  const provided = typesProvided(schema);
  const names = nodeType.inputs
    .filter(({ kind, type }) => kind === "socket" && typeof type === "string" && !provided.has(type.toLowerCase()))
    .map(({ name }) => name);
  found.set(nodeType, names);
  return names;
}

/** Types that an output somewhere has, so that an input of that type is a socket. */
function typesProvided(schema: Schema): ReadonlySet<string> {
  const known = providedTypes.get(schema);
  if (known !== undefined) return known;
  const types = new Set<string>();
  for (const { outputs } of schema.nodeTypes.values()) {
    for (const { type } of outputs)
      if (typeof type === "string") for (const each of type.split(",")) types.add(each.toLowerCase());
  }
  providedTypes.set(schema, types);
  return types;
}
