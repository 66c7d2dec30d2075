import type { JsonValue } from "../../json/json-value.ts";
import { type BoundarySlot, boundaryInputId, type Canvas, type CanvasInput, type CanvasNode } from "../load/canvas.ts";
import type { IdCounter } from "../load/id-counter.ts";
import { plainValue } from "../load/plain-value.ts";
import { listOf } from "../load/saved-workflow.ts";
import type { CanvasWidget } from "../widgets/canvas-widget.ts";
import { findSource, findSourceWidget, leadsToWidget } from "./find-source.ts";
import { promoteWidget, widgetOfInput } from "./promote.ts";

/** One entry of `proxyWidgets`: a widget inside that older editors showed at the instance. */
interface Proxy {
  readonly nodeId: string;
  readonly widgetName: string;
  /** The node deeper inside that the widget belongs to. */
  readonly inner: string | undefined;
  /** The instance's value at the same place; undefined for none. */
  readonly value: JsonValue | undefined;
}

type Plan =
  | { readonly kind: "linked"; readonly inputName: string }
  | { readonly kind: "create"; readonly node: CanvasNode; readonly widget: CanvasWidget }
  | { readonly kind: "primitive"; readonly node: CanvasNode }
  | { readonly kind: "none" };

/**
 * Turns an instance's `proxyWidgets` into inputs of its definition (proxyWidgetMigration.ts). All entries are judged first, then
 * carried out in order, the primitives last.
 */
export function migrateProxies(host: CanvasNode, linkIds: IdCounter): void {
  const tuples = host.saved.proxyWidgets ?? [];
  if (tuples.length === 0) return;
  const values = listOf(host.saved.json["widgets_values"]);
  const proxies = tuples.map((tuple, index) => readProxy(host, tuple, values[index]));
  const plans = proxies.map((proxy) => planFor(host, proxy, proxies));
  const unplaced: Proxy[] = [];
  const primitives = new Map<CanvasNode, Proxy[]>();
  plans.forEach((plan, index) => {
    const proxy = proxies[index]!;
    if (plan.kind === "primitive") primitives.set(plan.node, [...(primitives.get(plan.node) ?? []), proxy]);
    else if (!carryOut(host, plan, proxy, linkIds)) unplaced.push(proxy);
  });
  for (const [node, group] of primitives) if (!replacePrimitive(host, node, group, linkIds)) unplaced.push(...group);
  for (const { nodeId, widgetName, value } of unplaced) {
    if (nodeId !== "-1" || value === undefined) continue;
    const input = host.inputs.find(({ name }) => name === widgetName);
    if (input?.promoted) input.promoted.value = plainValue(value);
  }
}

/** Old files have prefixes as in `12: steps`, which are taken off where the full name leads nowhere. */
function readProxy(host: CanvasNode, tuple: readonly string[], value: JsonValue | undefined): Proxy {
  const [nodeId = "", fullName = "", given] = tuple;
  if (leadsToWidget(host, { nodeId, widgetName: fullName }))
    return { nodeId, widgetName: fullName, inner: given, value };
  let widgetName = fullName;
  let inner = given;
  for (;;) {
    const match = /^\s*(\d+)\s*:\s*(.+)$/.exec(widgetName);
    if (match === null) return { nodeId, widgetName, inner, value };
    if (inner === given || match[1] !== undefined) inner = match[1]!;
    widgetName = match[2]!;
  }
}

function planFor(host: CanvasNode, proxy: Proxy, all: readonly Proxy[]): Plan {
  const linked = host.inputs.find(({ name }) => {
    const source = findSource(host, name);
    return source?.nodeId === proxy.nodeId && source.widgetName === proxy.widgetName;
  });
  if (linked !== undefined) return { kind: "linked", inputName: linked.name };
  const node = host.definition!.byId.get(proxy.nodeId);
  if (node === undefined) return { kind: "none" };
  if (node.role === "primitive") return planForPrimitive(host, node, proxy, all);
  const widget = findSourceWidget(node, proxy.widgetName, proxy.inner);
  if (widget === undefined || proxy.widgetName.startsWith("$$")) return { kind: "none" };
  return { kind: "create", node, widget };
}

const movedTo = "proxyBypassedToSubgraphInput";

function planForPrimitive(host: CanvasNode, node: CanvasNode, proxy: Proxy, all: readonly Proxy[]): Plan {
  const moved = node.properties[movedTo];
  const input = typeof moved === "string" && host.inputs.find(({ name }) => name === moved);
  if (input) return { kind: "linked", inputName: input.name };
  const isTwice = all.filter(({ nodeId }) => nodeId === proxy.nodeId).length >= 2;
  return outLinks(node).length > 0 || isTwice ? { kind: "primitive", node } : { kind: "none" };
}

