import { isValidConnection } from "../load/slot-types.ts";
import { brokenLink } from "./broken-link.ts";
import type { NodeInstance } from "./node-instance.ts";

/**
 * The input that a bypassed node passes on at output `slot` to a consumer of `type`: for `*` the one of the same index, without
 * a look at its type, else the first; otherwise the one of the same index where it fits, else the first of exactly that type, else
 * the first that fits. -1 for none.
 */
export function bypassSlot(instance: NodeInstance, slot: number, type: string): number {
  const { inputs, outputs } = instance.node;
  const output = outputs[slot];
  if (output === undefined) throw brokenLink(instance, `has no output ${slot}`);
  if (type === "*" || type === "") return inputs.length > slot ? slot : 0;
  const fits = (input: string) => isValidConnection(input, output.type) && isValidConnection(input, type);
  const opposite = inputs[slot];
  if (opposite !== undefined && fits(opposite.type)) return slot;
  const exact = inputs.findIndex((input) => input.type === type);
  return exact === -1 ? inputs.findIndex((input) => fits(input.type)) : exact;
}
