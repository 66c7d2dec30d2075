import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { InputType, NodeType } from "../../schema/node-type.ts";
import { findClassExtras } from "../class-widgets.ts";
import { uploadButton, widgetsOf } from "../input-widgets.ts";
import { type CanvasInput, type CanvasLink, type CanvasNode, socketInput } from "../load/canvas.ts";
import { linksByInput, replaceInputs } from "../load/node-links.ts";
import type { PlainValue } from "../load/plain-value.ts";
import { socketType } from "../widget-layout.ts";
import { templateOf, type WidgetTemplate } from "./canvas-widget.ts";
import { addDynamicGroup, isDynamicGroup } from "./dynamic-group.ts";
import { DeclarationFault, pushWidget, specOf } from "./input-spec.ts";

/** True for a type whose inputs depend on values or links, so that each node of it is built by itself. */
export function hasDynamicInputs({ inputs }: NodeType): boolean {
  return inputs.some((input) => input.kind === "dynamicCombo" || input.kind === "autogrow" || isDynamicGroup(input));
}

/**
 * Builds inputs and widgets of a new node as the editor's constructor does: first all sockets, growing groups among them,
 * then all widgets. @throws DeclarationFault where the editor's constructor throws, and makes a node without a type.
 */
export function buildDynamicNode(node: CanvasNode, nodeType: NodeType): void {
  const extras = findClassExtras(nodeType.name);
  const specs = (nodeType.editorInputs ?? nodeType.inputs).map((input) => specOf(input.name, input));
  for (const spec of specs) addSocket(node, spec);
  let upload: WidgetTemplate | undefined;
  for (const spec of specs) {
    addWidget(node, spec);
    for (const behind of extras.behind?.[spec.name] ?? []) pushWidget(node, templateOf(behind));
    const button = uploadButton(spec, widgetsOf(spec).length > 0);
    if (upload === undefined && button !== undefined) upload = templateOf(button);
  }
  for (const extra of extras.before ?? []) pushWidget(node, templateOf(extra));
  if (upload !== undefined) pushWidget(node, upload);
  for (const extra of extras.last ?? []) pushWidget(node, templateOf(extra));
}

/** Socket and widget of one input that appears by itself. */
function addInput(node: CanvasNode, spec: ExpandedInput): void {
  addSocket(node, spec);
  addWidget(node, spec);
}

function isWidget(spec: ExpandedInput): boolean {
  return isDynamicGroup(spec.input) || widgetsOf(spec).length > 0;
}

function addSocket(node: CanvasNode, spec: ExpandedInput): void {
  if (spec.input.kind === "autogrow") applyAutogrow(node, spec);
  else if (!isWidget(spec)) node.inputs.push(socketInput(spec.name, socketType(spec)));
}

function addWidget(node: CanvasNode, spec: ExpandedInput): void {
  if (isDynamicGroup(spec.input)) {
    if (spec.input.options.forceInput !== true) addDynamicGroup(node, spec);
    return;
  }
  const made = widgetsOf(spec);
  if (made.length === 0) return;
  for (const layout of made) pushWidget(node, templateOf(layout));
  const own = node.widgets.find(({ name }) => name === spec.name)!;
  if (spec.input.kind === "dynamicCombo") chooseInputs(node, spec, own.value);
  if (spec.input.options.socketless === true) return;
  node.inputs.push({ ...socketInput(spec.name, socketType(spec)), widget: spec.name });
}

/**
 * Shows the inputs of the chosen option in place of those of the option before. Links go to the new input of the same
 * name, or are gone (dynamicWidgets.ts).
 */
export function chooseInputs(node: CanvasNode, spec: ExpandedInput, key: PlainValue | undefined): void {
  const prefix = `${spec.name}.`;
  const previous = linksByInput(node);
  const previousLength = node.inputs.length;
  const removed = node.inputs.filter(({ name }) => name.startsWith(prefix));
  node.inputs = node.inputs.filter(({ name }) => !name.startsWith(prefix));
  node.widgets = node.widgets.filter(({ name }) => !name.startsWith(prefix));
  const links = new Map(previous);
  const choice = spec.input.choices?.find((option) => option.key === key);
  if (choice !== undefined) {
    addChoice(node, spec, choice.inputs);
    moveLinksByName(node.inputs, removed, links);
  }
  const known = new Set(previous.keys());
  replaceInputs(node, previous, previousLength, node.inputs, links);
  const grown = node.inputs.filter((input) => links.has(input) && !known.has(input));
  for (const input of grown) growAt(node, node.inputs.indexOf(input));
}

function moveLinksByName(inputs: CanvasInput[], removed: readonly CanvasInput[], links: Map<CanvasInput, CanvasLink>) {
  for (const input of removed) {
    const link = links.get(input);
    const successor = inputs.find(({ name }) => name === input.name);
    if (link === undefined || successor === undefined) continue;
    links.delete(input);
    links.set(successor, link);
    successor.label ??= input.label;
  }
}

