import { renderOptions, suggest } from "../../errors/suggestion.ts";
import type { Issue } from "../../errors/issue.ts";
import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { InputType, Schema } from "../../schema/node-type.ts";
import { exceptionWords, type JudgedPrompt, type Words } from "./exception-words.ts";
import { liveInputs } from "./live-inputs.ts";
import { malformedIssue, promptIssue } from "./prompt-issue.ts";
import type { ServerError } from "./server-error.ts";
import type { ServerVerdict } from "./server-verdict.ts";

/** Whose input an error speaks of, for the words of the issue. */
interface ErrorPlace extends JudgedPrompt {
  readonly node: string;
  readonly classType: string;
  /** The declaration of the input, where the error names one of this node. */
  readonly input: InputType | undefined;
}

/** The server's verdict as issues; an answer of 500 is one issue of comfyc's own. */
export function serverIssues(verdict: ServerVerdict, body: JsonValue, schema: Schema): Issue[] {
  const prompt = isJsonObject(body) ? body["prompt"] : undefined;
  if (verdict.malformed !== null) return [malformedIssue(verdict.malformed, prompt)];
  const { error, nodeErrors, pass } = verdict;
  const issues: Issue[] = [];
  if (error !== null && error.type !== "prompt_outputs_failed_validation") {
    issues.push(promptIssue(error, { prompt, schema }));
  }
  // Only a prompt whose nodes were looked at has errors of nodes.
  for (const [node, { errors }] of pass === null ? [] : Object.entries(nodeErrors)) {
    for (const each of errors) {
      issues.push({ ...describeError(each, node, pass!), origin: "server", severity: "error" });
    }
  }
  return issues;
}

function inputName(error: ServerError): string | null {
  const name = error.extra_info["input_name"];
  return typeof name === "string" ? name : null;
}

/** An error of the server in our words: what is wrong, what was expected, what to do. */
export function describeError(error: ServerError, node: string, judged: JudgedPrompt): NodeWords {
  const { prompt, walk } = judged;
  const classType = walk.nodeType(node).name;
  const place = { node, classType, input: findInput(inputName(error), node, judged), prompt, walk };
  const { message, hint } = words(error, place);
  const where = { node, input: inputName(error), classType };
  return { code: error.type, message, ...where, ...(hint !== undefined && { hint }) };
}

type NodeWords = Omit<Issue, "origin" | "severity" | "node"> & { readonly node: string };

function findInput(name: string | null, node: string, { walk }: JudgedPrompt): InputType | undefined {
  const inputs = walk.inputsOf(node) ?? null;
  if (name === null || inputs === null || typeof inputs !== "object") return undefined;
  return liveInputs(walk.nodeType(node), inputs).find((each) => each.name === name)?.input;
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
  exception_during_validation: (error, place) => exceptionWords(error, place.node, place),
  exception_during_inner_validation: (error, place) => exceptionWords(error, place.node, place),
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
  const texts = options.filter((option) => typeof option === "string");
  const near = typeof value === "string" ? suggest(value, texts) : undefined;
  const many = options.length === 1 ? "not the only option" : `not one of the ${options.length} options`;
  const count = options.length === 0 ? "its list is empty" : `it is ${many}`;
  return {
    message: `Input ${inputName(error)} is ${shown(error)}, and ${count}.`,
    hint: near ?? (options.length === 0 ? undefined : `Options: ${renderOptions(options)}.`),
  };
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
