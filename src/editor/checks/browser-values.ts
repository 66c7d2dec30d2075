import type { CanvasNode } from "../load/canvas.ts";
import type { Warn } from "../convert-warning.ts";

/** Widget types whose value the browser makes as the prompt is sent: it takes a picture, or uploads what was drawn. */
const madeByBrowser: Readonly<Record<string, string>> = {
  WEBCAM: "a picture of the camera",
  AUDIO_RECORD: "a recording",
  PAINTER: "the painted picture",
  LOAD_3D: "pictures of the 3D scene",
};

/** Tells of values that only a browser can give; the saved one is sent in its place. */
export function reportBrowserValues(node: CanvasNode, warn: Warn): void {
  for (const { name, template } of node.widgets) {
    const made = browserMakes(template.type) ?? remoteList(template.layout?.role, node, name);
    if (made === undefined) continue;
    const words = `the editor sends ${made} as "${name}", which only a browser can make`;
    warn(
      "browser-value",
      node.id,
      `Node ${node.id} (${node.type}): ${words}. Supply inputs.${name} of the node yourself.`,
    );
  }
}

function browserMakes(type: string): string | undefined {
  return Object.hasOwn(madeByBrowser, type) ? madeByBrowser[type] : undefined;
}

/** A remote combo stands on what its list holds at that moment. */
function remoteList(role: string | undefined, node: CanvasNode, name: string): string | undefined {
  if (role !== "value") return undefined;
  const input = node.nodeType?.inputs.find((declared) => declared.name === name);
  return input?.options.remote === undefined ? undefined : "an entry of a list that it fetches";
}
