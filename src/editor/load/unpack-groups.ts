import { promote } from "../subgraph/promote.ts";
import { setWidgetValue } from "../widgets/canvas-widget.ts";
import { chooseInputs } from "../widgets/dynamic-inputs.ts";
import { createPrimitiveWidgets } from "../widgets/primitive-node.ts";
import {
  boundaryInputId,
  boundaryOutputId,
  type Canvas,
  type CanvasLink,
  type CanvasNode,
  createCanvas,
} from "./canvas.ts";
import { configureNode } from "./configure-node.ts";
import { createNode, type NodeSources } from "./create-node.ts";
import type { GroupType } from "./group-type.ts";
import type { IdCounters } from "./load-canvas.ts";
import type { LoadOptions } from "./load-options.ts";
import { unlink } from "./node-links.ts";
import { isValidConnection } from "./slot-types.ts";

export interface GroupSources extends NodeSources {
  readonly groups: ReadonlyMap<string, GroupType>;
}

/** Makes a subgraph of each group node of the root, one after the other, as the editor does with an old file. */
export function unpackGroups(root: Canvas, sources: GroupSources, ids: IdCounters, options: LoadOptions): void {
  for (const node of root.nodes.slice()) {
    const group = node.role === "real" ? sources.groups.get(node.type) : undefined;
    if (group === undefined) continue;
    options.warn(
      "group-node",
      node.id,
      `Group node ${node.id} (${node.type}) becomes a subgraph, with new ids inside.`,
    );
    new Unpacking(node, group, ids).run(sources, options);
  }
}

class Unpacking {
  private readonly node: CanvasNode;
  private readonly group: GroupType;
  private readonly ids: IdCounters;
  private readonly root: Canvas;
  private readonly inside: Canvas;

  constructor(node: CanvasNode, group: GroupType, ids: IdCounters) {
    this.node = node;
    this.group = group;
    this.ids = ids;
    this.root = node.canvas;
    this.inside = createCanvas(`group-${node.id}`, "New Subgraph");
  }

  run(sources: NodeSources, options: LoadOptions): void {
    this.addMembers(sources, options);
    for (const { from, fromSlot, to, toSlot } of this.group.links) this.connectInside(from, fromSlot, to, toSlot);
    this.copyValues();
    const incoming = this.incoming();
    const outgoing = this.outgoing();
    this.removeGroup();
    const host = this.addHost(sources);
    incoming.forEach(({ origin, originSlot, targets }, slot) => {
      this.addBoundaryInput(targets);
      this.connectOutside(origin, originSlot, host, slot);
    });
    for (const { type, targets, origin, originSlot } of outgoing) {
      this.addBoundaryOutput(origin, originSlot, type);
      host.outputs.push({ type });
      for (const { node, slot } of targets) this.connectOutside(host.id, host.outputs.length - 1, node, slot);
    }
    createPrimitiveWidgets(this.inside);
    this.inside.inputs.forEach((boundary, index) => promote(this.inside, boundary, host.inputs[index]!));
  }

  private addMembers(sources: NodeSources, options: LoadOptions): void {
    for (const { saved } of this.group.members) {
      const node = createNode({ ...saved }, this.inside, sources);
      configureNode(node, options);
      node.id = String(this.ids.nodes.mint());
      this.inside.nodes.push(node);
      this.inside.byId.set(node.id, node);
    }
  }

  private connectInside(from: number, fromSlot: number, to: number, toSlot: number): void {
    const [origin, target] = [this.inside.nodes[from], this.inside.nodes[to]];
    const [output, input] = [origin?.outputs[fromSlot], target?.inputs[toSlot]];
    if (output === undefined || input === undefined || !isValidConnection(output.type, input.type)) return;
    unlink(target!, toSlot);
    this.addLink(this.inside, origin!.id, fromSlot, target!, toSlot);
  }

  private addLink(canvas: Canvas, originId: string, originSlot: number, target: CanvasNode, slot: number): CanvasLink {
    const link: CanvasLink = { id: this.ids.links.mint(), originId, originSlot, targetId: target.id, targetSlot: slot };
    canvas.links.set(link.id, link);
    target.linkAt[slot] = link;
    return link;
  }

  /** Each widget of the group goes to one member only, in the order of the members. */
  private copyValues(): void {
    const used = new Set<number>();
    this.group.members.forEach(({ widgets }, index) => {
      const node = this.inside.nodes[index]!;
      for (const [own, outer] of widgets) {
        const place = this.node.widgets.findIndex(({ name }, at) => name === outer && !used.has(at));
        if (place === -1) continue;
        const value = this.node.widgets[place]!.value;
        if (node.role === "primitive") {
          // The copy that goes into the subgraph has no widget yet and so no value: it takes its target's.
          used.add(place);
          node.saved.json = { ...node.saved.json, widgets_values: [] };
          continue;
        }
        const widget = node.widgets.find(({ name }) => name === own);
        if (widget === undefined) continue;
        used.add(place);
        setWidgetValue(widget, value);
        const spec = widget.template.layout?.input;
        if (spec?.input.kind === "dynamicCombo") chooseInputs(node, spec, value);
      }
    });
  }

