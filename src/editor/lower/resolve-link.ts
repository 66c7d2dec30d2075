import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { boundaryInputId, bypassed, type CanvasLink, isVirtual, muted } from "../load/canvas.ts";
import type { PlainValue } from "../load/plain-value.ts";
import { findSetter } from "../packs/find-setter.ts";
import { brokenLink as broken } from "./broken-link.ts";
import { bypassSlot } from "./bypass-slot.ts";
import { instanceId, type NodeInstance, scopeInside } from "./node-instance.ts";

/** What feeds an input in the end: an output of a real node, or the value that an instance holds for it. */
export type Origin =
  | { readonly kind: "output"; readonly id: string; readonly slot: number | string }
  | { readonly kind: "value"; readonly value: PlainValue | undefined };

/**
 * Follows the link of an input through reroutes, bypassed nodes and the walls of subgraphs (ExecutableNodeDTO.ts).
 * Undefined where nothing feeds it, and where its source is muted.
 * @throws circular_link, broken_link where the editor's export fails
 */
export function resolveInput(
  instance: NodeInstance,
  slot: number,
  visited: Set<string>,
  type?: string,
): Origin | undefined {
  const { node, scope } = instance;
  visit(instance, "input", slot, visited);
  const input = node.inputs[slot];
  if (input === undefined) throw broken(instance, `has no input ${slot}`);
  const link = node.linkAt[slot];
  if (link === undefined) return undefined;
  if (scope.host !== null && link.originId === boundaryInputId) return resolveOutside(instance, link, visited);
  const origin = scope.canvas.byId.get(link.originId);
  if (origin === undefined) {
    throw broken(
      instance,
      `is linked at "${printable(input.name)}" to node ${printable(link.originId)}, which is not there`,
    );
  }
  return resolveOutput({ node: origin, scope }, link.originSlot, type ?? input.type, visited);
}

/** Up through the wall of a subgraph: to what the instance is linked to, else to the value it holds. */
function resolveOutside(instance: NodeInstance, link: CanvasLink, visited: Set<string>): Origin | undefined {
  const host = instance.scope.host!;
  const slot = Number(link.originSlot);
  const input = host.node.inputs[slot];
  if (input === undefined) throw broken(instance, `is linked to input ${slot} of its subgraph, which has none`);
  if (host.node.linkAt[slot] !== undefined) return resolveInput(host, slot, visited);
  return input.promoted === null ? undefined : { kind: "value", value: input.promoted.value };
}

function resolveOutput(
  instance: NodeInstance,
  slot: number | string,
  type: string,
  visited: Set<string>,
): Origin | undefined {
  const { node } = instance;
  visit(instance, "output", slot, visited);
  if (node.mode === muted) return undefined;
  if (node.mode === bypassed) {
    const input = bypassSlot(instance, Number(slot), type);
    return input === -1 ? undefined : resolveInput(instance, input, visited);
  }
  if (node.role === "host") return resolveInside(instance, Number(slot), type, visited);
  if (node.role === "get") {
    const setter = findSetter(instance);
    return setter === undefined ? undefined : resolveInput(setter, 0, visited, type);
  }
  if (!isVirtual(node)) return { kind: "output", id: instanceId(instance), slot };
  return node.linkAt[Number(slot)] === undefined ? undefined : resolveInput(instance, Number(slot), visited, type);
}

/** Down into an instance, to what feeds its output there. */
function resolveInside(host: NodeInstance, slot: number, type: string, visited: Set<string>): Origin | undefined {
  const definition = host.node.definition!;
  const output = definition.outputs[slot];
  if (output === undefined) throw broken(host, `has no output ${slot}`);
  const id = output.linkIds.find((each) => definition.links.has(each));
  const link = id === undefined ? undefined : definition.links.get(id);
  if (link === undefined) return undefined;
  const passesThrough = link.originId === boundaryInputId && definition.inputs[Number(link.originSlot)] !== undefined;
  const node = passesThrough ? undefined : definition.byId.get(link.originId);
  if (node === undefined) {
    const reason = passesThrough ? "an input of the subgraph, with no node between" : "a node that is not there";
    throw broken(host, `takes output "${printable(output.name)}" from ${reason}`);
  }
  return resolveOutput({ node, scope: scopeInside(host) }, link.originSlot, type, visited);
}

/** The editor knows a place by its definition, not by the instance, and so sees a circle where two instances chain. */
function visit({ node, scope }: NodeInstance, side: string, slot: number | string, visited: Set<string>): void {
  const place = `${scope.canvas.id}:${node.id}:${side}${slot}`;
  if (!visited.has(place)) {
    visited.add(place);
    return;
  }
  const id = instanceId({ node, scope });
  throw new ComfycError(
    "circular_link",
    `Links run in a circle through node ${printable(id)} (${printable(node.type)}).`,
    {
      hint: "Reroutes and bypassed nodes pass a link on; take one of the links of the circle out.",
      details: { node: id },
    },
  );
}
