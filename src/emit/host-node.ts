import type { GraphNode, GraphValue, SubgraphDefinition, SubgraphInput } from "../graph/graph.ts";
import { findOutputSlot, type Canvas, type CanvasNode, type CanvasSocket, type CanvasWidget } from "./canvas.ts";

/**
 * An instance of a subgraph definition. Its inputs and outputs are those of the definition, in order; an input that
 * feeds a widget inside shows that widget on the instance, and the value there wins (SubgraphNode.ts of the editor).
 * @param inner the definition's canvas with the values that the prompt has for this instance.
 */
export function hostNode(
  node: GraphNode,
  uuid: string,
  inner: Canvas & { definition: SubgraphDefinition },
): CanvasNode {
  const { definition } = inner;
  const promoted = definition.inputs.map((input) => ({ input, target: findTarget(inner, input.name) }));
  return {
    id: node.id,
    node,
    type: uuid,
    title: node.title === definition.name ? null : node.title,
    sockets: promoted.map(({ input, target }) => hostSocket(input, target, node.inputs[input.name])),
    outputs: definition.outputs.map(({ name, value }) => {
      return { name, key: name, type: valueType(inner, value), isList: false };
    }),
    widgets: promoted.flatMap(({ input, target }) => (target?.widget ? [{ ...target.widget, name: input.name }] : [])),
    inner,
  };
}

interface Target {
  readonly socket: CanvasSocket;
  /** Set where a widget stands beside the socket. */
  readonly widget: CanvasWidget | undefined;
}

/** What an input of the definition feeds: the first widget, where it feeds any, as the editor chooses. */
export function findTarget(canvas: Canvas, name: string): Target | undefined {
  const targets = canvas.nodes.flatMap((node) =>
    node.sockets
      .filter(({ value }) => value?.kind === "input" && value.input === name)
      .map((socket) => ({
        socket,
        widget: socket.widget ? node.widgets.find((widget) => widget.name === socket.name) : undefined,
      })),
  );
  return targets.find(({ widget }) => widget !== undefined) ?? targets[0];
}

function hostSocket(input: SubgraphInput, target: Target | undefined, value: GraphValue | undefined): CanvasSocket {
  const type = target?.socket.type ?? input.type;
  return { name: input.name, type, widget: target?.widget !== undefined, optional: false, value };
}

/** Socket type of a value as seen inside `canvas`; `*` where it is not known. */
export function valueType(canvas: Canvas, value: GraphValue): string {
  if (value.kind === "input") {
    return canvas.definition?.inputs.find((input) => input.name === value.input)?.type ?? "*";
  }
  const origin = value.kind === "link" ? canvas.nodes.find(({ id }) => id === value.node) : undefined;
  if (origin === undefined || value.kind !== "link") return "*";
  return origin.outputs[findOutputSlot(origin, value.output) ?? 0]?.type ?? "*";
}
