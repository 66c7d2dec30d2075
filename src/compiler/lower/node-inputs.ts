import type { InputType, NodeType } from "../../schema/node-type.ts";
import { expandInputs, type ExpandedInput } from "../../schema/expand-inputs.ts";
import { fillDefaults } from "./widget-defaults.ts";
import type { FlatNode } from "../flatten/flat-graph.ts";
import { Flattening } from "./flatten-input.ts";
import { isWidget } from "./widget.ts";
import { reportUnknownInputs } from "./unknown-inputs.ts";
import type { InputLeaf, Resolver } from "../flatten/resolve-value.ts";

/** One input of a lowered node; `declared` is null where the schema does not know it. */
export interface NodeInput {
  readonly name: string;
  readonly leaf: InputLeaf;
  readonly declared: InputType | null;
}

/**
 * The inputs of one node under the flat dotted names of the prompt, defaults filled in, in the order in which the
 * editor exports them: widgets first, then sockets, each as the node type declares them.
 * @param nodeType null where the schema does not know it: then everything stays as the author wrote it.
 */
export function listNodeInputs(flat: FlatNode, nodeType: NodeType | null, resolver: Resolver): NodeInput[] {
  const live = new Map<string, InputLeaf>();
  const flattening = new Flattening(flat, live, resolver);
  for (const [name, value] of Object.entries(flat.node.inputs)) {
    const declared = nodeType?.inputs.find((input) => input.name === name);
    flattening.add(name, value, flat.scope, declared);
  }
  if (nodeType === null) return [...live].map(([name, leaf]) => ({ name, leaf, declared: null }));
  fillDefaults(nodeType, live);
  const expanded = expandInputs(nodeType, liveValues(live));
  reportUnknownInputs(flat, nodeType, { live, expanded, issues: resolver.issues });
  const known = expanded.flatMap(({ name, input }) => {
    const leaf = live.get(name);
    return leaf === undefined ? [] : [{ name, leaf, declared: input }];
  });
  return [
    ...known.filter((input) => isWidget(input.declared)),
    ...known.filter((input) => !isWidget(input.declared)),
    ...undeclaredInputs(flat, live, expanded),
  ];
}

/** `expandInputs` reads only the keys, and the values of selectors. */
function liveValues(live: ReadonlyMap<string, InputLeaf>): Record<string, unknown> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const [name, leaf] of live)
    values[name] = leaf.kind === "literal" || leaf.kind === "any" ? leaf.value : undefined;
  return values;
}

/** Node types may take inputs that they do not declare (`**kwargs`); `$raw` is how an author says so. */
function undeclaredInputs(
  flat: FlatNode,
  live: ReadonlyMap<string, InputLeaf>,
  expanded: readonly ExpandedInput[],
): NodeInput[] {
  if (flat.node.kind !== "raw") return [];
  const known = new Set(expanded.map((input) => input.name));
  return [...live].flatMap(([name, leaf]) => (known.has(name) ? [] : [{ name, leaf, declared: null }]));
}
