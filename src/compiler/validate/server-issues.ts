import { findNearest, renderOptions } from "../../errors/suggestion.ts";
import type { Issue } from "../../errors/issue.ts";
import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import type { InputType } from "../../schema/node-type.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { ServerError } from "./server-error.ts";
import type { ServerVerdict } from "./server-verdict.ts";

/** Whose input an error speaks of, for the words of the issue. */
export interface ErrorPlace {
  readonly node: string;
  readonly classType: string;
  /** The declaration of the input, where the error names one of this node. */
  readonly input?: InputType | undefined;
}

/** The server's verdict as issues; an answer of 500 is one issue of comfyc's own. */
export function serverIssues(verdict: ServerVerdict, findInput: FindInput): Issue[] {
  if (verdict.malformed !== null) return [malformed(verdict.malformed)];
  const { error, nodeErrors } = verdict;
  const issues: Issue[] = [];
  if (error !== null && error.type !== "prompt_outputs_failed_validation") issues.push(promptIssue(error));
  for (const node of Object.keys(nodeErrors)) {
    const { class_type: classType, errors } = nodeErrors[node]!;
    for (const each of errors) {
      const place = { node, classType, input: findInput(node, inputName(each)) };
      issues.push({ ...describeError(each, place), origin: "server", severity: "error" });
    }
  }
  return issues;
}

export type FindInput = (node: string, input: string | null) => InputType | undefined;

function malformed(reason: string): Issue {
  const message = `The server would answer 500 without a reason: ${reason}.`;
  return { code: "malformed_prompt", origin: "comfyc", severity: "error", message, node: null, input: null };
}

function promptIssue(error: ServerError): Issue {
  const details = error.details === "" || error.details === error.message ? "" : ` ${error.details}.`;
  const message = `${error.message.replace(/\.?$/, ".")}${details}`;
  return { code: error.type, origin: "server", severity: "error", message, node: null, input: null };
}

function inputName(error: ServerError): string | null {
  const name = error.extra_info["input_name"];
  return typeof name === "string" ? name : null;
}

/** An error of the server in our words: what is wrong, what was expected, what to do. */
export function describeError(error: ServerError, place: ErrorPlace): Omit<Issue, "origin" | "severity"> {
  const { message, hint } = words(error, place);
  const where = { node: place.node, input: inputName(error), classType: place.classType };
  return { code: error.type, message, ...where, ...(hint !== undefined && { hint }) };
}

interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
}

function words(error: ServerError, place: ErrorPlace): Words {
  const writer = Object.hasOwn(writers, error.type) ? writers[error.type] : undefined;
  return writer?.(error, place) ?? { message: `${error.message}: ${error.details}.` };
}

const writers: Readonly<Record<string, (error: ServerError, place: ErrorPlace) => Words>> = {
  required_input_missing: (error, { classType, input }) => ({
    message: `${classType} needs the input ${inputName(error)}${typeWords(input)}, and it is missing.`,
  }),
  bad_linked_input: (error) => ({
    message: `Input ${inputName(error)} holds ${shown(error)}: a list must be a link [node id, output index].`,
    hint: 'Write a list that is no link as {"__value__": [...]}.',
  }),
  return_type_mismatch: (error, { input }) => ({
    message: `Input ${inputName(error)} takes ${typeName(input?.type)}, but its link brings ${typeName(
      error.extra_info["received_type"],
    )}.`,
  }),
  invalid_input_type: (error, { input }) => ({
    message: `Input ${inputName(error)} holds ${shown(error)}, which is no ${typeName(input?.type)}.`,
  }),
  value_smaller_than_min: (error, { input }) => outOfRange(error, input),
  value_bigger_than_max: (error, { input }) => outOfRange(error, input),
  value_not_in_list: (error, { input }) => notInList(error, input),
  exception_during_validation: (error) => ({
    message: `The server fails while it looks at this node: ${exceptionText(error)}.`,
  }),
  exception_during_inner_validation: (error) => ({
    message: `The server fails while it looks at this node: ${exceptionText(error)}.`,
  }),
  custom_validation_failed: (error) => ({
    message: `The node type's own check refuses this: ${error.details}.`,
  }),
};

function outOfRange(error: ServerError, input: InputType | undefined): Words {
  const { min, max } = input?.options ?? {};
  const range = [min, max].map((end) => (end === undefined ? undefined : stringifyJson(end)));
  const [from, to] = range;
  const expected = from !== undefined && to !== undefined ? `${from} to ${to}` : `${from ?? to}`;
  const side = error.type === "value_smaller_than_min" ? "smaller than the least" : "greater than the greatest";
  return { message: `Input ${inputName(error)} is ${shown(error)}, ${side} value allowed (${expected}).` };
}

function notInList(error: ServerError, input: InputType | undefined): Words {
  const options = (typeof input?.type === "object" ? input.type : input?.options.values) ?? [];
  const value = error.extra_info["received_value"];
  const nearest =
    typeof value === "string"
      ? findNearest(
          value,
          options.filter((o) => typeof o === "string"),
        )
      : undefined;
  const count = options.length === 0 ? "its list is empty" : `it is not one of the ${options.length} options`;
  return {
    message: `Input ${inputName(error)} is ${shown(error)}, and ${count}.`,
    hint:
      nearest !== undefined
        ? `Did you mean ${JSON.stringify(nearest)}?`
        : options.length === 0
          ? undefined
          : `Options: ${renderOptions(options)}.`,
  };
}

function exceptionText(error: ServerError): string {
  const { exception_type: type } = error.extra_info;
  if (type === "KeyError" && error.details === "'inputs'") return "it has no inputs (KeyError)";
  if (type === "KeyError") return `no node or key ${error.details} (KeyError)`;
  return `${error.details} (${String(type)})`;
}

function typeWords(input: InputType | undefined): string {
  return input === undefined ? "" : ` (${typeName(input.type)})`;
}

export function typeName(type: JsonValue | readonly JsonValue[] | undefined): string {
  if (typeof type === "string") return type === "*" ? "any type" : type;
  return Array.isArray(type) ? "COMBO" : "another type";
}

const longest = 80;

function shown(error: ServerError): string {
  const value = error.extra_info["received_value"] ?? null;
  const text = stringifyJson(isJsonObject(value) && Object.keys(value).length > 20 ? "{…}" : value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
