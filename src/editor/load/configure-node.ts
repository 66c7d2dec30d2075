import { isJsonObject } from "../../json/json-value.ts";
import { growAt } from "../widgets/dynamic-inputs.ts";
import { restoreWidgets } from "../widgets/restore-widgets.ts";
import { configureHost } from "../subgraph/configure-host.ts";
import { type CanvasInput, type CanvasNode, socketInput, typeText } from "./canvas.ts";
import { defaultTitle } from "./default-title.ts";
import { realignLinks } from "./node-links.ts";
import { shapeOf } from "./node-shape.ts";
import { plainValue } from "./plain-value.ts";
import { listOf, type SavedInput } from "./saved-workflow.ts";
import type { LoadOptions } from "./load-options.ts";

/** Puts the saved state into a new node (LGraphNode.configure and the ComfyNode around it). */
export function configureNode(node: CanvasNode, options: LoadOptions): void {
  const { json } = node.saved;
  if (isJsonObject(json["properties"] ?? null)) node.properties = json["properties"] as CanvasNode["properties"];
  node.title = json["title"] ? plainValue(json["title"]) : defaultTitle(node);
  const mode = json["mode"];
  if (mode !== undefined && mode !== null) node.mode = plainValue(mode);
  configureOutputs(node);
  if (node.role === "host") configureHost(node, options);
  else configureInputs(node);
  if (node.role === "real" || node.role === "missing") restoreWidgets(node, options);
}

function configureInputs(node: CanvasNode): void {
  const { inputs } = node.saved;
  if (node.role !== "real") {
    const saved = inputs.map(extraInput);
    node.inputs = [...saved, ...node.inputs.slice(saved.length)];
    return;
  }
  if (inputs.length === 0) return;
  const byName = new Map(inputs.map((input) => [input.name, input]));
  for (const input of node.inputs) input.label = byName.get(input.name)?.label;
  const declared = new Set(node.inputs.map(({ name }) => name));
  const extra = inputs.filter(({ name }) => !declared.has(name));
  const shown = node.autogrow === null ? [] : node.inputs.map(({ name }) => byName.get(name));
  for (const input of extra) node.inputs.push(extraInput(input));
  if (node.autogrow !== null) growLinked(node, [...shown, ...extra]);
  if (shapeOf(node.nodeType!).dynamic) realignChildren(node);
}

function extraInput({ name, type, widget, label }: SavedInput): CanvasInput {
  return { ...socketInput(name, typeText(type)), widget, label };
}

/** Growing groups hear of each saved link; the saved list does not shift with the slots that come in between. */
function growLinked(node: CanvasNode, saved: readonly (SavedInput | undefined)[]): void {
  for (let slot = 0; slot < node.inputs.length; slot++) {
    const id = saved[slot]?.link ?? null;
    if (id !== null && node.canvas.links.has(id)) growAt(node, slot);
  }
}

/** Links to the inputs of dynamic combos find their names before the saved choice replaces these inputs. */
function realignChildren(node: CanvasNode): void {
  const groupOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf(".")));
  const isChild = ({ name }: CanvasInput) => {
    const group = groupOf(name);
    return group !== "" && node.widgets.some((widget) => widget.name === group);
  };
  const saved = node.saved.inputs.filter(({ name }) => node.autogrow?.has(groupOf(name)) !== true);
  if (node.inputs.some(isChild)) realignLinks(node, saved, growAt);
}

function configureOutputs(node: CanvasNode): void {
  const saved = listOf(node.saved.json["outputs"]);
  // Extra outputs of a known type are those that its own JavaScript adds; all others keep the saved ones.
  const first = node.role === "real" ? node.outputs.length : 0;
  for (let slot = first; slot < saved.length; slot++) {
    const output = saved[slot]!;
    node.outputs[slot] = { type: typeText(isJsonObject(output) ? output["type"] : undefined) };
  }
}
