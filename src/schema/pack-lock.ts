import type { NodeType, Schema } from "./node-type.ts";
import { schemaHash } from "./schema-hash.ts";

/** A custom node pack as one server has it. */
export interface PackLock {
  /** Name of its folder below custom_nodes. */
  readonly name: string;
  /** Version or commit as ComfyUI-Manager tells it; `unknown` where it does not. */
  readonly version: string;
  /** SHA-256 of its node types, so that a change shows even where the version is unknown. */
  readonly typesSha256: string;
  readonly nodeTypes: number;
}

/** Python modules of ComfyUI itself: their version is the server's. */
const corePack = /^(nodes|comfy_extras|comfy_api_nodes)(\.|$)/;

/** The name of the custom node pack of a node type, or undefined for one of ComfyUI itself. */
export function findPackName({ pack }: NodeType): string | undefined {
  return corePack.test(pack) ? undefined : pack.replace(/^custom_nodes\./, "");
}

/** The custom node packs of a schema, sorted by name, with the version that `versionOf` knows of each. */
export function listPacks(schema: Schema, versionOf: (name: string) => string | undefined): PackLock[] {
  const packs = new Map<string, string[]>();
  for (const nodeType of schema.nodeTypes.values()) {
    const name = findPackName(nodeType);
    if (name === undefined) continue;
    const known = packs.get(name);
    if (known === undefined) packs.set(name, [nodeType.name]);
    else known.push(nodeType.name);
  }
  return [...packs]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, types]) => ({
      name,
      version: versionOf(name) ?? "unknown",
      typesSha256: schemaHash(schema, types),
      nodeTypes: types.length,
    }));
}
