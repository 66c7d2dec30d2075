import { JsonFloat, numericValue, type JsonValue } from "../../json/json-value.ts";
import type { InputType, NodeType } from "../../schema/node-type.ts";
import type { GraphLiteral } from "../../graph/graph.ts";
import { isWidget } from "./widget.ts";
import type { InputLeaf } from "../flatten/resolve-value.ts";

/**
 * Adds what the author left out and the editor would export: the server applies no default, it reports the input as
 * missing. A required widget without any default stays out, so that it is reported.
 */
export function fillDefaults(nodeType: NodeType, live: Map<string, InputLeaf>): void {
  fillAll(nodeType.inputs, "", live);
}

function fillAll(inputs: readonly InputType[], prefix: string, live: Map<string, InputLeaf>): void {
  for (const input of inputs) {
    const name = prefix + input.name;
    if (!live.has(name)) {
      const value = findDefault(input);
      if (value !== undefined) live.set(name, { kind: "literal", value });
    }
    const leaf = live.get(name);
    if (input.kind === "dynamicCombo" && leaf?.kind === "literal") {
      const choice = input.choices?.find((option) => option.key === leaf.value);
      if (choice !== undefined) fillAll(choice.inputs, `${name}.`, live);
    }
    if (input.kind === "dynamicSlot" && leaf !== undefined) fillAll(input.slot?.inputs ?? [], `${name}.`, live);
  }
}

/** The value that the editor's widget starts with, or undefined where the author has to give one. */
export function findDefault(input: InputType): GraphLiteral | undefined {
  if (!isWidget(input)) return undefined;
  const { options } = input;
  if (input.kind === "dynamicCombo") return asText(options.default) ?? input.choices?.[0]?.key;
  if (options.default !== undefined && options.default !== null) return toLiteral(options.default);
  // The list of an open combo is one server's at one moment: its first entry is nobody's choice.
  if (input.kind === "combo") return options.open === true ? undefined : firstOption(options.values);
  return input.required ? undefined : emptyValue(input);
}

function firstOption(values: readonly JsonValue[] | undefined): GraphLiteral | undefined {
  const [first] = values ?? [];
  return first === undefined ? undefined : toLiteral(first);
}

/** What the editor's widget holds where the node names no default. */
function emptyValue(input: InputType): GraphLiteral | undefined {
  const { min, max } = input.options;
  switch (input.kind) {
    case "string":
      return "";
    case "boolean":
      return false;
    case "int":
    case "float":
      if (min !== undefined && numericValue(min) > 0) return numericValue(min);
      return max !== undefined && numericValue(max) < 0 ? numericValue(max) : 0;
    default:
      return undefined;
  }
}

function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A value of the schema as an author would write it; `5.0` becomes 5, as in the editor's JavaScript. */
function toLiteral(value: JsonValue): GraphLiteral {
  if (value instanceof JsonFloat) return value.value;
  if (Array.isArray(value)) return value.map(toLiteral);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toLiteral(item)]));
}
