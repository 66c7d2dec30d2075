import { inputKey } from "../../errors/issue.ts";
import { didYouMean, findNearest, suggest } from "../../errors/suggestion.ts";
import type { Graph, GraphLiteral } from "../../graph/graph.ts";
import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { Link, Prompt, PromptNode } from "../../prompt/prompt.ts";
import { wrapValue } from "../../prompt/wrapped-value.ts";
import type { InputType, NodeType, Schema } from "../../schema/node-type.ts";
import { orderForExecution } from "./execution-order.ts";
import { findOutputIndex } from "./output-index.ts";
import { placeOf, type FlatGraph, type FlatNode } from "../flatten/flat-graph.ts";
import type { IssueList } from "../issue-list.ts";
import { listNodeInputs, type NodeInput } from "./node-inputs.ts";

/** One place that a slot feeds. */
export interface SlotUse {
  readonly slot: string;
  readonly flat: FlatNode;
  readonly input: string;
  /** Null where the schema does not know the input. */
  readonly declared: InputType | null;
}

export interface LoweredGraph {
  /** Every node; an input that a slot feeds holds null until the slot's default is known. */
  readonly prompt: Prompt;
  readonly nodes: ReadonlyMap<string, FlatNode>;
  readonly slotUses: readonly SlotUse[];
  /** `node\0input` of values written with `anyValue`. */
  readonly anyValues: ReadonlySet<string>;
  /** Nodes whose type the schema does not know. */
  readonly unknownNodes: ReadonlySet<string>;
}

/** The prompt of a graph, without the values of its slots. */
export function lowerGraph(graph: Graph, flat: FlatGraph, schema: Schema, issues: IssueList): LoweredGraph {
  const lowering = new Lowering(graph, flat, schema, issues);
  for (const node of flat.nodes) lowering.addNode(node);
  return lowering.finish();
}

class Lowering {
  private readonly prompt = new Map<string, PromptNode>();
  private readonly nodes: Map<string, FlatNode>;
  private readonly slotUses: SlotUse[] = [];
  private readonly anyValues = new Set<string>();
  private readonly unknownNodes = new Set<string>();
  private readonly slots: ReadonlySet<string>;
  private readonly flat: FlatGraph;
  private readonly schema: Schema;
  private readonly issues: IssueList;

  constructor(graph: Graph, flat: FlatGraph, schema: Schema, issues: IssueList) {
    this.slots = new Set(graph.slots.map((slot) => slot.name));
    this.nodes = new Map(flat.nodes.map((node) => [node.id, node]));
    this.flat = flat;
    this.schema = schema;
    this.issues = issues;
  }

  addNode(flat: FlatNode): void {
    const nodeType = this.schema.nodeTypes.get(flat.node.type) ?? null;
    if (nodeType === null) this.reportUnknownType(flat);
    const inputs: JsonObject = {};
    for (const input of listNodeInputs(flat, nodeType, { flat: this.flat, issues: this.issues })) {
      const value = this.writeInput(flat, input);
      if (value !== undefined) inputs[input.name] = value;
    }
    const title = flat.node.title ?? nodeType?.displayName ?? flat.node.type;
    this.prompt.set(flat.id, { inputs, class_type: flat.node.type, _meta: { title } });
  }

  finish(): LoweredGraph {
    const { nodes, slotUses, anyValues, unknownNodes } = this;
    return { prompt: orderForExecution(this.prompt, this.flat), nodes, slotUses, anyValues, unknownNodes };
  }

  private writeInput(flat: FlatNode, { name, leaf, declared }: NodeInput): JsonValue | undefined {
    switch (leaf.kind) {
      case "link":
        return this.writeLink(flat, name, leaf.node, leaf.output);
      case "slot":
        return this.useSlot({ slot: leaf.slot, flat, input: name, declared });
      default:
        if (leaf.kind === "any") this.anyValues.add(inputKey(flat.id, name));
        return this.writeLiteral(flat, name, leaf.value);
    }
  }

  private writeLink(flat: FlatNode, input: string, source: string, output: string | number | null): Link | undefined {
    const nodeType = this.typeOf(source);
    if (nodeType === undefined) return [source, typeof output === "number" ? output : 0];
    const index = findOutputIndex(nodeType, output, placeOf(flat, input), this.issues);
    return index === undefined ? undefined : [source, index];
  }

  private useSlot(use: SlotUse): null | undefined {
    if (this.slots.has(use.slot)) {
      this.slotUses.push(use);
      return null;
    }
    this.issues.add("unknown_slot", placeOf(use.flat, use.input), {
      message: `${use.input} of ${use.flat.node.type} uses the slot "${use.slot}", which the workflow does not declare.`,
      hint: suggest(use.slot, this.slots) ?? "Declare it under slots.",
    });
    return undefined;
  }

  private writeLiteral(flat: FlatNode, input: string, value: GraphLiteral): JsonValue {
    const json = toJson(value);
    if (json === undefined) {
      this.issues.add("not_finite", placeOf(flat, input), {
        message: `${input} of ${flat.node.type} holds NaN or an infinity, which is not a value that a prompt can hold.`,
        hint: "Check the calculation that gives this number.",
      });
      return null;
    }
    return wrapValue(json);
  }

  private typeOf(id: string): NodeType | undefined {
    const type = this.nodes.get(id)?.node.type;
    return type === undefined ? undefined : this.schema.nodeTypes.get(type);
  }

  private reportUnknownType(flat: FlatNode): void {
    const { type, kind } = flat.node;
    this.unknownNodes.add(flat.id);
    const nearest = findNearest(type, this.schema.nodeTypes.keys());
    const sync = "Run comfyc sync against a server that has this node type.";
    this.issues.add("unknown_node_type", placeOf(flat), {
      message:
        kind === "missing"
          ? `"${type}" was not known when this workflow was imported, and the schema still has no node type of that name.`
          : `The schema has no node type "${type}".`,
      hint: nearest === undefined ? sync : `${didYouMean(nearest)} If not: r${sync.slice(1)}`,
      // For whoever knows where the schema came from and can say better what to run.
      ...(nearest !== undefined && { details: { nearest } }),
    });
  }
}

/** The literal in JSON, or undefined where a number in it is not finite. */
function toJson(value: GraphLiteral): JsonValue | undefined {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(toJson);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, toJson(item as GraphLiteral)] as const);
  return entries.every(([, item]) => item !== undefined) ? (Object.fromEntries(entries) as JsonObject) : undefined;
}
