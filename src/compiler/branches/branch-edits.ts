import { renderOptions } from "../../errors/suggestion.ts";
import type { Branch, BranchChoice, Graph, GraphValue } from "../../graph/graph.ts";
import type { ManifestEdit } from "../../manifest/manifest.ts";
import { linksOf } from "../../prompt/prompt-links.ts";
import type { Link, Prompt } from "../../prompt/prompt.ts";
import type { Schema } from "../../schema/node-type.ts";
import { findOutputIndex } from "../lower/output-index.ts";
import type { FlatGraph, FlatNode } from "../flatten/flat-graph.ts";
import type { IssueList, IssuePlace } from "../issue-list.ts";
import { resolveValue } from "../flatten/resolve-value.ts";

interface BranchContext {
  readonly flat: FlatGraph;
  /** The nodes of `flat` by id. */
  readonly nodes: ReadonlyMap<string, FlatNode>;
  readonly prompt: Prompt;
  readonly schema: Schema;
  readonly issues: IssueList;
}

/**
 * The manifest's edits for the `when` and `pick` of a graph. Consumers in the prompt are linked to the results of the
 * first choice of a branch; for any other choice an edit says what takes their place.
 * Branches that were called later stand first: they may hold the earlier ones, and then what they say counts.
 */
export function buildEdits(graph: Graph, context: BranchContext): ManifestEdit[] {
  for (const branch of graph.branches) {
    checkChoices(graph, branch, context.issues);
    checkOutputs(graph, branch, context.issues);
  }
  return graph.branches.toReversed().flatMap((branch) => editsOf(branch, context));
}

function editsOf(branch: Branch, context: BranchContext): ManifestEdit[] {
  const members = branch.choices.map((choice) => findMembers(choice, context.flat));
  const [first] = branch.choices;
  return branch.choices.flatMap((choice, index) => {
    const kept = new Set(members[index]);
    const removed = new Set(members.flat().filter((id) => !kept.has(id)));
    const edit: ManifestEdit = { slot: branch.slot, equals: choice.equals, remove: [...removed], bypass: {} };
    if (choice !== first && first !== undefined) replaceResults(edit, { branch, first, choice, removed }, context);
    return removed.size === 0 ? [] : [edit];
  });
}

/** Prompt ids of the nodes of a choice; an instance stands for all nodes inside it. */
function findMembers(choice: BranchChoice, flat: FlatGraph): string[] {
  const roots = new Set(choice.nodes);
  return flat.nodes.filter(({ id, scope }) => roots.has(scope.rootNode ?? id)).map(({ id }) => id);
}

interface Replacement {
  readonly branch: Branch;
  readonly first: BranchChoice;
  readonly choice: BranchChoice;
  readonly removed: ReadonlySet<string>;
}

function replaceResults(edit: ManifestEdit, replacement: Replacement, context: BranchContext): void {
  const { first, choice, branch, removed } = replacement;
  for (const [name, value] of Object.entries(first.results)) {
    const from = toLink(value, branch, context);
    if (from === null) continue;
    if (!removed.has(from[0])) {
      reportNotExpressible(branch, name, context.issues);
      continue;
    }
    const to = toLink(choice.results[name] ?? null, branch, context);
    if (to === null) setBypass(edit, from, null);
    else if (!addBypassPath(edit, { from, to, removed }, context.prompt)) setRewire(edit, from, to);
  }
}

/**
 * Writes the way from the output `from` back through the removed nodes to the link `to` as bypasses. False where there
 * is none, or where it crosses one that is already written.
 */
function addBypassPath(
  edit: ManifestEdit,
  { from, to, removed }: { from: Link; to: Link; removed: ReadonlySet<string> },
  prompt: Prompt,
): boolean {
  const path = findPath(from, to, removed, prompt);
  if (path === undefined) return false;
  const fits = path.every(([link, input]) => (edit.bypass[link[0]]?.[String(link[1])] ?? input) === input);
  if (fits) for (const [link, input] of path) setBypass(edit, link, input);
  return fits;
}

type PathStep = readonly [output: Link, input: string];

