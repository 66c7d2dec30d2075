import type { NodeType } from "../schema/node-type.ts";
import { identifier, isKeyword, shortHash } from "./safe-text.ts";

const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
const ownFiles = new Set(["combos", "sockets"]);

/**
 * A file name (without `.d.ts`) for every pack: its `python_module` where every file system takes that, else with a
 * hash. Names that differ only in case get one too, as Windows and macOS take them for one file.
 */
export function packFileNames(packs: Iterable<string>): Map<string, string> {
  const all = [...new Set(packs)];
  const bases = new Map(all.map((pack) => [pack, safeFileName(pack)]));
  const counts = countBy([...bases.values()].map((base) => base.toLowerCase()));
  const names = all.map((pack): [string, string] => {
    const base = bases.get(pack)!;
    const lonely = counts.get(base.toLowerCase()) === 1 && !ownFiles.has(base.toLowerCase());
    return [pack, lonely && base === pack ? base : `${base}-${shortHash(pack, 8)}`];
  });
  return new Map(names);
}

function safeFileName(pack: string): string {
  const base = pack
    .replace(/[^A-Za-z0-9_.-]+/g, "_")
    .replace(/\.{2,}/g, "_")
    .replace(/^[.-]|\.$/g, "_")
    .slice(0, 100);
  return reservedOnWindows.test(base) || base === "" ? `_${base}` : base;
}

/** The two interfaces of one node type in the file of its pack. */
export interface NodeNames {
  readonly inputs: string;
  readonly outputs: string;
}

/** Ends that names of sockets, combos and type parameters have, and the globals of TypeScript. */
const takenName = /(^T\d*$)|(Socket(Inputs)?$)|(_[0-9a-f]{6,16}$)|(^(NodeHandle|NodeOptions|Nodes|globalThis)$)/;

/**
 * Interface names for the node types of one pack: the class type where that is an identifier, else made one. Where two
 * would share a name, or one would take a name of another kind, they carry a hash of the class type.
 */
export function nodeNames(nodeTypes: readonly NodeType[]): Map<string, NodeNames> {
  const bases = new Map(nodeTypes.map(({ name }) => [name, identifier(name)]));
  const counts = countBy([...bases.values()].flatMap((base) => [base, `${base}Inputs`]));
  const isFree = (base: string) =>
    !isKeyword(base) && !takenName.test(base) && counts.get(base) === 1 && counts.get(`${base}Inputs`) === 1;
  return new Map(
    [...bases].map(([name, base]) => {
      const outputs = isFree(base) ? base : `${base}_${shortHash(name, 20)}`;
      return [name, { outputs, inputs: `${outputs}Inputs` }];
    }),
  );
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
