import type { GraphLiteral, GraphValue } from "../../graph/graph.ts";
import { autogrowNames } from "../../schema/expand-inputs.ts";
import type { InputType } from "../../schema/node-type.ts";
import { placeOf, type FlatNode, type Scope } from "../flatten/flat-graph.ts";
import { resolveValue, type InputLeaf, type Leaf, type Resolver } from "../flatten/resolve-value.ts";

/** Turns the author's values of one node into leaves under flat dotted names. */
export class Flattening {
  private readonly flat: FlatNode;
  private readonly live: Map<string, InputLeaf>;
  private readonly resolver: Resolver;

  constructor(flat: FlatNode, live: Map<string, InputLeaf>, resolver: Resolver) {
    this.flat = flat;
    this.live = live;
    this.resolver = resolver;
  }

  add(name: string, value: GraphValue, scope: Scope, declared: InputType | undefined): void {
    const leaf = resolveValue(value, scope, placeOf(this.flat, name), this.resolver);
    if (leaf === undefined) return;
    const opened = openLiteral(leaf, scope);
    if (declared?.kind === "autogrow") this.addAutogrow(name, opened, declared);
    else if (declared?.kind === "dynamicCombo" && opened.kind === "record") this.addChoice(name, opened, declared);
    else if (declared?.kind === "dynamicSlot" && opened.kind === "record") this.addSlotRecord(name, opened, declared);
    else this.addPlain(name, leaf);
  }

  /** `{ key: "scale by multiplier", multiplier: 2 }` */
  private addChoice(name: string, leaf: RecordLeaf, declared: InputType): void {
    const { key, ...rest } = leaf.entries;
    if (key !== undefined) this.add(name, key, leaf.scope, undefined);
    const selector = this.live.get(name);
    const choice = declared.choices?.find((item) => selector?.kind === "literal" && item.key === selector.value);
    for (const [child, value] of Object.entries(rest)) {
      this.add(
        `${name}.${child}`,
        value,
        leaf.scope,
        choice?.inputs.find((input) => input.name === child),
      );
    }
  }

  /** `{ slot: socket, child: … }`, where the child inputs exist only while the slot is filled. */
  private addSlotRecord(name: string, leaf: RecordLeaf, declared: InputType): void {
    const { slot, ...rest } = leaf.entries;
    if (slot !== undefined) this.add(name, slot, leaf.scope, undefined);
    for (const [child, value] of Object.entries(rest)) {
      this.add(
        `${name}.${child}`,
        value,
        leaf.scope,
        declared.slot?.inputs.find((input) => input.name === child),
      );
    }
  }

  private addAutogrow(name: string, leaf: Leaf, declared: InputType): void {
    const { autogrow } = declared;
    if (autogrow === undefined) return;
    const names = autogrowNames(autogrow);
    if (leaf.kind === "record") {
      for (const [key, value] of Object.entries(leaf.entries)) {
        this.add(`${name}.${key}`, value, leaf.scope, names.includes(key) ? autogrow.input : undefined);
      }
      return;
    }
    const place = placeOf(this.flat, name);
    if (leaf.kind !== "list") {
      this.resolver.issues.add("input_not_a_list", place, {
        message: `${name} of ${this.flat.node.type} grows: it takes a list or a record, not one value.`,
        hint: `Write ${name}: [first, second].`,
      });
      return;
    }
    if (leaf.items.length > names.length) {
      this.resolver.issues.add("too_many_inputs", place, {
        message: `${name} of ${this.flat.node.type} takes at most ${names.length} inputs, but got ${leaf.items.length}.`,
        hint: "Give fewer, or join them in several nodes.",
      });
    }
    leaf.items.slice(0, names.length).forEach((item, index) => {
      this.add(`${name}.${names[index]}`, item, leaf.scope, autogrow.input);
    });
  }

  private addPlain(name: string, leaf: Leaf): void {
    if (leaf.kind !== "record" && leaf.kind !== "list") {
      this.live.set(name, leaf);
      return;
    }
    const value = this.toLiteral(name, leaf);
    if (value !== undefined) this.live.set(name, { kind: "literal", value });
  }

  /** A list or record that is sent as one value, or undefined where a socket stands in it, which is then an issue. */
  private toLiteral(name: string, leaf: Leaf): GraphLiteral | undefined {
    if (leaf.kind === "literal" || leaf.kind === "any") return leaf.value;
    if (leaf.kind === "link" || leaf.kind === "slot") {
      this.resolver.issues.add("unexpected_nested_value", placeOf(this.flat, name), {
        message: `${name} of ${this.flat.node.type} is sent as one value, but a socket or a slot stands inside it.`,
        hint: "Give the socket itself, without a list or an object around it.",
      });
      return undefined;
    }
    const place = placeOf(this.flat, name);
    const entries = leaf.kind === "list" ? leaf.items : Object.values(leaf.entries);
    const values: GraphLiteral[] = [];
    for (const entry of entries) {
      const resolved = resolveValue(entry, leaf.scope, place, this.resolver);
      const value = resolved && this.toLiteral(name, resolved);
      if (value === undefined) return undefined;
      values.push(value);
    }
    if (leaf.kind === "list") return values;
    return Object.fromEntries(Object.keys(leaf.entries).map((key, index) => [key, values[index]!]));
  }
}

type RecordLeaf = Extract<Leaf, { kind: "record" }>;

/** A literal list or object as a list or record of literals, for inputs that take them apart. */
function openLiteral(leaf: Leaf, scope: Scope): Leaf {
  if (leaf.kind !== "literal" || typeof leaf.value !== "object" || leaf.value === null) return leaf;
  const { value } = leaf;
  if (Array.isArray(value)) return { kind: "list", items: value.map(literal), scope };
  const entries = Object.entries(value).map(([key, item]) => [key, literal(item as GraphLiteral)] as const);
  return { kind: "record", entries: Object.fromEntries(entries), scope };
}

function literal(value: GraphLiteral): GraphValue {
  return { kind: "literal", value };
}