/** Breadth first, so that the shortest way is taken; inputs are tried in the order of the prompt. */
function findPath(from: Link, to: Link, removed: ReadonlySet<string>, prompt: Prompt): PathStep[] | undefined {
  const waiting: { link: Link; path: readonly PathStep[] }[] = [{ link: from, path: [] }];
  const seen = new Set([from[0]]);
  for (const { link, path } of waiting) {
    const node = prompt[link[0]];
    for (const [input, value] of node === undefined ? [] : linksOf(node)) {
      const extended = [...path, [link, input] as const];
      if (value[0] === to[0] && value[1] === to[1]) return extended;
      if (!removed.has(value[0]) || seen.has(value[0])) continue;
      seen.add(value[0]);
      waiting.push({ link: value, path: extended });
    }
  }
  return undefined;
}

function setBypass(edit: ManifestEdit, [id, output]: Link, input: string | null): void {
  (edit.bypass[id] ??= {})[String(output)] = input;
}

function setRewire(edit: ManifestEdit, [id, output]: Link, to: Link): void {
  edit.rewire ??= {};
  (edit.rewire[id] ??= {})[String(output)] = to;
}

function toLink(value: GraphValue | null, branch: Branch, { flat, nodes, schema, issues }: BranchContext): Link | null {
  if (value === null) return null;
  const place = placeOfBranch(branch);
  const leaf = resolveValue(value, flat.root, place, { flat, issues });
  if (leaf?.kind !== "link") return null;
  const nodeType = schema.nodeTypes.get(nodes.get(leaf.node)?.node.type ?? "");
  if (nodeType === undefined) return [leaf.node, typeof leaf.output === "number" ? leaf.output : 0];
  return [leaf.node, findOutputIndex(nodeType, leaf.output, place, issues) ?? 0];
}

function checkChoices(graph: Graph, branch: Branch, issues: IssueList): void {
  const slot = graph.slots.find((item) => item.name === branch.slot);
  if (branch.kind !== "pick" || slot?.options === undefined) return;
  const keys = branch.choices.map((choice) => String(choice.equals));
  const without = slot.options.filter((option) => !keys.includes(option));
  const extra = keys.filter((key) => !slot.options!.includes(key));
  if (without.length > 0) {
    issues.add("unknown_choice", placeOfBranch(branch), {
      message: `pick has no piece for ${renderOptions(without)} of slot "${branch.slot}".`,
      hint: "Add the missing piece, or take the option out of the slot.",
    });
  }
  if (extra.length > 0) {
    issues.add("unknown_choice", placeOfBranch(branch), {
      message: `pick has a piece for ${renderOptions(extra)}, but slot "${branch.slot}" has only ${renderOptions(slot.options)}.`,
      hint: "Add the option to the slot, or remove the piece.",
    });
  }
}

/** A node that saves has no output to switch: in a piece of `pick` it goes with the piece, and its file with it. */
function checkOutputs(graph: Graph, branch: Branch, issues: IssueList): void {
  if (branch.kind !== "pick" || branch.choices.length < 2) return;
  const inside = new Set(branch.choices.flatMap((choice) => choice.nodes));
  for (const { name, node } of graph.outputs) {
    if (!inside.has(node)) continue;
    issues.add("branch_not_expressible", placeOfBranch(branch), {
      message: `The workflow returns "${name}" from one piece of pick on slot "${branch.slot}": any other choice would give no "${name}".`,
      hint: "Let the pieces return what is to be saved, and put the node that saves it behind the pick.",
    });
  }
}

function reportNotExpressible(branch: Branch, result: string, issues: IssueList): void {
  const name = result === "" ? "The result" : `The result "${result}"`;
  issues.add("branch_not_expressible", placeOfBranch(branch), {
    message: `${name} of ${branch.kind} on slot "${branch.slot}" comes from a node outside the piece, so it cannot be switched.`,
    hint: "Let the piece return the output of a node that it makes itself.",
  });
}

function placeOfBranch(branch: Branch): IssuePlace {
  return { node: null, source: { position: branch.position, calledFrom: [] } };
}