function outLinks(node: CanvasNode) {
  return [...node.canvas.links.values()].filter(
    ({ originId, originSlot }) => originId === node.id && Number(originSlot) === 0,
  );
}

/** False for an entry that finds no place. */
function carryOut(host: CanvasNode, plan: Plan, proxy: Proxy, linkIds: IdCounter): boolean {
  if (plan.kind === "linked") {
    const named = host.inputs.filter(({ name }) => name === plan.inputName);
    return named.length === 1 && applyValue(named[0]!, proxy.value);
  }
  if (plan.kind !== "create") return false;
  const slot = slotOf(plan.node, plan.widget);
  if (slot === -1) return false;
  const input = plan.node.inputs[slot]!;
  const boundary = addBoundary(host.definition!, proxy.widgetName, input.type || "*", input.label);
  connect(host.definition!, boundary, plan.node, slot, linkIds);
  const hostInput = host.inputs.find(({ name }) => name === boundary.name);
  if (hostInput !== undefined) applyValue(hostInput, proxy.value);
  return true;
}

function slotOf(node: CanvasNode, widget: CanvasWidget): number {
  return node.inputs.findIndex((input) => (input.promoted ?? null) === widget || input.widget === widget.name);
}

function applyValue(input: CanvasInput, value: JsonValue | undefined): boolean {
  if (input.promoted === null) return false;
  if (value !== undefined) input.promoted.value = plainValue(value);
  return true;
}

/** A new input of the definition, which every instance has at once. */
function addBoundary(definition: Canvas, base: string, type: string, label: string | undefined): BoundarySlot {
  let name = base;
  for (let number = 1; definition.inputs.some((input) => input.name === name); number++) name = `${base}_${number}`;
  const boundary: BoundarySlot = { name, type, label, linkIds: [] };
  definition.inputs.push(boundary);
  for (const host of definition.hosts) {
    host.inputs.push({ name, type, widget: null, label, promoted: null });
  }
  return boundary;
}

/** Lays a link from the definition's input to a slot inside, in place of what was there. */
function connect(definition: Canvas, boundary: BoundarySlot, node: CanvasNode, slot: number, linkIds: IdCounter): void {
  const before = node.linkAt[slot];
  if (before !== undefined) disconnect(definition, before.id);
  const id = linkIds.mint();
  const originSlot = definition.inputs.indexOf(boundary);
  const link = { id, originId: boundaryInputId, originSlot, targetId: node.id, targetSlot: slot };
  definition.links.set(id, link);
  node.linkAt[slot] = link;
  boundary.linkIds.push(id);
  const widget = widgetOfInput(node, node.inputs[slot]!);
  if (widget === undefined) return;
  for (const host of definition.hosts) {
    const input = host.inputs.find(({ name }) => name === boundary.name);
    if (input !== undefined) promoteWidget(boundary, input, widget);
  }
}

function disconnect(definition: Canvas, id: number | string): void {
  definition.links.delete(id);
  for (const input of definition.inputs) input.linkIds = input.linkIds.filter((other) => other !== id);
}

/** Feeds all targets of a primitive from a new input of the definition instead. False where one of them does not fit. */
function replacePrimitive(
  host: CanvasNode,
  primitive: CanvasNode,
  proxies: readonly Proxy[],
  linkIds: IdCounter,
): boolean {
  const [first] = proxies;
  if (!proxies.every(({ widgetName }) => widgetName === first!.widgetName)) return false;
  const definition = host.definition!;
  const links = outLinks(primitive);
  const type = primitive.outputs[0]?.type || "*";
  const targets = links.map((link) => ({ link, node: definition.byId.get(link.targetId), slot: link.targetSlot }));
  const fits = (target: string) => target === type || target === "*" || type === "*";
  if (targets.length === 0) return false;
  if (!targets.every(({ node, slot }) => node?.inputs[slot] !== undefined && fits(node.inputs[slot].type || "*"))) {
    return false;
  }
  const title = primitive.title;
  const base = typeof title === "string" && title !== "" && title !== "PrimitiveNode" ? title : first!.widgetName;
  const boundary = addBoundary(definition, base, type, undefined);
  for (const { link, node, slot } of targets) {
    node!.linkAt[slot] = undefined;
    disconnect(definition, link.id);
  }
  for (const { node, slot } of targets) connect(definition, boundary, node!, slot, linkIds);
  const hostInput = host.inputs.find(({ name }) => name === boundary.name);
  const value = proxies.find((proxy) => proxy.value !== undefined)?.value;
  if (hostInput !== undefined && value !== undefined) applyValue(hostInput, value);
  primitive.properties = Object.assign(Object.create(null), primitive.properties, { [movedTo]: boundary.name });
  return true;
}
