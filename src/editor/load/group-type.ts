import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { InputType, NodeType, Schema } from "../../schema/node-type.ts";
import { widgetsOf } from "../input-widgets.ts";
import { specOf } from "../widgets/input-spec.ts";
import { textOf } from "./plain-value.ts";
import { listOf, plainNumber, readNode, type SavedNode } from "./saved-workflow.ts";

/** One node of a group node, and where its parts show on the group. */
interface GroupMember {
  readonly saved: SavedNode;
  /** Name of its own widget → name of the group's, in the group's order. */
  readonly widgets: Map<string, string>;
  /** Name of its own input → index of the group's input. */
  readonly inputs: Map<string, number>;
}

interface GroupLink {
  readonly from: number;
  readonly fromSlot: number;
  readonly to: number;
  readonly toSlot: number;
}

/** A group node as old editors had it: a node type made of others. */
export interface GroupType {
  readonly nodeType: NodeType;
  readonly members: readonly GroupMember[];
  readonly links: readonly GroupLink[];
  /** By index of the group's output: the member and its output. */
  readonly outputs: readonly { readonly member: number; readonly slot: number; readonly type: string }[];
}

/** The group types of a file by the type that their nodes have. Those with a member of unknown type are left out. */
export function readGroupTypes(json: JsonObject, schema: Schema): Map<string, GroupType> {
  const types = new Map<string, GroupType>();
  const extra = json["extra"];
  const groups = isJsonObject(extra ?? null) ? (extra as JsonObject)["groupNodes"] : undefined;
  if (!isJsonObject(groups ?? null)) return types;
  for (const [name, group] of Object.entries(groups as JsonObject)) {
    if (!isJsonObject(group) || !listOf(group["nodes"]).every((node) => isKnown(node, schema))) continue;
    types.set(`workflow>${name}`, new GroupReader(name, group, schema).read());
  }
  return types;
}

const ownTypes = new Set(["PrimitiveNode", "Reroute", "Note", "MarkdownNote"]);

function isKnown(node: JsonValue, schema: Schema): boolean {
  const type = isJsonObject(node) ? node["type"] : undefined;
  return typeof type === "string" && (ownTypes.has(type) || schema.nodeTypes.has(type));
}

/** Works out a group's widgets, inputs and outputs, and their names (groupNode.ts). */
class GroupReader {
  private readonly name: string;
  private readonly group: JsonObject;
  private readonly schema: Schema;
  private readonly members: GroupMember[];
  private readonly links: GroupLink[];
  private readonly external: ReadonlySet<string>;
  private readonly declared = new Map<string, InputType>();
  private readonly seen = new Map<string, number>();
  private readonly outputs: { member: number; slot: number; type: string }[] = [];
  private inputCount = 0;

  constructor(name: string, group: JsonObject, schema: Schema) {
    this.name = name;
    this.group = group;
    this.schema = schema;
    this.members = listOf(group["nodes"])
      .filter(isJsonObject)
      .map((node) => ({ saved: readMember(node), widgets: new Map(), inputs: new Map() }));
    this.links = listOf(group["links"]).flatMap(readLink);
    this.external = new Set(
      listOf(group["external"]).flatMap((end) => (Array.isArray(end) ? `${textOf(end[0])}:${textOf(end[1])}` : [])),
    );
  }

  read(): GroupType {
    const late = this.members.map((member, index) => this.placeMember(member, index));
    for (const add of late) add();
    return { nodeType: this.createType(), members: this.members, links: this.links, outputs: this.outputs };
  }

  private createType(): NodeType {
    return {
      name: `workflow>${this.name}`,
      displayName: this.name,
      category: "group nodes/workflow",
      pack: `custom_nodes.${this.name}`,
      outputNode: false,
      deprecated: false,
      experimental: false,
      apiNode: false,
      inputs: [...this.declared.values()],
      hidden: [],
      outputs: this.outputs.map(({ type }, index) => ({
        type,
        name: type,
        key: `${type}_${index}`,
        isList: false,
        matchTemplate: null,
      })),
      isV3: false,
    };
  }

  /** Gives back what is to be done once all members are read: inputs that were widgets come last. */
  private placeMember(member: GroupMember, index: number): () => void {
    const inputs = this.inputsOf(member, index);
    if (inputs === undefined) return () => {};
    const converted: InputType[] = [];
    const sockets: InputType[] = [];
    for (const input of inputs) {
      if (widgetsOf(specOf(input.name, input)).length === 0) sockets.push(input);
      else if (isConverted(member, input.name)) converted.push(input);
      else member.widgets.set(input.name, this.showInput(member, index, input));
    }
    sockets.forEach((input, position) => this.addInput(member, index, input, position));
    this.addOutputs(member, index);
    return () => {
      const slotOf = ({ name }: InputType) => member.saved.inputs.findIndex((saved) => saved.name === name);
      for (const input of converted.toSorted((one, other) => slotOf(one) - slotOf(other))) {
        if (this.isLinked(index, slotOf(input))) continue;
        member.widgets.set(input.name, this.showInput(member, index, input));
        member.inputs.set(input.name, this.inputCount++);
      }
    };
  }

