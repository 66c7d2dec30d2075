import { type JsonValue } from "../json/json-value.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import { describeInputChange, describeNodeChange, describeOutputChange } from "./describe-change.ts";
import type { InputType, NodeType, OutputType, Schema } from "./node-type.ts";
import { trimInput } from "./trim-node-type.ts";

/** One fact that two schemas do not share. */
export interface SchemaDifference {
  readonly nodeType: string;
  readonly subject: "node type" | "input" | "output";
  /** Name of the input or output; null for the node type itself. */
  readonly name: string | null;
  readonly change: "added" | "removed" | "changed";
  /** JSON of the fact before and after; null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** What changed, in words: `max 4 → 8`. Empty for what was added or removed. */
  readonly details: readonly string[];
}

/**
 * What a new sync changes: node types, inputs and outputs added, removed or changed, sorted by node type. Tooltips,
 * descriptions and lists of files do not count; a changed order of outputs does, as prompts name them by index.
 */
export function compareSchemas(before: Schema, after: Schema): SchemaDifference[] {
  const names = [...new Set([...before.nodeTypes.keys(), ...after.nodeTypes.keys()])].sort();
  return names.flatMap((name) => compareNodeTypes(name, before.nodeTypes.get(name), after.nodeTypes.get(name)));
}

/** As `compareSchemas`, of one node type; undefined stands for a schema without it. */
export function compareNodeTypes(name: string, before?: NodeType, after?: NodeType): SchemaDifference[] {
  if (before === undefined || after === undefined) {
    return differences(name, "node type", new Map(before && [["", name]]), new Map(after && [["", name]]), () => []);
  }
  const [inputs, newInputs] = [byName(before.inputs), byName(after.inputs)];
  const [outputs, newOutputs] = [byKey(before.outputs), byKey(after.outputs)];
  return [
    ...differences(name, "node type", new Map([["", nodeFacts(before)]]), new Map([["", nodeFacts(after)]]), () =>
      describeNodeChange(before, after),
    ),
    ...differences(name, "input", inputFacts(before.inputs), inputFacts(after.inputs), (key) =>
      describeInputChange(inputs.get(key)!, newInputs.get(key)!),
    ),
    ...differences(name, "output", outputFacts(before.outputs), outputFacts(after.outputs), (key) =>
      describeOutputChange(outputs.get(key)!, newOutputs.get(key)!),
    ),
  ];
}

function byName(inputs: readonly InputType[]): Map<string, InputType> {
  return new Map(inputs.map((input) => [input.name, input]));
}

function byKey(outputs: readonly OutputType[]): Map<string, [number, OutputType]> {
  return new Map(outputs.map((output, index) => [output.key, [index, output]]));
}

type Facts = ReadonlyMap<string, string>;

function nodeFacts({ displayName, pack, outputNode, deprecated, hidden }: NodeType): string {
  return stringifyJson({ displayName, pack, outputNode, deprecated, hidden: [...hidden].sort() });
}

function inputFacts(inputs: readonly InputType[]): Facts {
  return new Map(inputs.map((input) => [input.name, stringifyJson([input.required, trimInput(input)])]));
}

function outputFacts(outputs: readonly OutputType[]): Facts {
  return new Map(
    outputs.map(({ key, type, isList }, index) => [key, stringifyJson([index, type as JsonValue, isList])]),
  );
}

function differences(
  nodeType: string,
  subject: SchemaDifference["subject"],
  before: Facts,
  after: Facts,
  describe: (key: string) => readonly string[],
): SchemaDifference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was = null, is = null] = [before.get(key), after.get(key)];
    if (was === is) return [];
    const change = was === null ? "added" : is === null ? "removed" : "changed";
    const details = change === "changed" ? describe(key) : [];
    const name = subject === "node type" ? null : key;
    return [{ nodeType, subject, name, change, before: was, after: is, details }];
  });
}
