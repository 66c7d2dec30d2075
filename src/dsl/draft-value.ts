import type { SourcePosition } from "../errors/source-position.ts";
import type { GraphLiteral } from "../graph/graph.ts";
import type { NodeCall } from "./active-build.ts";
import { findAnyValue } from "./any-value.ts";
import type { DraftValue, DraftScope } from "./draft.ts";
import { describeReference, findReference, type Reference } from "./reference.ts";
import { findSlotFacts } from "./slot.ts";
import { workflowError } from "./workflow-error.ts";

/** Where a value is being written, for links that must stay inside one body, and for errors. */
export interface ValuePlace {
  readonly build: object;
  readonly scope: DraftScope;
  /** `input steps of KSampler`. */
  readonly name: string;
  readonly position: SourcePosition | null;
}

const deepest = 100;

/**
 * The inputs that a node call was given.
 * @throws invalid_workflow where they are no object, or hold what no prompt can hold.
 */
export function toDraftInputs(
  type: string,
  { inputs, position }: NodeCall,
  place: Pick<ValuePlace, "build" | "scope">,
): Readonly<Record<string, DraftValue>> {
  if (inputs === undefined) return {};
  if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs) || findReference(inputs) !== undefined) {
    throw workflowError(`Argument 1 of ${type} is not an object of inputs.`, {
      position,
      hint: "Write the inputs by name: { name: value }.",
    });
  }
  const entries = Object.entries(inputs).map(([key, value]: [string, unknown]): [string, DraftValue] => [
    key,
    toDraftValue(value, { ...place, position, name: `Input ${key} of ${type}` }),
  ]);
  // fromEntries defines `__proto__` as an ordinary key, which an assignment would not.
  return Object.fromEntries(entries);
}

/**
 * The graph value of what an author gave to an input. Arrays and plain objects become lists and records also where
 * they hold no link; only the compiler knows whether an input wants them as one value or as several inputs.
 * @throws invalid_workflow for what no prompt can hold, and for links into another workflow or body.
 */
export function toDraftValue(value: unknown, place: ValuePlace, depth = 0): DraftValue {
  if (depth > deepest) {
    // The place has grown by a step with each level.
    const name = `${place.name.slice(0, 60)}…`;
    throw fault({ ...place, name }, `is nested deeper than ${deepest} levels, or holds itself`);
  }
  if (typeof value === "object" && value !== null) return fromObject(value, place, depth);
  return { kind: "literal", value: toLiteral(value, place) };
}

function toLiteral(value: unknown, place: ValuePlace): GraphLiteral {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "bigint":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw fault(place, `is ${value}, not a finite number`);
    case "undefined":
      throw fault(place, "is undefined", "Leave the input out, or check the name that the value comes from.");
    case "function":
      throw fault(place, "is a function", "Call it: an input takes what a node call gives.");
    case "symbol":
      throw fault(place, "is a symbol");
    default:
      return null;
  }
}

function fromObject(value: object, place: ValuePlace, depth: number): DraftValue {
  const reference = findReference(value);
  if (reference !== undefined) return fromReference(reference, place);
  const any = findAnyValue(value);
  if (any !== undefined) return { kind: "any", value: toLiteral(any.value, place) };
  if (Array.isArray(value)) {
    // Not `map`: it would leap over the holes of a sparse array.
    const items = Array.from(value, (item: unknown, index) =>
      toDraftValue(item, { ...place, name: `${place.name}[${index}]` }, depth + 1),
    );
    return { kind: "list", items };
  }
  refuseOddObject(value, place);
  const entries = Object.entries(value).map(([key, entry]): [string, DraftValue] => [
    key,
    toDraftValue(entry, { ...place, name: `${place.name}.${key}` }, depth + 1),
  ]);
  return { kind: "record", entries: Object.fromEntries(entries) };
}

function refuseOddObject(value: object, place: ValuePlace): void {
  if (typeof (value as { then?: unknown }).then === "function") {
    throw fault(place, "is a promise", "Workflows are built synchronously: read files before, at the top of the file.");
  }
  if (findSlotFacts(value) !== undefined) {
    throw fault(place, "is a slot declaration", "Declare it under slots; build gets the slot as its second argument.");
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw fault(place, `is a ${value.constructor?.name ?? "class instance"}, which no prompt can hold`);
  }
}

function fromReference(reference: Reference, place: ValuePlace): DraftValue {
  refuseForeign(reference, place);
  switch (reference.kind) {
    case "slot":
      return { kind: "slot", slot: reference.declaration.name };
    case "input":
      return { kind: "input", input: reference.name };
    default:
      return { kind: "link", node: reference.node, output: reference.output };
  }
}

/** @throws invalid_workflow where the reference is of another workflow, or of a body that `place` is not in. */
export function refuseForeign(reference: Reference, place: ValuePlace): void {
  const what = describeReference(reference);
  if (reference.build !== place.build) {
    throw fault(
      place,
      `is ${what} of another workflow, or of an earlier build`,
      "Nodes and slots live in one call of build; share a function or a subgraph instead.",
    );
  }
  const inside = place.scope.subgraph;
  const scope =
    reference.kind === "output" ? reference.node.scope : reference.kind === "input" ? reference.scope : null;
  if (scope === place.scope || (scope === null && inside === null)) return;
  if (inside === null) {
    throw fault(place, `is ${what} inside subgraph ${scope?.subgraph}`, "Return it as an output of the subgraph.");
  }
  throw fault(place, `is ${what} outside subgraph ${inside}`, "Declare it under inputs of the subgraph and pass it.");
}

function fault(place: ValuePlace, problem: string, hint?: string): Error {
  return workflowError(`${place.name} ${problem}.`, {
    position: place.position,
    ...(hint === undefined ? {} : { hint }),
  });
}
