import { isJsonNumber, isJsonObject, numericValue, type JsonObject } from "../../json/json-value.ts";
import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { InputType } from "../../schema/node-type.ts";
import { parseInputs } from "../../schema/parse-input.ts";
import { widgetsOf } from "../input-widgets.ts";
import { type CanvasNode, socketInput } from "../load/canvas.ts";
import type { PlainValue } from "../load/plain-value.ts";
import { type CanvasWidget, createWidget, templateOf } from "./canvas-widget.ts";
import { DeclarationFault, pushWidget, specOf } from "./input-spec.ts";

/** A group whose rows a count makes: `group.0.text`, `group.1.text` …; only later servers have it. */
export function isDynamicGroup({ type }: InputType): boolean {
  return type === "COMFY_DYNAMICGROUP_V3";
}

interface DynamicGroup {
  readonly fields: readonly InputType[];
  readonly min: number;
}

/** The count, and the least number of rows behind it. @throws DeclarationFault where a field is no widget. */
export function addDynamicGroup(node: CanvasNode, spec: ExpandedInput): void {
  const group = readGroup(spec);
  if (group.fields.some((field) => widgetsOf(specOf(field.name, field)).length === 0)) {
    throw new DeclarationFault(spec.name);
  }
  pushWidget(node, {
    name: spec.name,
    stored: true,
    sent: false,
    initial: group.min,
    type: "COMFY_DYNAMICGROUP_V3",
    options: null,
    multiline: false,
    dynamicPrompt: false,
    layout: { name: spec.name, role: "part", stored: true, sent: false, initial: group.min, input: spec },
  });
  setRows(node, node.widgets.at(-1)!, group.min);
}

/** Makes as many rows as the saved count says, whatever the greatest number is (dynamicGroupWidget.ts). */
export function setRows(node: CanvasNode, counter: CanvasWidget, value: PlainValue | undefined): void {
  if (typeof value !== "number" || !Number.isFinite(value)) return;
  const spec = counter.template.layout!.input!;
  const group = readGroup(spec);
  const count = Math.max(group.min, Math.trunc(value), 0);
  const rowOf = (name: string) => Number.parseInt(name.slice(spec.name.length + 1), 10);
  const isSurplus = ({ name }: { name: string }) => name.startsWith(`${spec.name}.`) && rowOf(name) >= count;
  node.widgets = node.widgets.filter((widget) => !isSurplus(widget));
  node.inputs = node.inputs.filter((input) => input.widget === null || !isSurplus(input));
  const rows = node.widgets.filter(({ name }) => name.startsWith(`${spec.name}.`)).map(({ name }) => rowOf(name));
  for (let row = Math.max(-1, ...rows) + 1; row < count; row++) addRow(node, spec.name, row, group);
  counter.value = count;
}

function addRow(node: CanvasNode, name: string, row: number, { fields }: DynamicGroup): void {
  const widgets: CanvasWidget[] = [];
  for (const field of fields) {
    const spec = specOf(`${name}.${row}.${field.name}`, field);
    widgetsOf(spec).forEach((layout, index) => {
      const template = templateOf(layout);
      widgets.push(createWidget(index === 0 ? template : { ...template, name: `${spec.name}.${index - 1}` }));
    });
    const saved = node.inputs.find((input) => input.name === spec.name);
    if (saved !== undefined) saved.widget = spec.name;
    else node.inputs.push({ ...socketInput(spec.name, String(field.type)), widget: spec.name });
  }
  const last = node.widgets.findLastIndex((widget) => widget.name === name || widget.name.startsWith(`${name}.`));
  node.widgets.splice(last + 1, 0, ...widgets);
}

function readGroup({ name, input }: ExpandedInput): DynamicGroup {
  const template = input.options.rest?.["template"];
  const sections: JsonObject = isJsonObject(template ?? null) ? (template as JsonObject) : {};
  const min = input.options.min;
  return {
    fields: parseInputs(sections, undefined, { nodeType: name, warn: () => {} }),
    min: min !== undefined && isJsonNumber(min) ? Number(numericValue(min)) : 0,
  };
}
