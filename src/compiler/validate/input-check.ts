import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { unwrapValue } from "../../prompt/wrapped-value.ts";
import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { NodeType } from "../../schema/node-type.ts";
import { coerceLiteral } from "./coerce-literal.ts";
import { inputErrors } from "./input-errors.ts";
import { canConnect } from "./link-types.ts";
import { linkedNodeId, linkedOutput } from "./linked-output.ts";
import { hasInput, readInput } from "./live-inputs.ts";
import { callValidator, type NodeValidator, type ReceivedType } from "./node-validator.ts";
import { isBeyond, isInList, isSameValue } from "./python/equality.ts";
import { PythonError } from "./python/error.ts";
import { isRunTimeLink } from "../../prompt/run-time-link.ts";
import type { ServerError } from "./server-error.ts";
import { isSmartEqual } from "./testing-pack-validators.ts";
import type { WalkContext } from "./walk-context.ts";

/** One node under validation. */
export interface NodeFrame {
  readonly id: string;
  readonly nodeType: NodeType;
  inputs: JsonValue;
  readonly declared: readonly ExpandedInput[];
  readonly validator: NodeValidator | undefined;
  readonly errors: ServerError[];
  readonly received: Map<string, ReceivedType>;
  sourcesValid: boolean;
}

/** The rules for one input, and for a node as a whole. Errors go to the frame; changed values to `changed`. */
export class InputCheck {
  private readonly context: WalkContext;
  private readonly changed: Map<string, JsonObject>;

  constructor(context: WalkContext, changed: Map<string, JsonObject>) {
    this.context = context;
    this.changed = changed;
  }

  /** @returns the link whose source must be validated next. @throws PythonError where the server raises. */
  input(frame: NodeFrame, expanded: ExpandedInput): JsonValue[] | undefined {
    if (!hasInput(frame.inputs, expanded.name)) {
      if (expanded.required) frame.errors.push(inputErrors.missing(expanded, frame.nodeType));
      return undefined;
    }
    const value = readInput(frame.inputs, expanded.name);
    if (!Array.isArray(value)) {
      this.literal(frame, expanded, value);
      return undefined;
    }
    if (value.length === 2) return this.link(frame, expanded, value);
    frame.errors.push(inputErrors.badLink(expanded, value));
    return undefined;
  }

  /** The node type's own check, once all inputs are done. @throws PythonError where it raises. */
  whole(frame: NodeFrame): void {
    const { validator, nodeType, received } = frame;
    if (validator === undefined) return;
    const values = takenValues(frame, validator);
    const verdict = callValidator(validator, { nodeType, values, received, files: this.context.files });
    if (verdict === true) return;
    const names = validator.takesTypes ? [...values.keys(), "input_types"] : [...values.keys()];
    for (const name of names) frame.errors.push(inputErrors.custom(name, verdict));
  }

  private link(frame: NodeFrame, expanded: ExpandedInput, link: JsonValue[]): JsonValue[] | undefined {
    const source = this.context.prompt[linkedNodeId(this.context.prompt, link[0]!)] as JsonObject;
    const sourceType = this.context.schema.nodeTypes.get(source["class_type"] as string)!;
    const { type } = linkedOutput(sourceType, link[1]!);
    const smart = this.context.validators.get(sourceType.name)?.smartOutputs === true && typeof type === "string";
    frame.received.set(expanded.name, { type, smart });
    if (frame.validator?.takesTypes) return link;
    if ((smart && isSmartEqual(type, expanded.input.type)) || canConnect(type, expanded.input.type)) return link;
    frame.errors.push(inputErrors.typeMismatch(expanded, link, type));
    return undefined;
  }

  private literal(frame: NodeFrame, expanded: ExpandedInput, given: JsonValue): void {
    const unwrapped = unwrapValue(given);
    this.write(frame, expanded.name, unwrapped);
    let value: JsonValue;
    try {
      value = coerceLiteral(expanded.input.type, unwrapped);
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      frame.errors.push(inputErrors.conversion(expanded, unwrapped, error));
      return;
    }
    this.write(frame, expanded.name, value);
    const { validator } = frame;
    if (validator?.takesAll || validator?.args.includes(expanded.name)) return;
    const error = this.rangeError(expanded, value) ?? this.listError(expanded, value);
    if (error !== undefined) frame.errors.push(error);
  }

  private rangeError(expanded: ExpandedInput, value: JsonValue): ServerError | undefined {
    const { min, max } = expanded.input.options;
    if (min !== undefined && isBeyond(value, "<", min)) return inputErrors.outOfRange(expanded, value, "min");
    if (max !== undefined && isBeyond(value, ">", max)) return inputErrors.outOfRange(expanded, value, "max");
    return undefined;
  }

  private listError(expanded: ExpandedInput, value: JsonValue): ServerError | undefined {
    const { kind, type, options } = expanded.input;
    if (kind !== "combo" || (options.open && !this.context.schema.listsAreAuthoritative)) return undefined;
    const list = typeof type === "string" ? (options.values ?? []) : type;
    return isInList(value, list) ? undefined : inputErrors.notInList(expanded, value, list);
  }

  /** The server writes into the prompt that was posted; here the prompt stays as it was. */
  private write(frame: NodeFrame, name: string, value: JsonValue): void {
    const inputs = frame.inputs as JsonObject;
    if (isSameValue(inputs[name]!, value)) return;
    let copy = this.changed.get(frame.id);
    if (copy === undefined) {
      copy = Object.assign(Object.create(null) as JsonObject, inputs);
      this.changed.set(frame.id, copy);
      frame.inputs = copy;
    }
    copy[name] = value;
  }
}

/** What the server passes to the check: literals of declared inputs, None for links (execution.py: get_input_data). */
function takenValues(frame: NodeFrame, validator: NodeValidator): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  const takes = (name: string) => validator.takesAll === true || validator.args.includes(name);
  for (const name of liveNames(frame.inputs)) {
    const value = readInput(frame.inputs, name);
    if (!takes(name)) continue;
    if (isRunTimeLink(value)) values.set(name, null);
    else if (frame.declared.some((expanded) => expanded.name === name)) values.set(name, value);
  }
  if (!frame.nodeType.isV3) for (const name of frame.nodeType.hidden) if (takes(name)) values.set(name, null);
  return values;
}

function liveNames(inputs: JsonValue): readonly string[] {
  if (isJsonObject(inputs)) return Object.keys(inputs);
  return typeof inputs === "string" ? [...inputs] : Array.isArray(inputs) ? inputs.map(String) : [];
}
