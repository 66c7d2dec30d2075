import { autogrowNames, expandInputs, type ExpandedInput } from "../schema/expand-inputs.ts";
import type { Autogrow, InputType, NodeType } from "../schema/node-type.ts";

/** Input name → value or link, as a prompt holds them. */
export type LiveInputs = Readonly<Record<string, unknown>>;

/**
 * The inputs that the editor shows. It differs from the server (`expandInputs`) in what it does with silence: a dynamic
 * combo always has a choice, an autogrow group always shows its least number of slots and a free one, and a dynamic combo whose key is
 * unknown still stands there, without inputs of its own.
 */
export function editorInputs(declared: NodeType, live: LiveInputs): ExpandedInput[] {
  const nodeType = { ...declared, inputs: declared.editorInputs ?? declared.inputs };
  const shown = withChoices(nodeType, live);
  const expanded = expandInputs({ ...nodeType, isV3: true }, shown);
  return nodeType.inputs.flatMap((input) => {
    const own = expanded.filter((candidate) => (candidate.within[0] ?? candidate.name) === input.name);
    if (own.length > 0 || input.kind !== "dynamicCombo") return own;
    return [{ name: input.name, segment: input.name, required: input.required, input, within: [] }];
  });
}

/** The key on which a dynamic combo without a value stands. */
export function firstChoice(input: InputType): string | undefined {
  const { default: preset } = input.options;
  return typeof preset === "string" ? preset : input.choices?.[0]?.key;
}

/** `live` with every choice made that the editor makes by itself. Choices may open further ones, hence the loop. */
function withChoices(nodeType: NodeType, live: LiveInputs): Record<string, unknown> {
  const shown: Record<string, unknown> = Object.assign(Object.create(null) as object, live);
  let pending: readonly Declared[] = nodeType.inputs.map((input) => ({ name: input.name, input }));
  while (pending.length > 0) pending = pending.flatMap((declared) => choose(declared, shown));
  return shown;
}

interface Declared {
  readonly name: string;
  readonly input: InputType;
}

/** Fills in the choice of one input and returns the inputs that it opens. */
function choose({ name, input }: Declared, shown: Record<string, unknown>): Declared[] {
  if (input.kind === "autogrow" && input.autogrow !== undefined) fillSlots(name, input.autogrow, shown);
  if (input.kind !== "dynamicCombo") return [];
  if (!Object.hasOwn(shown, name)) shown[name] = firstChoice(input);
  const choice = input.choices?.find(({ key }) => key === shown[name]);
  return (choice?.inputs ?? []).map((inner) => ({ name: `${name}.${inner.name}`, input: inner }));
}

/** The least number of slots, those up to the last one in use, and a free one to grow by. */
function fillSlots(name: string, autogrow: Autogrow, shown: Record<string, unknown>): void {
  const slots = autogrowNames(autogrow).map((slot) => `${name}.${slot}`);
  const used = slots.findLastIndex((slot) => Object.hasOwn(shown, slot)) + 1;
  for (const slot of slots.slice(0, Math.max(autogrow.min, used) + 1)) shown[slot] ??= undefined;
}
