import type { JsonValue } from "../../json/json-value.ts";
import type { NodeType } from "../../schema/node-type.ts";
import type { SocketType } from "./link-types.ts";
import { typeError } from "./python/error.ts";
import type { ServerFiles } from "./server-files.ts";

/** A node type's own check in Python (VALIDATE_INPUTS, validate_inputs): what object_info does not show. */
export interface NodeValidator {
  /** As Python names the function in its errors: `LoadImage.VALIDATE_INPUTS`. */
  readonly qualifiedName: string;
  /** Inputs that it takes. The server leaves range and list of these inputs to it. */
  readonly args: readonly string[];
  /** Those of `args` without a default: leaving one out raises. */
  readonly required: readonly string[];
  /** `**kwargs`: it takes every input. */
  readonly takesAll?: boolean;
  /** It takes the types of the links, so the server does not compare them. */
  readonly takesTypes?: boolean;
  /** The input that names a file on the server's disk. */
  readonly readsFile?: string;
  /** Its outputs carry a text type with a comparison of its own, which fails on the list of a V1 combo. */
  readonly smartOutputs?: boolean;
  /** True, or the message of `custom_validation_failed`. May raise. */
  check(call: ValidatorCall): true | string;
}

export interface ValidatorCall {
  readonly nodeType: NodeType;
  /** The value of each input that it takes; a link is None. */
  readonly values: ReadonlyMap<string, JsonValue>;
  /** The type of each linked input, and of whom it comes. */
  readonly received: ReadonlyMap<string, ReceivedType>;
  /** What the server has on disk; undefined where that is unknown. */
  readonly files: ServerFiles | undefined;
}

export interface ReceivedType {
  readonly type: SocketType;
  readonly smart: boolean;
}

export type NodeValidators = ReadonlyMap<string, NodeValidator>;

/** Calls the check as Python would. @throws PythonError where an argument is missing or the check raises. */
export function callValidator(validator: NodeValidator, call: ValidatorCall): true | string {
  const missing = validator.required.filter((name) => !call.values.has(name));
  if (missing.length > 0) {
    const plural = missing.length === 1 ? "argument" : "arguments";
    throw typeError(
      `${validator.qualifiedName}() missing ${missing.length} required positional ${plural}: ${listNames(missing)}`,
    );
  }
  return validator.check(call);
}

function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length < 3) return quoted.join(" and ");
  return `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
}
