import type { CanvasNode } from "./canvas.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Height of the title bar, which stands above a node's `pos` (litegraph: NODE_TITLE_HEIGHT). */
export const titleHeight = 30;
const rowHeight = 20;
const widgetHeight = 24;
const textHeight = 110;

/** Node types that show a picture below their widgets. */
const withPicture = /^(Load|Save|Preview)(Image|AnimatedWEBP|AnimatedPNG|Video|WEBM)|^(Preview3D|SaveGLB|Load3D)/;

/** About the size that the editor gives a node; it enlarges what is too small for its widgets. */
export function estimateSize(node: CanvasNode): Size {
  const rows = Math.max(node.sockets.filter(({ widget }) => !widget).length, node.outputs.length);
  const shown = node.widgets.filter(({ role, stored }) => stored || role === "view");
  const texts = shown.filter(({ multiline }) => multiline).length;
  const widgetsHeight = (shown.length - texts) * widgetHeight + texts * textHeight;
  const picture = withPicture.test(node.node.type) && node.inner === null ? 220 : 0;
  const height = rows * rowHeight + widgetsHeight + (shown.length > 0 ? 14 : 6) + picture;
  return { width: texts > 0 ? 400 : widthOf(node, picture > 0), height };
}

function widthOf(node: CanvasNode, hasPicture: boolean): number {
  const longestWidget = Math.max(0, ...node.widgets.map(({ name, value }) => textWidth(name) + textWidth(value)));
  const longestRow = Math.max(0, ...node.sockets.map(({ name }) => textWidth(name))) + longestOutput(node);
  const title = textWidth(node.title ?? node.node.type) + 60;
  const least = hasPicture ? 300 : node.widgets.length > 0 ? 270 : 180;
  return Math.round(Math.min(480, Math.max(least, longestWidget + 70, longestRow + 50, title)));
}

function longestOutput(node: CanvasNode): number {
  return Math.max(0, ...node.outputs.map(({ name }) => textWidth(name)));
}

/** The editor draws its small text at about seven pixels a character. */
function textWidth(value: unknown): number {
  return typeof value === "string" || typeof value === "number" ? String(value).length * 7 : 0;
}
