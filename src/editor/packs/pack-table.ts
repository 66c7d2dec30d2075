import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { NodeRole } from "../load/canvas.ts";

/** What the JavaScript of a node pack does to a workflow, as far as it is known here. */
export interface Pack {
  /** What `--packs` calls it. */
  readonly name: string;
  /** Its folder in `custom_nodes`, by which a schema shows that the server has it. */
  readonly folder: RegExp;
  /** Node types that only the editor has, and what they do. */
  readonly nodes?: Readonly<Record<string, NodeRole>>;
  /** Node types that keep `widgets_values` by name, with widgets that the server does not declare. */
  readonly recordTypes?: RegExp;
  /** `extra.ue_links` holds links that are made as the prompt is sent. */
  readonly broadcasts?: boolean;
}

export const packs: readonly Pack[] = [
  { name: "kjnodes", folder: /kjnodes/i, nodes: { SetNode: "set", GetNode: "get" } },
  { name: "easy-use", folder: /easy-?use/i, nodes: { "easy setNode": "set", "easy getNode": "get" } },
  {
    name: "rgthree",
    folder: /rgthree/i,
    nodes: {
      "Reroute (rgthree)": "reroute",
      "Bookmark (rgthree)": "note",
      "Label (rgthree)": "note",
      "Fast Muter (rgthree)": "note",
      "Fast Bypasser (rgthree)": "note",
      "Fast Groups Muter (rgthree)": "note",
      "Fast Groups Bypasser (rgthree)": "note",
      "Fast Actions Button (rgthree)": "note",
      "Node Collector (rgthree)": "note",
      "Mute / Bypass Relay (rgthree)": "note",
      "Mute / Bypass Repeater (rgthree)": "note",
      "Random Unmuter (rgthree)": "note",
    },
  },
  { name: "videohelpersuite", folder: /videohelpersuite/i, recordTypes: /^VHS_/ },
  { name: "use-everywhere", folder: /use-everywhere/i, broadcasts: true },
];

/** The packs that the schema shows, and those asked for by name. @throws unknown_pack */
export function choosePacks(schema: Schema, asked: readonly string[]): Pack[] {
  for (const name of asked) if (!packs.some((pack) => pack.name === name)) throw unknownPack(name);
  const folders = packFolders(schema);
  return packs.filter(({ name, folder }) => asked.includes(name) || folders.some((each) => folder.test(each)));
}

function unknownPack(name: string): ComfycError {
  return new ComfycError(
    "unknown_pack",
    `The JavaScript of the pack ${JSON.stringify(printable(name))} is not known.`,
    {
      hint: `Known are ${packs.map((pack) => pack.name).join(", ")}.`,
    },
  );
}

const foldersOf = new WeakMap<Schema, readonly string[]>();

function packFolders(schema: Schema): readonly string[] {
  let folders = foldersOf.get(schema);
  if (folders === undefined) {
    const names = new Set<string>();
    for (const { pack } of schema.nodeTypes.values()) if (pack.startsWith("custom_nodes.")) names.add(pack);
    foldersOf.set(schema, (folders = [...names]));
  }
  return folders;
}
