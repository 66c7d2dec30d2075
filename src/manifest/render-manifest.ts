import { manifestSchema, type Manifest } from "./manifest.ts";

/** The text of manifest.json: two spaces a level, keys in the order of the format whatever order they were made in. */
export function renderManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`;
}
