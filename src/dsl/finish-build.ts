import type {
  Branch,
  BranchChoice,
  GraphBody,
  GraphNode,
  GraphOutput,
  GraphValue,
  SubgraphDefinition,
} from "../graph/graph.ts";
import type { DraftBranch, DraftDefinition, DraftLink, DraftNode, DraftValue, DraftScope } from "./draft.ts";
import { assignNodeIds } from "./node-ids.ts";
import { workflowError } from "./workflow-error.ts";

interface Finished extends GraphBody {
  readonly definitions: SubgraphDefinition[];
  readonly branches: Branch[];
  readonly outputs: GraphOutput[];
}

export interface DraftGraph {
  readonly root: DraftScope;
  readonly definitions: readonly DraftDefinition[];
  readonly branches: readonly DraftBranch[];
  readonly outputs: readonly { readonly name: string; readonly node: DraftNode }[];
}

/** Gives every node its id, the root first and the definitions in the order of their first use, and links by id. */
export function finishBuild(graph: DraftGraph): Finished {
  const { root, definitions, branches, outputs } = graph;
  const scopes = [root, ...definitions.map(({ scope }) => scope)];
  const ids = assignNodeIds(scopes.flatMap(({ nodes }) => nodes));
  return {
    ...finishScope(root, ids),
    definitions: definitions.map((definition) => finishDefinition(definition, ids)),
    branches: branches.map((branch) => finishBranch(branch, graph, ids)),
    outputs: outputs.map(({ name, node }) => ({ name, node: ids.get(node)! })),
  };
}

type Ids = ReadonlyMap<DraftNode, string>;

function finishScope({ nodes, groups, notes }: DraftScope, ids: Ids): GraphBody {
  return {
    nodes: nodes.map((node) => finishNode(node, ids)),
    groups: groups.map(({ title, nodes }) => ({ title, nodes: nodes.map((node) => ids.get(node)!) })),
    notes,
  };
}

function finishNode(node: DraftNode, ids: Ids): GraphNode {
  const { kind, type, title, position } = node;
  return { id: ids.get(node)!, kind, type, title, inputs: mapRecord(node.inputs, ids), position };
}

function mapRecord(record: Readonly<Record<string, DraftValue>>, ids: Ids): Record<string, GraphValue> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, finishValue(value, ids)]));
}

function finishValue(value: DraftValue, ids: Ids): GraphValue {
  switch (value.kind) {
    case "link":
      return { kind: "link", node: ids.get(value.node)!, output: value.output };
    case "record":
      return { kind: "record", entries: mapRecord(value.entries, ids) };
    case "list":
      return { kind: "list", items: value.items.map((item) => finishValue(item, ids)) };
    default:
      return value;
  }
}

function finishDefinition({ scope, inputs, outputs, position }: DraftDefinition, ids: Ids): SubgraphDefinition {
  return {
    name: scope.subgraph!,
    inputs,
    outputs: outputs.map(({ name, value }) => ({ name, value: finishValue(value, ids) })),
    position,
    ...finishScope(scope, ids),
  };
}

function finishBranch(branch: DraftBranch, graph: DraftGraph, ids: Ids): Branch {
  const { kind, slot, position } = branch;
  const choices = expandHandles(branch, graph).map(({ equals, nodes, results }): BranchChoice => ({
    equals,
    nodes: nodes.map((node) => ids.get(node)!),
    results: Object.fromEntries(
      [...results].map(([name, link]) => [name, link === null ? null : finishValue(link, ids)]),
    ),
  }));
  return { kind, slot, position, choices };
}

/**
 * Where every choice gives one socket, consumers may still have taken other outputs of it by name
 * (`when(…, () => comfy.LoraLoader(…), checkpoint).CLIP`): each output that is used becomes a result of that name.
 * One that nobody uses is no result: a node that only saves has no output at all.
 */
function expandHandles(branch: DraftBranch, graph: DraftGraph): DraftBranch["choices"] {
  const single = branch.choices[0]!.results.get("");
  if (single === undefined || single === null || single.output !== null) return branch.choices;
  const used = findUsedOutputs(branch, single.node, graph);
  return branch.choices.map((choice) => {
    const link = choice.results.get("") ?? null;
    const results = [...used].map((output): [string, DraftLink | null] => [
      output === null ? "" : String(output),
      link === null ? null : selectOutput(link, output, branch),
    ]);
    return { ...choice, results: new Map(results) };
  });
}

function selectOutput(link: DraftLink, output: string | number | null, branch: DraftBranch): DraftLink {
  if (output === null) return link;
  if (link.output === null) return { ...link, output };
  throw workflowError(
    `Output ${output} of a ${branch.kind} is used, but one of its choices gives only output ${link.output} of ${link.node.type}.`,
    { position: branch.position, hint: "Let every choice give an object of sockets with the same names." },
  );
}

/** Outputs of `node` that nodes outside of its choice take, or that other branches give on. */
function findUsedOutputs(
  branch: DraftBranch,
  node: DraftNode,
  { root, branches }: DraftGraph,
): Set<string | number | null> {
  const inside = new Set(branch.choices[0]!.nodes);
  const used = new Set<string | number | null>();
  const visit = (value: DraftValue | null): void => {
    if (value?.kind === "link" && value.node === node) used.add(value.output);
    if (value?.kind === "list") value.items.forEach(visit);
    if (value?.kind === "record") Object.values(value.entries).forEach(visit);
  };
  for (const consumer of root.nodes) if (!inside.has(consumer)) Object.values(consumer.inputs).forEach(visit);
  for (const other of branches) {
    if (other !== branch) for (const { results } of other.choices) results.forEach(visit);
  }
  return used;
}
