import type { Canvas, CanvasInput, CanvasLink, CanvasNode } from "../load/canvas.ts";
import type { PlainValue } from "../load/plain-value.ts";
import { plainValue } from "../load/plain-value.ts";
import { isJsonObject } from "../../json/json-value.ts";
import { listOf } from "../load/saved-workflow.ts";
import { widgetOfInput } from "../subgraph/promote.ts";
import { type CanvasWidget, createWidget, setWidgetValue } from "./canvas-widget.ts";
import { chooseInputs } from "./dynamic-inputs.ts";
import { enterNumber, mergeRules, type NumberRules, rulesOf } from "./number-rules.ts";

/**
 * A PrimitiveNode has a widget of the kind of its first target's, once the workflow is open (widgetInputs.ts). Its saved
 * value counts where the kind is still the saved one, else the target's. Numbers are at once clamped, rounded and handed on.
 */
export function createPrimitiveWidgets(canvas: Canvas): void {
  for (const node of canvas.nodes) if (node.role === "primitive") createPrimitiveWidget(node);
}

function createPrimitiveWidget(node: CanvasNode): void {
  const links = primitiveLinks(node);
  const target = links[0] && targetOf(node, links[0]);
  if (target === undefined) return;
  const { widget: model, own } = target;
  const kind = model.template.type;
  const widget = createWidget({ ...model.template, name: "value" });
  if (own) widget.value = model.value;
  const [saved] = listOf(node.saved.json["widgets_values"]);
  if (saved !== undefined && node.outputs[0]?.type === kind && savedType(node) !== undefined) {
    setWidgetValue(widget, plainValue(saved));
  }
  node.widgets = [widget];
  if (node.outputs[0] !== undefined) node.outputs[0].type = kind;
  if (own && isNumberKind(kind)) mergeTargets(node, widget, links, ruleOf(model)!);
}

function savedType(node: CanvasNode): string | undefined {
  const [output] = listOf(node.saved.json["outputs"]);
  const type = isJsonObject(output ?? null) ? (output as Record<string, unknown>)["type"] : undefined;
  return typeof type === "string" ? type : undefined;
}

function isNumberKind(kind: string): kind is "INT" | "FLOAT" {
  return kind === "INT" || kind === "FLOAT";
}

/** Each target narrows range and step; as often as one fits, the value is entered anew. */
function mergeTargets(node: CanvasNode, widget: CanvasWidget, links: readonly CanvasLink[], first: NumberRules): void {
  let rules = first;
  for (const link of links) {
    const target = targetOf(node, link);
    const other = target?.own ? ruleOf(target.widget) : undefined;
    const merged = other && mergeRules(rules, other);
    if (merged === undefined) continue;
    rules = merged;
    widget.value = enterNumber(clamp(widget.value, rules), rules);
    applyPrimitive(node, widget.value);
  }
}

function clamp(value: PlainValue | undefined, { min = 0, max = 2048 }: NumberRules): PlainValue | undefined {
  return typeof value === "number" ? Math.min(Math.max(value, min), max) : value;
}

function ruleOf({ template }: CanvasWidget): NumberRules | undefined {
  const input = template.layout?.input?.input;
  return input !== undefined && isNumberKind(template.type) ? rulesOf(template.type, input.options) : undefined;
}

/** The links of a primitive, in the order in which they were made. */
function primitiveLinks(node: CanvasNode): CanvasLink[] {
  const links = [...node.canvas.links.values()];
  return links
    .filter(({ originId, originSlot }) => originId === node.id && Number(originSlot) === 0)
    .sort((one, other) => Number(one.id) - Number(other.id));
}

interface Target {
  readonly widget: CanvasWidget;
  /** False for a mere socket: the value never arrives. */
  readonly own: boolean;
}

function targetOf(node: CanvasNode, link: CanvasLink): Target | undefined {
  const target = node.canvas.byId.get(link.targetId);
  const input = target?.inputs[link.targetSlot];
  if (target === undefined || input === undefined) return undefined;
  const widget = declaredWidget(target, input);
  if (widget !== undefined) return { widget, own: true };
  return input.widget === null && fakeTypes.has(input.type) ? { widget: fakeWidget(input), own: false } : undefined;
}

/** For a socket of such a type the primitive has a widget too, whose value goes nowhere. */
const fakeTypes = new Set(["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"]);

function fakeWidget({ name, type }: CanvasInput): CanvasWidget {
  const usual: PlainValue = type === "STRING" ? "" : type === "BOOLEAN" ? false : 0;
  return createWidget({
    name,
    stored: true,
    sent: false,
    initial: usual,
    type,
    options: null,
    multiline: false,
    dynamicPrompt: false,
    layout: null,
  });
}

function declaredWidget(node: CanvasNode, input: CanvasInput): CanvasWidget | undefined {
  const widget = widgetOfInput(node, input);
  return widget?.template.layout?.input === undefined ? undefined : widget;
}

/** Hands a primitive's value to the widgets that it is linked to directly, as if it were entered there. */
export function applyPrimitive(node: CanvasNode, value: PlainValue | undefined): void {
  for (const link of primitiveLinks(node)) {
    const target = node.canvas.byId.get(link.targetId);
    const input = target?.inputs[link.targetSlot];
    const widget = input && widgetOfInput(target, input);
    if (widget === undefined) continue;
    const rules = ruleOf(widget);
    setWidgetValue(widget, rules === undefined ? value : enterNumber(value, rules));
    const spec = widget.template.layout?.input;
    if (spec && spec.input.kind === "dynamicCombo" && target!.role === "real") chooseInputs(target!, spec, value);
  }
}
