import { isJsonNumber, isJsonObject, numericValue, type JsonValue } from "../../../json/json-value.ts";
import type { ExpandedInput } from "../../../schema/expand-inputs.ts";
import { outputsHint, outputsText } from "../exception-words.ts";
import { canConnect } from "../link-types.ts";
import { linkedOutput } from "../linked-output.ts";
import { PythonError } from "../python/error.ts";
import { typeName } from "../server-issues.ts";
import type { Ground, RunLink } from "./ground.ts";

/** Links that the server follows but never checked, and output indexes that mean something else than they say. */
export function findLinkIssues(ground: Ground): void {
  for (const id of ground.ids) {
    const declared = new Map(ground.declared(id).map((expanded) => [expanded.name, expanded]));
    for (const link of ground.linksOf(id)) {
      const expanded = declared.get(link.input);
      if (expanded === undefined) {
        // A wrong selector has an issue of its own; that a link leads nowhere is another one.
        if (!isUnderWrongSelector(ground, id, link.input) || !ground.has(link.source)) undeclaredLink(ground, id, link);
      } else if (ground.reached.has(id)) declaredLink(ground, id, link, expanded);
    }
    if (ground.reached.has(id)) undeclaredLiterals(ground, id, declared);
  }
}

function undeclaredLink(ground: Ground, id: string, link: RunLink): void {
  const group = groupOf(ground, id, link.input);
  const type = ground.nodeType(id).name;
  const effect = ground.has(link.source)
    ? "the node fails with an unexpected argument"
    : `node ${link.source} does not exist, and the server runs nothing more until it is restarted`;
  ground.report({
    code: group === undefined ? "undeclared_link" : "autogrow_name",
    // A link of a node that does not run harms nothing.
    severity: ground.reached.has(id) ? "error" : "warning",
    node: id,
    input: link.input,
    message: `${type} has no input ${link.input}, yet it holds a link: ${effect}.`,
    hint: group,
  });
}

/** For a dotted name of an autogrow group: which names the group has. */
function groupOf(ground: Ground, id: string, name: string): string | undefined {
  const group = ground.nodeType(id).inputs.find((input) => input.autogrow && name.startsWith(`${input.name}.`));
  if (group?.autogrow === undefined) return undefined;
  const { names, prefix, max } = group.autogrow;
  if (names !== null) return `Names of this group: ${names.map((each) => `${group.name}.${each}`).join(", ")}.`;
  return `Names of this group: ${group.name}.${prefix}0 to ${group.name}.${prefix}${(max ?? 100) - 1}.`;
}

function declaredLink(ground: Ground, id: string, link: RunLink, expanded: ExpandedInput): void {
  const given = ground.given(id)[link.input];
  const isWrapped = given !== undefined && !Array.isArray(given);
  if (isWrapped) wrappedLink(ground, id, link, expanded);
  else if (expanded.input.options.lazy) lazyLink(ground, id, link);
  unusualIndex(ground, id, link);
}

function wrappedLink(ground: Ground, id: string, link: RunLink, expanded: ExpandedInput): void {
  const at = { node: id, input: link.input };
  if (!ground.has(link.source)) {
    const message =
      `The value in __value__ is taken for a link to node ${link.source}, which does not exist: ` +
      "the server runs nothing more until it is restarted.";
    ground.report({ code: "link_to_missing_node", severity: "error", message, ...at });
    return;
  }
  const type = outputType(ground, link);
  if (type === undefined) {
    outputOutOfRange(ground, id, link, "slot_out_of_range");
  } else if (!canConnect(type, expanded.input.type)) {
    const message = `Input ${link.input} takes ${typeName(expanded.input.type)}, but its link brings ${typeName(type)}.`;
    ground.report({ code: "return_type_mismatch", severity: "error", message, ...at });
  } else {
    const message = "The value in __value__ is taken for a link, which the server does not check.";
    ground.report({ code: "wrapped_link", severity: "warning", message, hint: "Write the link itself.", ...at });
  }
}

/** Refused on this output, but where another link leads here the server waits for such a value without end. */
function lazyLink(ground: Ground, id: string, link: RunLink): void {
  if (ground.has(link.source) && outputType(ground, link) === undefined) {
    outputOutOfRange(ground, id, link, "lazy_slot_out_of_range");
  }
}

function outputOutOfRange(ground: Ground, id: string, link: RunLink, code: string): void {
  const source = ground.nodeType(link.source);
  const message = `The link asks for index ${indexText(link.outputIndex)} of ${outputsText(link.source, source)}.`;
  ground.report({ code, severity: "error", message, node: id, input: link.input, hint: outputsHint(source) });
}

function outputType(ground: Ground, link: RunLink): string | readonly JsonValue[] | undefined {
  try {
    return linkedOutput(ground.nodeType(link.source), link.outputIndex).type;
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}

function unusualIndex(ground: Ground, id: string, link: RunLink): void {
  const isBoolean = typeof link.outputIndex === "boolean";
  const isNegative = isJsonNumber(link.outputIndex) && numericValue(link.outputIndex) < 0;
  if (!isBoolean && !isNegative) return;
  const message = isBoolean
    ? `The output index is ${indexText(link.outputIndex)}, which the server takes for ${Number(link.outputIndex)}.`
    : `The output index is ${indexText(link.outputIndex)}, which the server counts from the last output.`;
  ground.report({ code: "unusual_slot", severity: "warning", message, node: id, input: link.input });
}

function indexText(index: JsonValue): string {
  return isJsonNumber(index) ? String(numericValue(index)) : String(index);
}

/** True for a selector that chooses nothing, and for inputs that only its options can declare. */
function isUnderWrongSelector(ground: Ground, id: string, input: string): boolean {
  const parts = input.split(".");
  return parts.some((_, index) => ground.isReported("dynamic_combo_key", id, parts.slice(0, index + 1).join(".")));
}

function undeclaredLiterals(ground: Ground, id: string, declared: ReadonlyMap<string, ExpandedInput>): void {
  const { name, hidden, inputs: own } = ground.nodeType(id);
  const inputs = ground.inputs(id);
  const links = new Set(ground.linksOf(id).map((link) => link.input));
  for (const input of Object.keys(inputs)) {
    if (declared.has(input) || links.has(input)) continue;
    // A wrong selector has an issue of its own.
    if (own.some((each) => each.name === input && each.kind === "dynamicCombo")) continue;
    if (isUnderWrongSelector(ground, id, input)) continue;
    const message = hidden.includes(input)
      ? `${name} gets ${input} from the server; this value is dropped.`
      : `${name} has no input ${input}; its value is dropped.`;
    const hint = isJsonObject(inputs[input]!) ? "Inputs of a group are written flat, as group.name." : undefined;
    ground.report({ code: "undeclared_input", severity: "warning", message, node: id, input, hint });
  }
}
