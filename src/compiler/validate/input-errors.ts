import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { NodeType } from "../../schema/node-type.ts";
import { inputConfig } from "./input-config.ts";
import type { SocketType } from "./link-types.ts";
import type { PythonError } from "./python/error.ts";
import { pythonRepr, pythonStr } from "./python/repr.ts";
import { serverError, type ServerError } from "./server-error.ts";

/**
 * The server's errors of one input (execution.py: validate_inputs). The texts are its wire text, word for word on
 * purpose: the simulator sends them, and clients compare them.
 */
export const inputErrors = {
  missing({ name, segment }: ExpandedInput, { isV3 }: NodeType): ServerError {
    const extra = { input_name: name };
    return serverError("required_input_missing", "Required input is missing", isV3 ? segment : name, extra);
  },

  badLink(expanded: ExpandedInput, value: JsonValue): ServerError {
    const message = "Bad linked input, must be a length-2 list of [node_id, slot_index]";
    return serverError("bad_linked_input", message, expanded.name, received(expanded, value));
  },

  typeMismatch(expanded: ExpandedInput, link: JsonValue, type: SocketType): ServerError {
    const details = `${expanded.name}, received_type(${typeText(type)}) mismatch input_type(${typeText(expanded.input.type)})`;
    return serverError("return_type_mismatch", "Return type mismatch between linked nodes", details, {
      ...configured(expanded),
      received_type: typeof type === "string" ? type : [...type],
      linked_node: link,
    });
  },

  conversion(expanded: ExpandedInput, value: JsonValue, error: PythonError): ServerError {
    const message = `Failed to convert an input value to a ${typeText(expanded.input.type)} value`;
    return serverError("invalid_input_type", message, `${expanded.name}, ${pythonStr(value)}, ${error.message}`, {
      ...received(expanded, value),
      exception_message: error.message,
    });
  },

  outOfRange(expanded: ExpandedInput, value: JsonValue, end: "min" | "max"): ServerError {
    const [type, word] = end === "min" ? ["value_smaller_than_min", "smaller"] : ["value_bigger_than_max", "bigger"];
    const limit = pythonStr(expanded.input.options[end]!);
    const message = `Value ${pythonStr(value)} ${word} than ${end} of ${limit}`;
    return serverError(type!, message, expanded.name, received(expanded, value));
  },

  notInList(expanded: ExpandedInput, value: JsonValue, list: readonly JsonValue[]): ServerError {
    const isLong = list.length > 20;
    const shown = isLong ? `(list of length ${list.length})` : pythonRepr([...list]);
    return serverError(
      "value_not_in_list",
      "Value not in list",
      `${expanded.name}: '${pythonStr(value)}' not in ${shown}`,
      {
        ...received(expanded, value),
        ...(isLong && { input_config: null }),
      },
    );
  },

  custom(input: string, message: string): ServerError {
    return serverError("custom_validation_failed", "Custom validation failed for node", `${input} - ${message}`, {
      input_name: input,
    });
  },

  /** Kept on the node that raised, with the name and declaration of the consumer's input. */
  innerException(consumer: ExpandedInput, link: JsonValue, error: PythonError): ServerError {
    const message = "Exception when validating inner node";
    return serverError("exception_during_inner_validation", message, error.message, {
      ...configured(consumer),
      exception_message: error.message,
      exception_type: error.type,
      traceback: [],
      linked_node: link,
    });
  },

  exception(error: PythonError): ServerError {
    return serverError("exception_during_validation", "Exception when validating node", error.message, {
      exception_type: error.type,
      traceback: [],
    });
  },
};

function configured(expanded: ExpandedInput): JsonObject {
  return { input_name: expanded.name, input_config: inputConfig(expanded.input) };
}

function received(expanded: ExpandedInput, value: JsonValue): JsonObject {
  return { ...configured(expanded), received_value: value };
}

function typeText(type: SocketType): string {
  return typeof type === "string" ? type : pythonRepr([...type]);
}
