import type { Canvas, CanvasNode } from "../load/canvas.ts";
import { type PlainValue, textOf } from "../load/plain-value.ts";
import { widgetsOfNode } from "../subgraph/promote.ts";
import type { CanvasWidget } from "../widgets/canvas-widget.ts";
import { comboIndex } from "../widgets/custom-combo.ts";
import { type ClockParts, formatDate } from "./clock.ts";

/** The node types whose `filename_prefix` the editor rewrites (saveImageExtraOutput.ts). */
const savers = new Set([
  "SaveImage",
  "SaveImageAdvanced",
  "SaveSVGNode",
  "SaveVideo",
  "SaveAnimatedWEBP",
  "SaveWEBM",
  "SaveAudio",
  "SaveAudioMP3",
  "SaveAudioOpus",
  "SaveAudioAdvanced",
  "SaveGLB",
  "Save3DAdvanced",
  "SaveGaussianSplat",
  "SavePointCloud",
  "SaveAnimatedPNG",
  "CLIPSave",
  "VAESave",
  "ModelSave",
  "LoraSave",
  "SaveLatent",
]);

export function isSaver(type: string): boolean {
  return savers.has(type);
}

/**
 * `%date:yyyy-MM-dd%` and `%Node.widget%` in a text, where Node is the name for search and replace, else the title, of a
 * node anywhere below `canvas`. What is not found stays.
 */
export function replaceText(text: string, canvas: Canvas, clock: () => ClockParts): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([^%]+)%/g, (whole, inner: string) => {
    const parts = inner.split(".");
    if (parts.length !== 2) return inner.startsWith("date:") ? formatDate(parts[0]!.slice(5), clock()) : whole;
    const node = findNode(canvas, parts[0]!);
    const widget = node && widgetsOfNode(node).find(({ name }) => name === parts[1]);
    if (widget === undefined) return whole;
    const value = shownValue(node!, widget);
    // eslint-disable-next-line no-control-regex
    return textOf(value ?? "").replaceAll(/[/?<>\\:*|"\x00-\x1F\x7F]/g, "_");
  });
}

/** What the widget shows: a text area of an instance nothing where its value is no text. */
function shownValue(node: CanvasNode, { name, template, value }: CanvasWidget): PlainValue | undefined {
  if (node.type === "CustomCombo" && name === "index") return comboIndex(node, node.widgets[0]?.value);
  return template.multiline && typeof value !== "string" ? "" : value;
}

function findNode(canvas: Canvas, name: string): CanvasNode | undefined {
  let titled: CanvasNode | undefined;
  for (const node of walk(canvas)) {
    if (searchName(node) === name) return node;
    if (node.title === name) titled ??= node;
  }
  return titled;
}

/** Every node but those that save has its type as its name, where the file does not say otherwise. */
function searchName(node: CanvasNode): unknown {
  const saved = node.properties["Node name for S&R"];
  return saved === undefined && node.role === "real" && !isSaver(node.type) ? node.type : saved;
}

/** The nodes inside an instance come before the instance. */
function* walk({ nodes }: Canvas): Generator<CanvasNode> {
  for (const node of nodes) {
    if (node.definition !== null) yield* walk(node.definition);
    yield node;
  }
}