function addChoice(node: CanvasNode, spec: ExpandedInput, inputs: readonly InputType[]): void {
  const widgetCount = node.widgets.length;
  const inputCount = node.inputs.length;
  // Links are laid to the new inputs at the end; while they are added, nothing is linked.
  const linkAt = node.linkAt;
  node.linkAt = [];
  for (const input of inputs) addInput(node, specOf(`${spec.name}.${input.name}`, input));
  node.linkAt = linkAt;
  const widgets = node.widgets.splice(widgetCount);
  node.widgets.splice(node.widgets.findIndex(({ name }) => name === spec.name) + 1, 0, ...widgets);
  const socket = node.inputs.findIndex(({ name }) => name === spec.name);
  if (socket === -1) {
    if (widgets.length === 0 && node.inputs.length !== inputCount) throw new DeclarationFault(spec.name);
    return;
  }
  node.inputs.splice(socket + 1, 0, ...node.inputs.splice(inputCount));
}

function applyAutogrow(node: CanvasNode, spec: ExpandedInput): void {
  const { input, prefix, names, min, max, others = [] } = spec.input.autogrow!;
  node.autogrow ??= new Map();
  node.autogrow.set(spec.name, {
    names,
    prefix: prefix ?? "",
    min,
    max: names?.length ?? max ?? 100,
    inputs: [input, ...others],
  });
  for (let ordinal = 0; ordinal <= min; ordinal++) addSlot(node, spec.name, ordinal);
}

function slotName(node: CanvasNode, group: string, ordinal: number, input: InputType): string {
  const { names, prefix, inputs } = node.autogrow!.get(group)!;
  if (names !== null) return `${group}.${names[ordinal]}`;
  return `${group}.${inputs.length === 1 ? prefix : input.name}${ordinal}`;
}

/** Adds the slot of that number, behind the one before it; a saved input of its name gives it its link. */
function addSlot(node: CanvasNode, group: string, ordinal: number): void {
  const { max, min, inputs: templates } = node.autogrow!.get(group)!;
  if (ordinal >= max) return;
  const previous = linksByInput(node);
  const previousLength = node.inputs.length;
  const links = new Map(previous);
  const added = templates.map((template) => {
    const name = slotName(node, group, ordinal, template);
    addInput(node, specOf(name, template, ordinal < min && template.required));
    const input = node.inputs.pop()!;
    if (templates.length > 1) addShim(node, input);
    return input;
  });
  for (const input of added) takeOver(node, input, links);
  const before = slotName(node, group, ordinal - 1, templates.at(-1)!);
  const last = node.inputs.findLastIndex(({ name }) => name.startsWith(before));
  node.inputs.splice(last === -1 ? node.inputs.length : last + 1, 0, ...added);
  replaceInputs(node, previous, previousLength, node.inputs, links);
}

function takeOver(node: CanvasNode, input: CanvasInput, links: Map<CanvasInput, CanvasLink>): void {
  for (const twin of node.inputs.filter(({ name }) => name === input.name)) {
    const link = links.get(twin);
    if (link !== undefined && !links.has(input)) links.set(input, link);
    links.delete(twin);
    input.label ??= twin.label;
  }
  node.inputs = node.inputs.filter(({ name }) => name !== input.name);
}

/** A widget without a value that only holds the input's place among the keys of the prompt. */
function addShim(node: CanvasNode, input: CanvasInput): void {
  if (input.widget !== null && node.widgets.some(({ name }) => name === input.widget)) return;
  input.widget = input.name;
  pushWidget(node, {
    name: input.name,
    stored: false,
    sent: true,
    initial: undefined,
    type: "",
    options: null,
    multiline: false,
    dynamicPrompt: false,
    layout: null,
  });
}

/** A link has come to the input at `slot`: while a workflow loads, its growing group gets the slot behind it. */
export function growAt(node: CanvasNode, slot: number): void {
  const input = node.inputs[slot];
  if (input === undefined || node.autogrow === null) return;
  const group = input.name.slice(0, Math.max(0, input.name.lastIndexOf(".")));
  const autogrow = node.autogrow.get(group);
  if (autogrow === undefined) return;
  if (input.widget !== null) addShim(node, input);
  const ordinal = ordinalOf(input.name.slice(group.length + 1), autogrow.names);
  if (ordinal !== undefined) addSlot(node, group, ordinal + 1);
}

function ordinalOf(name: string, names: readonly string[] | null): number | undefined {
  if (names !== null) return names.includes(name) ? names.indexOf(name) : undefined;
  const digits = /\d+$/.exec(name);
  return digits === null ? undefined : Number.parseInt(digits[0], 10);
}
