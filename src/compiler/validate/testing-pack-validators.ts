import { isJsonNumber, numericValue, type JsonValue } from "../../json/json-value.ts";
import { splitTypes } from "../../schema/socket-types.ts";
import type { SocketType } from "./link-types.ts";
import type { NodeValidator, NodeValidators, ValidatorCall } from "./node-validator.ts";
import { keyError, PythonError, typeError } from "./python/error.ts";
import { isPythonFloat } from "./python/number.ts";
import { pythonStr, pythonTypeName } from "./python/repr.ts";

const smartNames = [
  "TestAccumulateNode",
  "TestAccumulationGetItemNode",
  "TestAccumulationGetLengthNode",
  "TestAccumulationHeadNode",
  "TestAccumulationSetItemNode",
  "TestAccumulationToListNode",
  "TestCustomValidation3",
  "TestExecutionBlocker",
  "TestForLoopClose",
  "TestForLoopOpen",
  "TestListToAccumulationNode",
  "TestMakeListNode",
  "TestWhileLoopClose",
  "TestWhileLoopOpen",
];

/** INPUT_IS_LIST makes the server pass the types in a list, which the check cannot read. */
const listInputs = "TestListToAccumulationNode";

/**
 * The node pack that ComfyUI's own tests use (tests/execution/testing_nodes), which a server under test loads. It ships
 * because verdicts recorded from such a server are to be told alike by `comfyc validate`. Its checks have forms that no
 * core node has: optional arguments, `**kwargs`, a text type with a comparison of its own. The messages are our own.
 */
export const testingPackValidators: NodeValidators = new Map<string, NodeValidator>([
  ["TestCustomValidation1", floats("TestCustomValidation1", { required: false })],
  [
    "TestCustomValidation2",
    { ...floats("TestCustomValidation2", { required: false }), takesTypes: true, check: check2 },
  ],
  ["TestCustomValidation4", floats("TestCustomValidation4", { required: true })],
  [
    "TestCustomValidation5",
    { qualifiedName: "TestCustomValidation5.VALIDATE_INPUTS", args: [], required: [], takesAll: true, check: check5 },
  ],
  ["TestAsyncValidation", notAbove("TestAsyncValidation", "threshold")],
  ["TestAsyncValidationError", notAbove("TestAsyncValidationError", "max_value")],
  ...smartNodes(),
]);

function floats(name: string, { required }: { required: boolean }): NodeValidator {
  const args = ["input1", "input2"];
  return { qualifiedName: `${name}.VALIDATE_INPUTS`, args, required: required ? args : [], check: checkFloats };
}

function checkFloats({ values }: ValidatorCall): true | string {
  for (const name of ["input1", "input2"]) {
    const value = values.get(name) ?? null;
    if (value !== null && !isPythonFloat(value)) {
      return `${name} takes a float, not ${pythonTypeName(value)}`;
    }
  }
  return true;
}

function check2(call: ValidatorCall): true | string {
  const verdict = checkFloats(call);
  if (verdict !== true) return verdict;
  for (const name of ["input1", "input2"]) {
    const type = call.received.get(name)?.type;
    if (type !== undefined && type !== "IMAGE" && type !== "FLOAT")
      return `${name} takes IMAGE or FLOAT, not ${typeText(type)}`;
  }
  return true;
}

function check5({ values }: ValidatorCall): true | string {
  const value = values.get("input2");
  if (value === undefined) throw keyError("input2");
  const isSeven = isJsonNumber(value) && Number(numericValue(value)) === 7;
  return isSeven ? "input2 may be any number but 7" : true;
}

function notAbove(name: string, limit: string): NodeValidator {
  const args = ["value", limit];
  return {
    qualifiedName: `${name}.VALIDATE_INPUTS`,
    args,
    required: args,
    check({ values }) {
      const value = values.get("value")!;
      const most = values.get(limit)!;
      return !isGreater(value, most) || `${pythonStr(value)} is more than ${limit}, which is ${pythonStr(most)}`;
    },
  };
}

function isGreater(a: JsonValue, b: JsonValue): boolean {
  const [left, right] = [a, b].map((value) => (typeof value === "boolean" ? Number(value) : value));
  if (isJsonNumber(left!) && isJsonNumber(right!)) return numericValue(left) > numericValue(right);
  if (typeof left === "string" && typeof right === "string") return left > right;
  throw typeError(`'>' not supported between instances of '${pythonTypeName(a)}' and '${pythonTypeName(b)}'`);
}

function smartNodes(): [string, NodeValidator][] {
  return smartNames.map((name) => [
    name,
    {
      qualifiedName: "VariantSupport.<locals>.decorator.<locals>.validate_inputs",
      args: [],
      required: [],
      takesTypes: true,
      smartOutputs: true,
      check: name === listInputs ? failOnList : checkSmartTypes,
    },
  ]);
}

function failOnList(): never {
  throw new PythonError("AttributeError", "'list' object has no attribute 'items'");
}

function checkSmartTypes({ nodeType, received }: ValidatorCall): true | string {
  for (const [name, { type, smart }] of received) {
    const declared = nodeType.inputs.find((input) => input.name === name)?.type;
    if (smart || declared === undefined || isSmartEqual(type, declared)) continue;
    return `${name} takes ${typeText(declared)}, not ${typeText(type)}`;
  }
  return true;
}

/** Every received type must be among the declared ones. @throws PythonError where one side is the list of a combo. */
export function isSmartEqual(received: SocketType, declared: SocketType): boolean {
  if (received === "*" || declared === "*") return true;
  if (typeof received !== "string" || typeof declared !== "string") {
    throw new PythonError("AttributeError", "'list' object has no attribute 'split'");
  }
  const targets = new Set(splitTypes(declared));
  return splitTypes(received).every((type) => targets.has(type));
}

function typeText(type: SocketType): string {
  return typeof type === "string" ? type : pythonStr([...type]);
}
