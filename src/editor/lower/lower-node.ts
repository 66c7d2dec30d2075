import type { Canvas } from "../load/canvas.ts";
import type { PlainValue } from "../load/plain-value.ts";
import type { CanvasWidget } from "../widgets/canvas-widget.ts";
import { comboIndex } from "../widgets/custom-combo.ts";
import { resolveDynamicPrompt } from "./dynamic-prompt.ts";
import type { LowerOptions } from "./lower-prompt.ts";
import type { NodeInstance } from "./node-instance.ts";
import { packMeta } from "./pack-meta.ts";
import { resolveInput } from "./resolve-link.ts";
import { isSaver, replaceText } from "./text-replacement.ts";

export interface LoweredNode {
  readonly inputs: Record<string, PlainValue | undefined>;
  /** Undefined for a node of unknown type, so that the key is not written. */
  readonly class_type: string | undefined;
  readonly _meta: Record<string, PlainValue>;
}

/** One node of the prompt: its widgets in their order, then its linked inputs; a linked widget keeps its place. */
export function lowerNode(instance: NodeInstance, root: Canvas, options: LowerOptions): LoweredNode {
  const { node } = instance;
  const inputs = Object.create(null) as Record<string, PlainValue | undefined>;
  for (const widget of node.widgets) {
    if (!widget.template.sent || widget.name === "") continue;
    const value = sentValue(instance, widget, root, options);
    inputs[widget.name] = widget.template.type === "CURVE" ? curveValue(value) : wrapList(value);
  }
  for (let slot = 0; slot < node.inputs.length; slot++) {
    if (node.linkAt[slot] === undefined) continue;
    const origin = resolveInput(instance, slot, new Set());
    if (origin === undefined) continue;
    inputs[node.inputs[slot]!.name] = origin.kind === "output" ? [origin.id, origin.slot] : wrapList(origin.value);
  }
  const meta = { title: node.title, ...packMeta(node.properties) };
  return { inputs, class_type: node.nodeType?.name, _meta: meta };
}

/** A list would be taken for a link. */
function wrapList(value: PlainValue | undefined): PlainValue | undefined {
  return Array.isArray(value) ? { __value__: value } : value;
}

function curveValue(value: PlainValue | undefined): PlainValue | undefined {
  return value === null || value === undefined ? value : { __type__: "CURVE", __value__: value };
}

function sentValue(
  instance: NodeInstance,
  widget: CanvasWidget,
  root: Canvas,
  { dice, clock }: LowerOptions,
): PlainValue | undefined {
  const { node } = instance;
  const { value } = widget;
  if (node.type === "CustomCombo" && widget.name === "index") return comboIndex(node, sentChoice(instance));
  if (typeof value !== "string") return value;
  if (widget.name === "filename_prefix" && node.role === "real" && isSaver(node.type)) {
    return replaceText(value, root, clock);
  }
  return widget.template.dynamicPrompt ? resolveDynamicPrompt(value, dice) : value;
}

/** The choice of a CustomCombo is the instance's where its subgraph shows it outside. */
function sentChoice(instance: NodeInstance): PlainValue | undefined {
  const { node } = instance;
  const choice = node.widgets[0]!;
  const slot = node.inputs.findIndex((input) => input.widget === choice.name);
  if (slot === -1 || node.linkAt[slot] === undefined) return choice.value;
  const origin = resolveInput(instance, slot, new Set());
  return origin?.kind === "value" ? origin.value : choice.value;
}
