/** Files of a server's three folders, with `/` between folder and name: `sub/inner.png`. */
export interface ServerFiles {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly temp: readonly string[];
}

type Found = "file" | "folder" | undefined;

const annotation = /\[(output|input|temp)\]$/;
const folders = new WeakMap<ServerFiles, ReadonlyMap<string, Found>>();

/**
 * What a file value such as `sub/x.png [output]` names on the server (folder_paths.py: exists_annotated_filepath), or
 * undefined where nothing is there. The server cuts the suffix and one character before it, whatever that is; an empty
 * name is the folder itself.
 */
export function findServerFile(name: string, files: ServerFiles): Found {
  const suffix = annotation.exec(name);
  const folder = suffix?.[1] ?? "input";
  const cut = suffix === null ? name : name.slice(0, Math.max(0, name.length - suffix[0].length - 1));
  if (cut.startsWith("/") || cut.includes("\0")) return undefined;
  return walkPath([folder], cut, entriesOf(files));
}

/** As the operating system does: every part on the way must be there, `..` included. */
function walkPath(start: readonly string[], path: string, entries: ReadonlyMap<string, Found>): Found {
  const place = [...start];
  const parts = path.split("/");
  for (const [index, part] of parts.entries()) {
    if (entries.get(place.join("/")) !== "folder") return undefined;
    if (part === "" || part === ".") continue;
    if (part === ".." && place.pop() === undefined) return undefined;
    if (part !== "..") place.push(part);
    if (index < parts.length - 1 && entries.get(place.join("/")) !== "folder") return undefined;
  }
  return entries.get(place.join("/"));
}

function entriesOf(files: ServerFiles): ReadonlyMap<string, Found> {
  const known = folders.get(files);
  if (known !== undefined) return known;
  const entries = new Map<string, Found>([["", "folder"]]);
  for (const folder of ["input", "output", "temp"] as const) {
    entries.set(folder, "folder");
    for (const file of files[folder]) addFile(folder, file, entries);
  }
  folders.set(files, entries);
  return entries;
}

function addFile(folder: string, file: string, entries: Map<string, Found>): void {
  const parts = file.split("/");
  for (let length = 1; length < parts.length; length++) {
    entries.set(`${folder}/${parts.slice(0, length).join("/")}`, "folder");
  }
  entries.set(`${folder}/${file}`, "file");
}
