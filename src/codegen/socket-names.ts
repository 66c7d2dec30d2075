import { pascalCase, quote, shortHash } from "./safe-text.ts";

/** Sockets that the package itself names, by socket type. */
const packageSockets: Readonly<Record<string, string>> = {
  INT: "IntSocket",
  FLOAT: "FloatSocket",
  STRING: "StringSocket",
  BOOLEAN: "BooleanSocket",
  COMBO: "ComboSocket",
};

/** Names of the package that a socket type must not take: `ANY` would become `AnySocket`. */
const takenNames = new Set(["AnySocket", "WildcardSocket", "FileSocket", ...Object.values(packageSockets)]);

export function findPackageSocket(type: string): string | undefined {
  return Object.hasOwn(packageSockets, type) ? packageSockets[type] : undefined;
}

/**
 * The interface that stands for a socket type: `CLIP_VISION` → `ClipVisionSocket`. Different types never share a name,
 * and a name never depends on which other types there are: `LOAD_3D` is `Load_3dSocket`, `LOAD3D` is `Load3dSocket`,
 * and a type in other than upper-case words carries a hash of itself.
 */
export function socketName(type: string): string {
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(type) && type.length <= 60) {
    const words = type.split("_").map((word) => word[0]! + word.slice(1).toLowerCase());
    const name = words.reduce((whole, word) => whole + (/^\d/.test(word) ? "_" : "") + word);
    if (!takenNames.has(`${name}Socket`)) return `${name}Socket`;
  }
  return `${pascalCase(type)}_${shortHash(type, 8)}Socket`;
}

/** The file of socket interfaces. */
export function renderSocketsFile(types: Iterable<string>, header: string): string {
  const lines = [...new Set(types)]
    .sort()
    .map((type) => `export interface ${socketName(type)} extends Socket<${quote(type)}> {}`);
  return [header, `import type { Socket } from "comfyc";`, "", ...lines, "export {};", ""].join("\n");
}
