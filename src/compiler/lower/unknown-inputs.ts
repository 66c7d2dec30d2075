import { didYouMean, findNearest, renderOptions, suggest } from "../../errors/suggestion.ts";
import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { InputType, NodeType } from "../../schema/node-type.ts";
import { placeOf, type FlatNode } from "../flatten/flat-graph.ts";
import type { IssueList } from "../issue-list.ts";
import type { InputLeaf } from "../flatten/resolve-value.ts";

interface GivenInputs {
  readonly live: ReadonlyMap<string, InputLeaf>;
  /** What the node type makes of them. */
  readonly expanded: readonly ExpandedInput[];
  readonly issues: IssueList;
}

/** Issues for inputs that the node type does not have, and for selectors that choose nothing. */
export function reportUnknownInputs(flat: FlatNode, nodeType: NodeType, given: GivenInputs): void {
  const { live, expanded, issues } = given;
  const known = new Set(expanded.map((input) => input.name));
  for (const [name, leaf] of live) {
    if (known.has(name) || issues.hasReported(flat.id, name)) continue;
    const declared = findDeclared(nodeType, name);
    if (declared?.kind === "dynamicCombo") reportUnknownChoice(flat, name, { leaf, declared, issues });
    // With an unknown selector nobody can say which inputs belong to it.
    else if (!issues.hasReported(flat.id, name.slice(0, Math.max(0, name.lastIndexOf("."))))) {
      reportUnknownInput(flat, nodeType, { name, known, issues });
    }
  }
}

interface UnknownInput {
  readonly name: string;
  readonly known: ReadonlySet<string>;
  readonly issues: IssueList;
}

function reportUnknownInput(flat: FlatNode, nodeType: NodeType, { name, known, issues }: UnknownInput): void {
  const names = [...new Set([...nodeType.inputs.map((input) => input.name), ...known])];
  const list = names.length === 0 ? "it has none" : `it has ${renderOptions(names)}`;
  issues.add("unknown_input", placeOf(flat, name), {
    message: `${nodeType.name} has no input "${name}"; ${list}.`,
    hint: nodeType.hidden.includes(name)
      ? `The server fills in "${name}" itself: leave it out.`
      : (didYouMean(findNearest(name, names) ?? findContaining(name, names)) ??
        "Leave it out, or run comfyc sync if the node has changed."),
    severity: flat.node.kind === "raw" ? "warning" : "error",
  });
}

/** `sampler` for `sampler_name`: the only name that contains the other, or is contained in it. */
function findContaining(name: string, names: readonly string[]): string | undefined {
  const near = names.filter((other) => name.length > 2 && (other.includes(name) || name.includes(other)));
  return near.length === 1 ? near[0] : undefined;
}

interface UnknownChoice {
  readonly leaf: InputLeaf;
  readonly declared: InputType;
  readonly issues: IssueList;
}

/** A dynamic combo whose selector is none of its options: the server would say nothing and fail at run time. */
function reportUnknownChoice(flat: FlatNode, name: string, { leaf, declared, issues }: UnknownChoice): void {
  const keys = (declared.choices ?? []).map((choice) => choice.key);
  const { type } = flat.node;
  if (leaf.kind !== "literal" && leaf.kind !== "any") {
    issues.add("slot_type_mismatch", placeOf(flat, name), {
      message: `${name} of ${type} chooses which inputs the node has, so it cannot come from a slot or a node.`,
      hint: `Write one of ${renderOptions(keys)}, or use pick with one node for each option.`,
    });
    return;
  }
  const value = typeof leaf.value === "string" ? JSON.stringify(leaf.value) : String(leaf.value);
  issues.add("value_not_in_list", placeOf(flat, name), {
    message: `${value} is not one of the ${keys.length} options of ${name} of ${type}: ${renderOptions(keys)}.`,
    hint: suggest(String(leaf.value), keys),
  });
}

/** The declaration behind a dotted name, whatever options are chosen on the way. */
function findDeclared(nodeType: NodeType, name: string): InputType | undefined {
  const exact = nodeType.inputs.find((input) => input.name === name);
  if (exact !== undefined || !nodeType.isV3) return exact;
  let inputs = nodeType.inputs;
  let found: InputType | undefined;
  for (const part of name.split(".")) {
    found = inputs.find((input) => input.name === part);
    inputs = found?.choices?.flatMap((choice) => choice.inputs) ?? found?.slot?.inputs ?? [];
  }
  return found;
}
