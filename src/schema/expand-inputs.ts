import type { Autogrow, InputType, NodeType } from "./node-type.ts";

/** One input as a prompt writes it: flat, with the dotted name that the server looks for. */
export interface ExpandedInput {
  /** Full dotted name, the key in the prompt: `resize_type.multiplier`, `images.image0`. */
  readonly name: string;
  /**
   * What V3 nodes call the input in `required_input_missing`: the part after the last dot (`multiplier`). V1 nodes say
   * the whole name, and so does this for them.
   */
  readonly segment: string;
  /** As the server treats it here; may differ from `input.required`, as in an autogrow group. */
  readonly required: boolean;
  /** The declaration. In an autogrow group all slots share the template's, whose `name` is the template's own. */
  readonly input: InputType;
  /** Names of the dynamic inputs around it, outermost first, each in full; empty for an input of the node itself. */
  readonly within: readonly string[];
}

/**
 * The inputs that a node has while its prompt holds `inputs`, by the server's own rule
 * (comfy_api/latest/_io.py: parse_class_inputs), in the order of the declaration; the children of a dynamic input follow
 * it.
 * - dynamic combo: itself and the inputs of the chosen option; neither where no option is chosen or the key is unknown;
 * - autogrow: only the slots that are present, the first `min` of them required; never itself;
 * - dynamic slot: itself and its inputs where it is present.
 * V1 nodes are not expanded.
 * @param inputs the live inputs of the prompt. Only the keys and the values of selectors are read.
 */
export function expandInputs(nodeType: NodeType, inputs: Readonly<Record<string, unknown>>): ExpandedInput[] {
  if (!nodeType.isV3) return nodeType.inputs.map((input) => expanded(input.name, input.name, input, []));
  const found: ExpandedInput[] = [];
  expandAll(nodeType.inputs, [], { live: inputs, found });
  return distinct(found);
}

interface Walk {
  readonly live: Readonly<Record<string, unknown>>;
  readonly found: ExpandedInput[];
}

function expandAll(inputs: readonly InputType[], within: readonly string[], walk: Walk): void {
  for (const input of inputs) expandOne(input, within, walk);
}

function expandOne(input: InputType, within: readonly string[], walk: Walk): void {
  const name = within.length === 0 ? input.name : `${within.at(-1)}.${input.name}`;
  const self = expanded(name, lastSegment(name), input, within);
  const present = Object.hasOwn(walk.live, name);
  switch (input.kind) {
    case "dynamicCombo": {
      const choice = present ? input.choices?.find((option) => option.key === walk.live[name]) : undefined;
      if (choice === undefined) return;
      walk.found.push(self);
      expandAll(choice.inputs, [...within, name], walk);
      return;
    }
    case "autogrow":
      if (input.autogrow !== undefined) expandAutogrow(input.autogrow, [...within, name], walk);
      return;
    case "dynamicSlot":
      if (!present) return;
      walk.found.push(self);
      expandAll(input.slot?.inputs ?? [], [...within, name], walk);
      return;
    default:
      walk.found.push(self);
  }
}

function expandAutogrow(autogrow: Autogrow, within: readonly string[], walk: Walk): void {
  autogrowNames(autogrow).forEach((slot, index) => {
    const name = `${within.at(-1)}.${slot}`;
    if (!Object.hasOwn(walk.live, name)) return;
    walk.found.push({ ...expanded(name, lastSegment(name), autogrow.input, within), required: index < autogrow.min });
  });
}

/** No server allows more slots in one group (comfy_api/latest/_io.py: Autogrow._MaxNames). */
const maxSlots = 100;

/** The slot names of an autogrow group, in order: `image0`, `image1` … or the names given. */
export function autogrowNames(autogrow: Autogrow): readonly string[] {
  if (autogrow.names !== null) return autogrow.names;
  const count = Math.min(autogrow.max ?? maxSlots, maxSlots);
  return Array.from({ length: count }, (_, index) => `${autogrow.prefix}${index}`);
}

function expanded(name: string, segment: string, input: InputType, within: readonly string[]): ExpandedInput {
  return { name, segment, required: input.required, input, within };
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** One entry a name. The server keeps required and optional inputs in two dictionaries and looks into the first first. */
function distinct(found: readonly ExpandedInput[]): ExpandedInput[] {
  const required = new Map<string, ExpandedInput>();
  const optional = new Map<string, ExpandedInput>();
  for (const input of found) (input.required ? required : optional).set(input.name, input);
  return found.filter((input) => (required.get(input.name) ?? optional.get(input.name)) === input);
}
