import { isJsonNumber, isJsonObject, numericValue, type JsonValue } from "../../../json/json-value.ts";
import type { ExpandedInput } from "../../../schema/expand-inputs.ts";
import { outputsHint, outputsText } from "../exception-words.ts";
import { canConnect } from "../link-types.ts";
import { linkedOutput } from "../linked-output.ts";
import { PythonError } from "../python/error.ts";
import { typeName } from "../server-issues.ts";
import type { RunnablePrompt, RunLink } from "./runnable-prompt.ts";

/** Links that the server follows but never checked, and output indexes that mean something else than they say. */
export function findLinkIssues(runnable: RunnablePrompt): void {
  for (const id of runnable.ids) {
    const declared = new Map(runnable.declared(id).map((expanded) => [expanded.name, expanded]));
    for (const link of runnable.linksOf(id)) {
      const expanded = declared.get(link.input);
      if (expanded === undefined) {
        // A wrong selector has an issue of its own; that a link leads nowhere is another one.
        if (!isUnderWrongSelector(runnable, id, link.input) || !runnable.has(link.source))
          undeclaredLink(runnable, id, link);
      } else if (runnable.reached.has(id)) declaredLink(runnable, id, link, expanded);
    }
    if (runnable.reached.has(id)) undeclaredLiterals(runnable, id, declared);
  }
}

function undeclaredLink(runnable: RunnablePrompt, id: string, link: RunLink): void {
  const group = groupOf(runnable, id, link.input);
  const type = runnable.nodeType(id).name;
  const effect = runnable.has(link.source)
    ? "the node fails with an unexpected argument"
    : `node ${link.source} does not exist, and the server runs nothing more until it is restarted`;
  runnable.report({
    code: group === undefined ? "undeclared_link" : "autogrow_name",
    // A link of a node that does not run harms nothing.
    severity: runnable.reached.has(id) ? "error" : "warning",
    node: id,
    input: link.input,
    message: `${type} has no input ${link.input}, yet it holds a link: ${effect}.`,
    hint: group,
  });
}

/** For a dotted name of an autogrow group: which names the group has. */
function groupOf(runnable: RunnablePrompt, id: string, name: string): string | undefined {
  const group = runnable.nodeType(id).inputs.find((input) => input.autogrow && name.startsWith(`${input.name}.`));
  if (group?.autogrow === undefined) return undefined;
  const { names, prefix, max } = group.autogrow;
  if (names !== null) return `Names of this group: ${names.map((each) => `${group.name}.${each}`).join(", ")}.`;
  return `Names of this group: ${group.name}.${prefix}0 to ${group.name}.${prefix}${(max ?? 100) - 1}.`;
}

function declaredLink(runnable: RunnablePrompt, id: string, link: RunLink, expanded: ExpandedInput): void {
  const given = runnable.given(id)[link.input];
  const isWrapped = given !== undefined && !Array.isArray(given);
  if (isWrapped) wrappedLink(runnable, id, link, expanded);
  else if (expanded.input.options.lazy) lazyLink(runnable, id, link);
  unusualIndex(runnable, id, link);
}

function wrappedLink(runnable: RunnablePrompt, id: string, link: RunLink, expanded: ExpandedInput): void {
  const at = { node: id, input: link.input };
  if (!runnable.has(link.source)) {
    const message =
      `The value in __value__ is taken for a link to node ${link.source}, which does not exist: ` +
      "the server runs nothing more until it is restarted.";
    runnable.report({ code: "link_to_missing_node", severity: "error", message, ...at });
    return;
  }
  const type = outputType(runnable, link);
  if (type === undefined) {
    outputOutOfRange(runnable, id, link, "slot_out_of_range");
  } else if (!canConnect(type, expanded.input.type)) {
    const message = `Input ${link.input} takes ${typeName(expanded.input.type)}, but its link brings ${typeName(type)}.`;
    runnable.report({ code: "return_type_mismatch", severity: "error", message, ...at });
  } else {
    const message = "The value in __value__ is taken for a link, which the server does not check.";
    runnable.report({ code: "wrapped_link", severity: "warning", message, hint: "Write the link itself.", ...at });
  }
}

/** Refused on this output, but where another link leads here the server waits for such a value without end. */
function lazyLink(runnable: RunnablePrompt, id: string, link: RunLink): void {
  if (runnable.has(link.source) && outputType(runnable, link) === undefined) {
    outputOutOfRange(runnable, id, link, "lazy_slot_out_of_range");
  }
}

function outputOutOfRange(runnable: RunnablePrompt, id: string, link: RunLink, code: string): void {
  const source = runnable.nodeType(link.source);
  const message = `The link asks for index ${indexText(link.outputIndex)} of ${outputsText(link.source, source)}.`;
  runnable.report({ code, severity: "error", message, node: id, input: link.input, hint: outputsHint(source) });
}

function outputType(runnable: RunnablePrompt, link: RunLink): string | readonly JsonValue[] | undefined {
  try {
    return linkedOutput(runnable.nodeType(link.source), link.outputIndex).type;
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}

function unusualIndex(runnable: RunnablePrompt, id: string, link: RunLink): void {
  const isBoolean = typeof link.outputIndex === "boolean";
  const isNegative = isJsonNumber(link.outputIndex) && numericValue(link.outputIndex) < 0;
  if (!isBoolean && !isNegative) return;
  const message = isBoolean
    ? `The output index is ${indexText(link.outputIndex)}, which the server takes for ${Number(link.outputIndex)}.`
    : `The output index is ${indexText(link.outputIndex)}, which the server counts from the last output.`;
  runnable.report({ code: "unusual_slot", severity: "warning", message, node: id, input: link.input });
}

function indexText(index: JsonValue): string {
  return isJsonNumber(index) ? String(numericValue(index)) : String(index);
}

/** True for a selector that chooses nothing, and for inputs that only its options can declare. */
function isUnderWrongSelector(runnable: RunnablePrompt, id: string, input: string): boolean {
  const parts = input.split(".");
  return parts.some((_, index) => runnable.isReported("dynamic_combo_key", id, parts.slice(0, index + 1).join(".")));
}

function undeclaredLiterals(runnable: RunnablePrompt, id: string, declared: ReadonlyMap<string, ExpandedInput>): void {
  const { name, hidden, inputs: own } = runnable.nodeType(id);
  const inputs = runnable.inputs(id);
  const links = new Set(runnable.linksOf(id).map((link) => link.input));
  for (const input of Object.keys(inputs)) {
    if (declared.has(input) || links.has(input)) continue;
    // A wrong selector has an issue of its own.
    if (own.some((each) => each.name === input && each.kind === "dynamicCombo")) continue;
    if (isUnderWrongSelector(runnable, id, input)) continue;
    const message = hidden.includes(input)
      ? `${name} gets ${input} from the server; this value is dropped.`
      : `${name} has no input ${input}; its value is dropped.`;
    const hint = isJsonObject(inputs[input]!) ? "Inputs of a group are written flat, as group.name." : undefined;
    runnable.report({ code: "undeclared_input", severity: "warning", message, node: id, input, hint });
  }
}
