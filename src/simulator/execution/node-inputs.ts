import { JsonFloat, type JsonValue } from "../../json/json-value.ts";
import type { PromptNode } from "../../prompt/prompt.ts";
import type { InputType, NodeType } from "../../schema/node-type.ts";
import { expandInputs } from "../../schema/expand-inputs.ts";
import { isRunTimeLink, outputIndexOf } from "../../prompt/run-time-link.ts";
import { unwrapValue } from "../../prompt/wrapped-value.ts";
import { NodeError } from "../node-error.ts";
import type { CachedResult } from "./result-cache.ts";

/** Values of a node by input name, a list each: one value a call of the node. */
export interface GatheredInputs {
  readonly lists: Record<string, readonly unknown[]>;
  /** Linked inputs whose source has not run: lazy ones. They read null. */
  readonly missing: ReadonlySet<string>;
}

/**
 * The values that a node gets. Undeclared literals are dropped, undeclared links are passed on
 * (execution.py: get_input_data); a node type that the schema lacks gets all of them.
 */
export function gatherInputs(
  node: PromptNode,
  nodeType: NodeType | undefined,
  findResult: (id: string) => CachedResult | undefined,
): GatheredInputs {
  const declared = declaredInputs(nodeType, node);
  const lists: Record<string, readonly unknown[]> = {};
  const missing = new Set<string>();
  for (const [name, value] of Object.entries(node.inputs)) {
    const input = declared?.get(name);
    if (isRunTimeLink(value) && input?.options.rest?.["rawLink"] !== true) {
      const list = findResult(value[0])?.outputs.at(outputIndexOf(value));
      if (list === undefined) missing.add(name);
      lists[name] = list ?? [null];
    } else if (declared === null || input !== undefined || nodeType?.hidden.includes(name) === true) {
      lists[name] = [unwrapValue(value)];
    }
  }
  return { lists, missing };
}

/**
 * What Python would raise for inputs that validation let through: an undeclared link is an unknown argument, and a
 * literal is no value for a socket.
 * @throws NodeError TypeError
 */
export function checkArguments(node: PromptNode, nodeType: NodeType | undefined): void {
  const declared = declaredInputs(nodeType, node);
  if (declared === null) return;
  for (const [name, value] of Object.entries(node.inputs)) {
    const input = declared.get(name);
    if (input === undefined && isRunTimeLink(value) && nodeType?.hidden.includes(name) !== true) {
      throw new NodeError(`${node.class_type} got an unexpected keyword argument '${name}'`, "TypeError");
    }
    if (input?.kind === "socket" && !isRunTimeLink(value) && !(value === null && !input.required)) {
      throw new NodeError(`input ${name} needs ${String(input.type)}, but got ${describeValue(value)}`, "TypeError");
    }
  }
}

/** Declared inputs by full name, or null where the schema does not know the node type. */
export function declaredInputs(nodeType: NodeType | undefined, node: PromptNode): Map<string, InputType> | null {
  if (nodeType === undefined) return null;
  return new Map([
    ...nodeType.inputs.filter((input) => input.kind === "dynamicCombo").map((input) => [input.name, input] as const),
    ...expandInputs(nodeType, node.inputs).map((expanded) => [expanded.name, expanded.input] as const),
  ]);
}

/** The inputs of each call: as many calls as the longest list has values, short lists repeat their last one. */
export function callsOf(lists: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  const names = Object.keys(lists);
  const count = Math.max(0, ...names.map((name) => lists[name]!.length));
  if (count === 0) return [{}];
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(names.map((name) => [name, lists[name]![index] ?? lists[name]!.at(-1)])),
  );
}

/** A copy with plain numbers in place of the floats whose token is kept. */
export function withPlainNumbers(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = (value: unknown): unknown => {
    if (value instanceof JsonFloat) return value.value;
    return Array.isArray(value) ? value.map(plain) : value;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, plain(value)]));
}

/** As execution_error shows inputs: plain values as they are, anything else as text. */
export function formatValue(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (["string", "number", "bigint", "boolean"].includes(typeof value) || value instanceof JsonFloat) {
    return value as JsonValue;
  }
  return describeValue(value);
}

/** A short name for a value between nodes: `<IMAGE>`. */
export function describeValue(value: unknown): string {
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : typeof value;
  return `<${String(type)}>`;
}
