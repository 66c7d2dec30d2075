import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { bypassed, type Canvas, isVirtual, muted } from "../load/canvas.ts";
import type { PlainValue } from "../load/plain-value.ts";
import { applyPrimitive } from "../widgets/primitive-node.ts";
import type { ClockParts } from "./clock.ts";
import type { Dice } from "./dynamic-prompt.ts";
import { executionOrder } from "./execution-order.ts";
import { lowerNode, type LoweredNode } from "./lower-node.ts";
import { instanceId, type NodeInstance, type Scope, scopeInside } from "./node-instance.ts";
import { replaceText } from "./text-replacement.ts";

export interface LowerOptions {
  readonly dice: Dice;
  readonly clock: () => ClockParts;
}

export type LoweredPrompt = Record<string, LoweredNode>;

/** The prompt of a loaded workflow: what Export (API) gives to `JSON.stringify` (executionUtil.ts). */
export function lowerPrompt(root: Canvas, options: LowerOptions): LoweredPrompt {
  const scope: Scope = { prefix: "", canvas: root, host: null };
  const order = executionOrder(root);
  for (const node of order) applyPrimitives({ node, scope }, options);
  const output = Object.create(null) as LoweredPrompt;
  for (const node of order) {
    const instance = { node, scope };
    if (node.role === "host") {
      if (node.mode !== muted && node.mode !== bypassed) addInside(instance, output, root, options);
    } else add(instance, output, root, options);
  }
  dropDeadLinks(output);
  return output;
}

function add(instance: NodeInstance, output: LoweredPrompt, root: Canvas, options: LowerOptions): void {
  const { mode } = instance.node;
  if (isVirtual(instance.node) || mode === muted || mode === bypassed) return;
  output[instanceId(instance)] = lowerNode(instance, root, options);
}

/** Nodes inside stand in the order of the definition. A nested instance is opened even where it is muted or bypassed. */
function addInside(host: NodeInstance, output: LoweredPrompt, root: Canvas, options: LowerOptions): void {
  const scope = scopeInside(host);
  for (const node of scope.canvas.nodes) {
    if (node.role === "host") addInside({ node, scope }, output, root, options);
    else add({ node, scope }, output, root, options);
  }
}

/** Primitives hand their values on first, muted or not. */
function applyPrimitives(instance: NodeInstance, options: LowerOptions): void {
  const { node } = instance;
  if (node.role === "primitive" && node.widgets[0] !== undefined) {
    applyPrimitive(node, primitiveValue(instance, options));
  }
  if (node.role !== "host") return;
  const scope = scopeInside(instance);
  for (const inner of scope.canvas.nodes) applyPrimitives({ node: inner, scope }, options);
}

/** @throws text_expected for a number or truth value that is asked for text replacement, as the editor fails there */
function primitiveValue(instance: NodeInstance, { clock }: LowerOptions): PlainValue | undefined {
  const { canvas, properties, widgets } = instance.node;
  const value = widgets[0]!.value;
  if (!value || !properties["Run widget replace on values"]) return value;
  if (typeof value === "string") return replaceText(value, canvas, clock);
  const id = instanceId(instance);
  throw new ComfycError("text_expected", `Primitive ${printable(id)} is to replace text in a value that is no text.`, {
    hint: 'Turn off its property "Run widget replace on values": the editor cannot export such a file.',
    details: { node: id },
  });
}

/** A link to a node that is not sent goes; a list of two that is no link would go with it, but lists are wrapped. */
function dropDeadLinks(output: LoweredPrompt): void {
  for (const { inputs } of Object.values(output)) {
    for (const key of Object.keys(inputs)) {
      const value = inputs[key];
      if (Array.isArray(value) && value.length === 2 && !Object.hasOwn(output, String(value[0]))) delete inputs[key];
    }
  }
}
