import type { GraphNode, GraphValue } from "../graph/graph.ts";
import { autogrowNames } from "../schema/expand-inputs.ts";
import type { InputType, NodeType } from "../schema/node-type.ts";

/**
 * The inputs of a node under the names that the prompt uses: `{ resize_type: { key: "…", multiplier: 2 } }` becomes
 * `resize_type` and `resize_type.multiplier`, a list given to an autogrow group `images.image0`, `images.image1`.
 */
export function flattenInputs(node: GraphNode, nodeType: NodeType | undefined): Map<string, GraphValue> {
  const flat = new Map<string, GraphValue>();
  for (const [name, value] of Object.entries(node.inputs)) {
    addInput(flat, name, value, findInput(nodeType?.inputs, name));
  }
  return flat;
}

function addInput(flat: Map<string, GraphValue>, name: string, value: GraphValue, input: InputType | undefined): void {
  if (value.kind === "record") {
    for (const [key, inner] of Object.entries(value.entries)) addEntry(flat, { name, key, inner, input, value });
  } else if (value.kind === "list" && input?.kind === "autogrow" && input.autogrow !== undefined) {
    const slots = autogrowNames(input.autogrow);
    value.items.forEach((item, index) =>
      addInput(flat, `${name}.${slots[index] ?? index}`, item, input.autogrow!.input),
    );
  } else flat.set(name, value);
}

interface Entry {
  readonly name: string;
  readonly key: string;
  readonly inner: GraphValue;
  readonly input: InputType | undefined;
  readonly value: Extract<GraphValue, { kind: "record" }>;
}

function addEntry(flat: Map<string, GraphValue>, { name, key, inner, input, value }: Entry): void {
  const selector = input?.kind === "dynamicCombo" ? "key" : input?.kind === "dynamicSlot" ? "slot" : undefined;
  if (key === selector) flat.set(name, inner);
  else addInput(flat, `${name}.${key}`, inner, findInput(childrenOf(input, value), key));
}

function childrenOf(input: InputType | undefined, value: Entry["value"]): readonly InputType[] | undefined {
  if (input?.kind !== "dynamicCombo") return input?.slot?.inputs;
  const chosen = value.entries["key"];
  const key = chosen?.kind === "literal" || chosen?.kind === "any" ? chosen.value : undefined;
  return input.choices?.find((choice) => choice.key === key)?.inputs;
}

function findInput(inputs: readonly InputType[] | undefined, name: string): InputType | undefined {
  return inputs?.find((input) => input.name === name);
}
