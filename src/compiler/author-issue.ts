import type { NodeSource } from "../errors/source-position.ts";
import { inputKey, type Issue } from "../errors/issue.ts";
import { isLink, type Prompt } from "../prompt/prompt.ts";
import { expandInputs } from "../schema/expand-inputs.ts";
import type { InputType, Schema } from "../schema/node-type.ts";
import { splitTypes } from "../schema/socket-types.ts";
import type { IssueList } from "./issue-list.ts";

export interface AuthorContext {
  readonly schema: Schema;
  readonly issues: IssueList;
  readonly sources: Readonly<Record<string, NodeSource>>;
  /** `node\0input` of values written with `anyValue`. */
  readonly anyValues: ReadonlySet<string>;
  /** `node\0input` of slots without a default, whose value is only a placeholder. */
  readonly unsettled: ReadonlySet<string>;
  /** Where an issue of the whole workflow points. */
  readonly workflow: NodeSource;
}

/**
 * An issue of the prompt as the author sees it: at the line that wrote the node, with something to do. Empty for what
 * the compiler has already said better, and for what nobody can know yet.
 */
export function toAuthorIssue(issue: Issue, prompt: Prompt, context: AuthorContext): Issue[] {
  const { node, input } = issue;
  if (isKnown(issue, context)) return [];
  const declared = node === null || input === null ? undefined : findDeclared(node, input, prompt, context.schema);
  const severity = severityOf(issue, context);
  if (severity === null) return [];
  const { position, calledFrom } = (node === null ? undefined : context.sources[node]) ?? context.workflow;
  const classType = issue.classType ?? (node === null ? undefined : prompt[node]?.class_type);
  const hint = hintFor(issue, declared, prompt, context.schema) ?? issue.hint;
  return [
    {
      ...issue,
      severity,
      ...(classType !== undefined && { classType }),
      ...(hint !== undefined && { hint }),
      ...(position !== null && { position }),
      ...(calledFrom.length > 0 && { calledFrom }),
    },
  ];
}

function isKnown({ code, node, input }: Issue, { issues }: AuthorContext): boolean {
  // Nothing is returned that saves: that says the same, at the line to change.
  if (code === "prompt_no_outputs" && issues.hasCode("output_not_saved")) return true;
  if (code === "dependency_cycle") return issues.hasCode("dependency_cycle");
  // What is cut off by an error seems unused.
  if (code === "dead_node" && issues.hasErrors) return true;
  return node !== null && issues.hasReported(node, input);
}

/** Null for an issue that is none here. */
function severityOf(issue: Issue, context: AuthorContext): Issue["severity"] | null {
  if (issue.code !== "value_not_in_list" && issue.code !== "unlisted_value") return issue.severity;
  const key = inputKey(issue.node, issue.input);
  if (context.unsettled.has(key)) return null;
  return context.anyValues.has(key) ? "warning" : issue.severity;
}

function findDeclared(node: string, input: string, prompt: Prompt, schema: Schema): InputType | undefined {
  const entry = prompt[node];
  const nodeType = entry && schema.nodeTypes.get(entry.class_type);
  if (nodeType === undefined) return undefined;
  return expandInputs(nodeType, entry!.inputs).find((item) => item.name === input)?.input;
}

function hintFor(issue: Issue, declared: InputType | undefined, prompt: Prompt, schema: Schema): string | undefined {
  switch (issue.code) {
    case "required_input_missing":
      return `Give "${issue.input}" in the call${declared?.kind === "socket" ? `: a socket of type ${String(declared.type)}` : ""}.`;
    case "return_type_mismatch":
      return findFittingOutput(issue, declared, prompt, schema);
    case "prompt_no_outputs":
      return "Add a node that saves or shows something, such as comfy.SaveImage({ images }).";
    case "value_smaller_than_min":
    case "value_bigger_than_max":
      return "Give a value inside the range.";
    case "invalid_input_type":
      return "Give a value of that type.";
    default:
      return undefined;
  }
}

/** Where the linked node has another output of the type that is wanted, the author most likely meant that. */
function findFittingOutput(
  { node, input }: Issue,
  declared: InputType | undefined,
  prompt: Prompt,
  schema: Schema,
): string | undefined {
  const link = prompt[node ?? ""]?.inputs[input ?? ""];
  if (!isLink(link) || typeof declared?.type !== "string") return undefined;
  const wanted = splitTypes(declared.type);
  const source = prompt[link[0]]?.class_type ?? "";
  const output = schema.nodeTypes.get(source)?.outputs.find(({ type }) => wanted.includes(String(type)));
  return output === undefined
    ? `Link an output of type ${wanted.join(" or ")}.`
    : `Did you mean the output ${output.key} of ${source}?`;
}