  /** What feeds the group, by source: one input of the subgraph each, in the order of the members' inputs. */
  private incoming() {
    const fed = new Map<CanvasNode, Map<number, CanvasLink>>();
    this.group.members.forEach(({ inputs }, index) => {
      const node = this.inside.nodes[index]!;
      for (const [name, groupSlot] of inputs) {
        const link = this.node.linkAt[groupSlot];
        const slot = node.inputs.findIndex((input) => input.name === name);
        const output = link && this.root.byId.get(link.originId)?.outputs[Number(link.originSlot)];
        if (output === undefined || slot === -1 || !isValidConnection(output.type, node.inputs[slot]!.type)) continue;
        fed.set(node, (fed.get(node) ?? new Map<number, CanvasLink>()).set(slot, link!));
      }
    });
    const sources = new Map<string, { origin: string; originSlot: number; targets: Target[] }>();
    for (const node of this.inside.nodes) {
      for (const [slot, link] of [...(fed.get(node) ?? [])].toSorted(([one], [other]) => one - other)) {
        const source = `${link.originId}:${link.originSlot}`;
        const known = sources.get(source) ?? {
          origin: link.originId,
          originSlot: Number(link.originSlot),
          targets: [],
        };
        known.targets.push({ node, slot });
        sources.set(source, known);
      }
    }
    return [...sources.values()];
  }

  /** What the group feeds, by the member's output that does. */
  private outgoing() {
    const rows = this.group.outputs.map(({ member, slot, type }, groupSlot) => {
      const links = [...this.root.links.values()].filter(
        ({ originId, originSlot }) => originId === this.node.id && Number(originSlot) === groupSlot,
      );
      const targets = links
        .toSorted((one, other) => Number(one.id) - Number(other.id))
        .flatMap(({ targetId, targetSlot }) => {
          const node = this.root.byId.get(targetId);
          return node === undefined ? [] : [{ node, slot: targetSlot }];
        });
      return { type, origin: this.inside.nodes[member]!, originSlot: slot, targets, member };
    });
    return rows.filter(({ targets }) => targets.length > 0).toSorted((one, other) => one.member - other.member);
  }

  private removeGroup(): void {
    for (const link of this.root.links.values()) {
      if (link.originId !== this.node.id && link.targetId !== this.node.id) continue;
      this.root.links.delete(link.id);
      const target = this.root.byId.get(link.targetId);
      if (target?.linkAt[link.targetSlot] === link) target.linkAt[link.targetSlot] = undefined;
    }
    this.root.nodes.splice(this.root.nodes.indexOf(this.node), 1);
    this.root.byId.delete(this.node.id);
  }

  private addHost({ schema }: NodeSources): CanvasNode {
    const type = this.inside.id!;
    const saved = { id: "", type, inputs: [], json: {}, proxyWidgets: null };
    const host = createNode(saved, this.root, { schema, definitions: new Map([[type, this.inside]]) });
    host.id = String(this.ids.nodes.mint());
    host.title = this.inside.name;
    this.root.nodes.push(host);
    this.root.byId.set(host.id, host);
    return host;
  }

  private addBoundaryInput(targets: readonly Target[]): void {
    const [first] = targets;
    const { name: base, type } = first!.node.inputs[first!.slot]!;
    const originSlot = this.inside.inputs.length;
    let name = base;
    for (let number = 1; this.inside.inputs.some((input) => input.name === name); number++) name = `${base}_${number}`;
    const links = targets.map(({ node, slot }) => this.addLink(this.inside, boundaryInputId, originSlot, node, slot));
    this.inside.inputs.push({ name, type, label: undefined, linkIds: links.map(({ id }) => id) });
    for (const host of this.inside.hosts) {
      host.inputs.push({ name, type, widget: null, label: undefined, promoted: null });
    }
  }

  private addBoundaryOutput(origin: CanvasNode, originSlot: number, type: string): void {
    const targetSlot = this.inside.outputs.length;
    const link = { id: this.ids.links.mint(), originId: origin.id, originSlot, targetId: boundaryOutputId, targetSlot };
    this.inside.links.set(link.id, link);
    this.inside.outputs.push({ name: type, type, label: undefined, linkIds: [link.id] });
  }

  private connectOutside(originId: string, originSlot: number, target: CanvasNode, slot: number): void {
    unlink(target, slot);
    this.addLink(this.root, originId, originSlot, target, slot);
  }
}

interface Target {
  readonly node: CanvasNode;
  readonly slot: number;
}
