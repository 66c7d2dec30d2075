import { renderOptions, suggest } from "../../errors/suggestion.ts";
import type { GraphLiteral, GraphValue, SubgraphOutput } from "../../graph/graph.ts";
import type { IssueList, IssuePlace } from "../issue-list.ts";
import type { FlatGraph, Scope } from "./flat-graph.ts";

/** A value with subgraph inputs and outputs seen through: what finally reaches an input. */
export type Leaf =
  | { readonly kind: "literal"; readonly value: GraphLiteral }
  | { readonly kind: "any"; readonly value: GraphLiteral }
  /** A link to a node of the prompt. */
  | { readonly kind: "link"; readonly node: string; readonly output: string | number | null }
  | { readonly kind: "slot"; readonly slot: string }
  /** Items are looked up in `scope`. */
  | { readonly kind: "record"; readonly entries: Readonly<Record<string, GraphValue>>; readonly scope: Scope }
  | { readonly kind: "list"; readonly items: readonly GraphValue[]; readonly scope: Scope };

/** What finally reaches one input of the prompt. */
export type InputLeaf = Exclude<Leaf, { kind: "record" } | { kind: "list" }>;

type LinkValue = Extract<GraphValue, { kind: "link" }>;

export interface Resolver {
  readonly flat: FlatGraph;
  readonly issues: IssueList;
}

/**
 * What `value` stands for, or undefined where there is nothing, which is then an issue at `place`.
 * @param start where the names in `value` are looked up.
 */
export function resolveValue(value: GraphValue, start: Scope, place: IssuePlace, resolver: Resolver): Leaf | undefined {
  let current: { value: GraphValue; scope: Scope } | undefined = { value, scope: start };
  const passed = new Map<GraphValue, Set<Scope>>();
  while (current !== undefined) {
    const { value: at, scope } = current;
    if (at.kind === "record" || at.kind === "list") return { ...at, scope };
    if (at.kind === "literal" || at.kind === "any" || at.kind === "slot") return at;
    const scopes = passed.get(at) ?? new Set();
    if (scopes.has(scope)) return reportPassthroughCycle(place, resolver);
    passed.set(at, scopes.add(scope));
    if (at.kind === "input") current = enclosingValue(at.input, scope, place, resolver);
    else {
      const node = scope.nodes.get(at.node);
      if (node !== undefined && node.kind !== "subgraph") {
        return { kind: "link", node: scope.prefix + node.id, output: at.output };
      }
      current =
        node === undefined ? reportMissingNode(at, scope, place, resolver) : interiorValue(at, scope, place, resolver);
    }
  }
  return undefined;
}

/** What the caller of a subgraph gave for its input `name`, seen from the caller's body. */
function enclosingValue(name: string, scope: Scope, place: IssuePlace, { issues }: Resolver) {
  const instance = scope.instance;
  const given = instance?.node.inputs[name];
  if (instance !== null && given !== undefined) return { value: given, scope: instance.outer };
  const declared = instance?.definition.inputs.find((input) => input.name === name);
  const fallback = declared?.slot?.default;
  if (fallback !== undefined) return { value: { kind: "literal", value: fallback } as const, scope };
  const subgraph = instance === null ? "The workflow" : `The subgraph "${instance.definition.name}"`;
  if (declared === undefined) {
    issues.add("unknown_input", place, { message: `${subgraph} has no input "${name}".` });
  } else {
    const id = scope.prefix.slice(0, -1);
    issues.add(
      "required_input_missing",
      {
        node: place.node,
        input: place.input ?? null,
        source: { position: instance!.node.position, calledFrom: instance!.outer.calledFrom },
      },
      { message: `${subgraph} was called ("${id}") without its input "${name}".`, hint: `Give "${name}" in the call.` },
    );
  }
  return undefined;
}

/** What the output of a subgraph instance is inside it. */
function interiorValue(link: LinkValue, scope: Scope, place: IssuePlace, { flat, issues }: Resolver) {
  const inner = flat.scopes.get(scope.prefix + link.node);
  if (inner?.instance == null) return undefined;
  const { definition } = inner.instance;
  const output = findSubgraphOutput(definition.outputs, link.output);
  if (output !== undefined) return { value: output.value, scope: inner };
  const names = definition.outputs.map((item) => item.name);
  issues.add("unknown_output", place, {
    message: `The subgraph "${definition.name}" has no output ${JSON.stringify(link.output)}; it has ${renderOptions(names)}.`,
    hint: suggest(String(link.output), names),
  });
  return undefined;
}

function findSubgraphOutput(outputs: readonly SubgraphOutput[], output: string | number | null) {
  return typeof output === "string" ? outputs.find((item) => item.name === output) : outputs[output ?? 0];
}

function reportMissingNode(link: LinkValue, scope: Scope, place: IssuePlace, { issues }: Resolver): undefined {
  issues.add("bad_linked_input", place, {
    message: `${place.input ?? "A value"} is linked to the node "${scope.prefix}${link.node}", which does not exist.`,
    hint: suggest(link.node, scope.nodes.keys()),
  });
  return undefined;
}

function reportPassthroughCycle(place: IssuePlace, { issues }: Resolver): undefined {
  issues.add("dependency_cycle", place, {
    message: `${place.input ?? "A value"} is fed by itself, through the outputs of a subgraph.`,
    hint: "Break the circle: give one of the inputs another source.",
  });
  return undefined;
}