  private inputsOf({ saved }: GroupMember, index: number): readonly InputType[] | undefined {
    const nodeType = this.schema.nodeTypes.get(saved.type ?? "");
    if (nodeType !== undefined) return nodeType.inputs;
    if (saved.type !== "PrimitiveNode") return undefined;
    const link = this.links.find(({ from }) => from === index);
    const target = link && this.members[link.to];
    const name = target?.saved.inputs[link!.toSlot]?.name;
    const input = this.schema.nodeTypes.get(target?.saved.type ?? "")?.inputs.find((each) => each.name === name);
    if (input === undefined) return undefined;
    return [{ ...input, name: "value", required: true, options: { ...input.options, controlAfterGenerate: true } }];
  }

  private isLinked(index: number, slot: number): boolean {
    return this.links.some(({ to, toSlot }) => to === index && toSlot === slot);
  }

  private addInput(member: GroupMember, index: number, input: InputType, position: number): void {
    const slot = member.saved.inputs.findIndex(({ name }) => name === input.name);
    if (this.isLinked(index, slot === -1 ? position : slot)) return;
    this.showInput(member, index, input);
    if (this.config(index, "input", input.name)["visible"] === false) return;
    member.inputs.set(input.name, this.inputCount++);
  }

  /** Puts an input among those of the group, under a name that is free, and gives that name back. */
  private showInput({ saved }: GroupMember, index: number, input: InputType): string {
    const given = this.config(index, "input", input.name)["name"];
    const label = saved.inputs.find(({ name }) => name === input.name)?.label;
    let name = typeof given === "string" ? given : (label ?? input.name);
    let key = name;
    let prefix = "";
    const title = saved.json["title"];
    if ((saved.type === "PrimitiveNode" && title) || this.seen.has(name)) {
      prefix = `${typeof title === "string" ? title : saved.type} `;
      key = name = `${prefix}${input.name}`;
      if (this.seen.has(name)) name = `${prefix}${this.seen.get(name)} ${input.name}`;
    }
    this.seen.set(key, (this.seen.get(key) ?? 1) + 1);
    const isSeed = input.name === "seed" || input.name === "noise_seed";
    const options = isSeed
      ? { ...input.options, controlAfterGenerate: `${prefix}control_after_generate` }
      : input.options;
    this.declared.set(name, { ...input, name, required: true, options });
    return name;
  }

  private addOutputs({ saved }: GroupMember, index: number): void {
    const outputs = this.schema.nodeTypes.get(saved.type ?? "")?.outputs ?? [];
    outputs.forEach(({ type }, slot) => {
      const linked = this.links.some(({ from, fromSlot }) => from === index && fromSlot === slot);
      const visible =
        this.config(index, "output", String(slot))["visible"] ?? !(linked && !this.external.has(`${index}:${slot}`));
      if (visible) this.outputs.push({ member: index, slot, type: typeof type === "string" ? type : "COMBO" });
    });
  }

  /** What the user changed about one part of a member. */
  private config(index: number, side: "input" | "output", name: string): JsonObject {
    let at: JsonValue | undefined = this.group["config"];
    for (const key of [String(index), side, name]) at = isJsonObject(at ?? null) ? (at as JsonObject)[key] : undefined;
    return isJsonObject(at ?? null) ? (at as JsonObject) : {};
  }
}

/** A widget that the file lists as an input: old editors had made an input of it. */
function isConverted({ saved }: GroupMember, name: string): boolean {
  return saved.inputs.some((input) => input.name === name && input.widget === name);
}

/** Links of other graphs have no meaning here. */
function readMember(json: JsonObject): SavedNode {
  const saved = readNode(json);
  for (const input of saved.inputs) input.link = null;
  return saved;
}

function readLink(link: JsonValue): GroupLink[] {
  if (!Array.isArray(link)) return [];
  const [from, fromSlot, to, toSlot] = link.map((part) => plainNumber(part));
  const isIndex = (part: unknown): part is number => typeof part === "number" && Number.isInteger(part) && part >= 0;
  // Where the source is null, it was outside of the group.
  return isIndex(from) && isIndex(fromSlot) && isIndex(to) && isIndex(toSlot) ? [{ from, fromSlot, to, toSlot }] : [];
}
