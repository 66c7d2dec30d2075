import type { NodeType, Schema } from "../schema/node-type.ts";
import { ComboAliases } from "./combo-aliases.ts";
import { nodeText } from "./node-text.ts";
import { nodeNames, packFileNames } from "./pack-files.ts";
import { renderSocketsFile } from "./socket-names.ts";
import { FileScope } from "./type-scope.ts";

const header = "// Written by comfyc; not to be edited.";

/** Methods of `Nodes` that are the package's own; a second declaration would overload them. */
const ownMethods = new Set(["$raw", "$missing"]);

/**
 * The types of all node types of a schema: path within generated/nodes → text. One file for each pack, which augments
 * `interface Nodes` of the module "comfyc" with a method for each of its node types, and `combos.d.ts` and
 * `sockets.d.ts`, which they share. Equal schemas give equal text, whatever the order of their entries.
 */
export function generateNodeTypes(schema: Schema): Map<string, string> {
  const combos = new ComboAliases();
  const sockets = new Map<string, string>();
  const packs = byPack(schema);
  const fileNames = packFileNames(packs.keys());
  const files = new Map<string, string>();
  for (const [pack, nodeTypes] of packs) {
    files.set(`${fileNames.get(pack)!}.d.ts`, renderPack(nodeTypes, new FileScope(combos, sockets)));
  }
  files.set("combos.d.ts", combos.render(header));
  files.set("sockets.d.ts", renderSocketsFile(sockets.keys(), header));
  return files;
}

function byPack(schema: Schema): Map<string, NodeType[]> {
  const packs = new Map<string, NodeType[]>();
  const sorted = [...schema.nodeTypes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const nodeType of sorted) {
    if (ownMethods.has(nodeType.name)) continue;
    const pack = packs.get(nodeType.pack);
    if (pack === undefined) packs.set(nodeType.pack, [nodeType]);
    else pack.push(nodeType);
  }
  return new Map([...packs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renderPack(nodeTypes: readonly NodeType[], scope: FileScope): string {
  const names = nodeNames(nodeTypes);
  const texts = nodeTypes.map((nodeType) => nodeText(nodeType, names.get(nodeType.name)!, scope));
  const lines = [header, ...scope.importLines(), ""];
  for (const text of texts) lines.push(...text.interfaces);
  lines.push("", `declare module "comfyc" {`, `  interface Nodes {`);
  for (const text of texts) lines.push(...text.method);
  lines.push(`  }`, `}`, "");
  return lines.join("\n");
}
