import type { NodeType, Schema } from "../../src/schema/node-type.ts";

export const clones = 9;

/** The schema nine times over: every node type under eight more names, as if eight more packs had each brought all. */
export function cloneSchema(schema: Schema): Schema {
  const nodeTypes = new Map<string, NodeType>();
  for (let clone = 0; clone < clones; clone++) {
    for (const nodeType of schema.nodeTypes.values()) {
      const name = cloneName(nodeType.name, clone);
      nodeTypes.set(name, { ...nodeType, name, pack: clonePack(nodeType.pack, clone) });
    }
  }
  return { ...schema, nodeTypes };
}

/** The same with the object_info of a server. */
export function cloneObjectInfo(objectInfo: Record<string, { python_module: string }>): Record<string, unknown> {
  const entries = Array.from({ length: clones }, (_, clone) =>
    Object.entries(objectInfo).map(([name, entry]): [string, unknown] => [
      cloneName(name, clone),
      { ...entry, name: cloneName(name, clone), python_module: clonePack(entry.python_module, clone) },
    ]),
  );
  return Object.fromEntries(entries.flat());
}

export function cloneName(name: string, clone: number): string {
  return clone === 0 ? name : `${name} ${clone}`;
}

function clonePack(pack: string, clone: number): string {
  return clone === 0 ? pack : `custom_nodes.pack-${clone}.${pack}`;
}
