import type { CanvasNode } from "../load/canvas.ts";
import type { CanvasWidget } from "../widgets/canvas-widget.ts";
import { innerInputs, widgetOfInput } from "./promote.ts";

export interface WidgetSource {
  readonly nodeId: string;
  readonly widgetName: string;
}

/** Which node and widget inside an instance stand behind the input of that name. */
export function findSource(host: CanvasNode, inputName: string): WidgetSource | undefined {
  const definition = host.definition!;
  const boundary = definition.inputs.find(({ name }) => name === inputName);
  if (boundary === undefined) return undefined;
  for (const { node, input } of innerInputs(definition, boundary)) {
    if (node.role === "host") return { nodeId: node.id, widgetName: input.name };
    const widget = widgetOfInput(node, input);
    if (widget !== undefined) return { nodeId: node.id, widgetName: widget.name };
  }
  return undefined;
}

const deepestChain = 100;

/** True where node id and widget name lead, through nested instances, to a real widget. */
export function leadsToWidget(host: CanvasNode, source: WidgetSource): boolean {
  let current = host;
  let next: WidgetSource | undefined = source;
  for (let depth = 0; depth < deepestChain && next !== undefined; depth++) {
    const { widgetName }: WidgetSource = next;
    const node = current.definition!.byId.get(next.nodeId);
    if (node === undefined) return false;
    if (node.role !== "host") return node.widgets.some(({ name }) => name === widgetName);
    next = findSource(node, widgetName);
    current = node;
  }
  return false;
}

/** The widget of a node inside that an entry of `proxyWidgets` names; `inner` tells nested ones of one name apart. */
export function findSourceWidget(
  node: CanvasNode,
  widgetName: string,
  inner: string | undefined,
): CanvasWidget | undefined {
  if (node.role !== "host") return node.widgets.find(({ name }) => name === widgetName);
  const input = node.inputs.find(({ name }) => {
    const source = findSource(node, name);
    if (inner !== undefined) return source?.widgetName === widgetName && source.nodeId === inner;
    return name === widgetName || source?.widgetName === widgetName;
  });
  if (input?.promoted) return input.promoted;
  return node.inputs.find(({ name, promoted }) => promoted !== null && name === widgetName)?.promoted ?? undefined;
}
