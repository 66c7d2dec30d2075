import { relative, sep } from "node:path";

/**
 * `path` from the project's folder with `/`, so that generated files and messages are alike on every system.
 * The mark that `importFile` puts on a module's address is taken off.
 */
export function toProjectPath(root: string, path: string): string {
  const inner = relative(root, path.replace(/\?comfyc=.*$/, ""));
  return (inner === "" ? "." : inner).split(sep).join("/");
}
