import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { Link } from "../../prompt/prompt.ts";
import type { ExpandedNode } from "./executor.ts";

/** Collects the nodes of one expansion; ids are `{node}.{list index}.{expansion}.{number}`, as ComfyUI makes them. */
export class ExpansionBuilder {
  readonly nodes: Record<string, ExpandedNode> = {};
  private readonly prefix: string;
  private count = 0;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Adds a node and gives its full id. */
  add(
    classType: string,
    inputs: Readonly<Record<string, unknown>>,
    options: { id?: string; display?: string } = {},
  ): string {
    const id = this.idOf(options.id ?? String(++this.count));
    this.nodes[id] = {
      class_type: classType,
      inputs: { ...inputs } as JsonObject,
      ...(options.display === undefined ? {} : { override_display_id: options.display }),
    };
    return id;
  }

  idOf(id: string): string {
    return this.prefix + id;
  }

  setInput(id: string, name: string, value: unknown): void {
    const node = this.nodes[id];
    if (node !== undefined) node.inputs[name] = value as JsonValue;
  }

  link(id: string, output = 0): Link {
    return [id, output];
  }
}
