import type { NodeSource } from "../errors/source-position.ts";
import type { Graph } from "../graph/graph.ts";
import type { Manifest, ManifestSlot } from "../manifest/manifest.ts";
import { manifestVersion } from "../manifest/parse-manifest.ts";
import { inputKey, type Issue } from "../errors/issue.ts";
import { renderPrompt, sha256 } from "../prompt/prompt-text.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { Schema } from "../schema/node-type.ts";
import { schemaHash } from "../schema/schema-hash.ts";
import { buildEdits } from "./branches/branch-edits.ts";
import { buildOutputs } from "./outputs.ts";
import { buildSlots } from "./slots/manifest-slots.ts";
import { checkPrompt } from "./prompt-check.ts";
import { findRequirements } from "./requirements.ts";
import { flattenGraph, sourceOf } from "./flatten/flat-graph.ts";
import { IssueList } from "./issue-list.ts";
import { lowerGraph, type LoweredGraph } from "./lower/lower-graph.ts";
import { reportCycles } from "./cycles.ts";

export interface CompileOptions {
  /** Written into the manifest. @default "unknown" */
  readonly comfycVersion?: string;
}

export interface CompileResult {
  /** All nodes, also of pieces that a structural slot switches; slots hold their defaults. */
  readonly prompt: Prompt;
  readonly manifest: Manifest;
  /** Node of the prompt → where the author wrote it. */
  readonly sources: Readonly<Record<string, NodeSource>>;
  /** What is wrong. With an error among them, the prompt and the manifest are only as good as could be. */
  readonly issues: readonly Issue[];
}

/**
 * The prompt and the manifest of a graph, checked against the node types of `schema`. Never throws for a bad graph:
 * what is wrong stands in `issues`. The same graph and schema give the same bytes.
 */
export function compileGraph(graph: Graph, schema: Schema, options: CompileOptions = {}): CompileResult {
  const issues = new IssueList();
  const flat = flattenGraph(graph, issues);
  const lowered = lowerGraph(graph, flat, schema, issues);
  const { prompt } = lowered;
  const { slots, values } = buildSlots(graph, lowered.slotUses, issues);
  for (const { slot, flat: node, input } of lowered.slotUses) prompt[node.id]!.inputs[input] = values.get(slot) ?? null;
  reportCycles(prompt, lowered.nodes, issues);
  const edits = buildEdits(graph, { flat, nodes: lowered.nodes, prompt, schema, issues });
  const outputs = buildOutputs(graph, flat, schema, issues);
  const sources = Object.fromEntries(Object.keys(prompt).map((id) => [id, sourceOf(lowered.nodes.get(id)!)]));
  const unsettled = findUnsettled(slots, lowered);
  const workflow = { position: graph.position, calledFrom: [] };
  const author = { schema, issues, sources, anyValues: lowered.anyValues, unsettled, workflow };
  checkPrompt({ graph, lowered, manifest: { edits, outputs }, schema, author });
  const manifest: Manifest = {
    manifestVersion,
    name: graph.name,
    version: graph.version,
    task: graph.task,
    ...(graph.description !== null && { description: graph.description }),
    comfycVersion: options.comfycVersion ?? "unknown",
    promptSha256: sha256(renderPrompt(prompt)),
    schemaSha256: schemaHash(
      schema,
      Object.values(prompt).map((node) => node.class_type),
    ),
    slots: [...slots],
    edits,
    outputs,
    requires: findRequirements(prompt, schema, unsettled),
  };
  return { prompt, manifest, sources, issues: issues.issues };
}

/** Inputs fed by slots without a default: their value in the prompt only stands in for the one that a run gives. */
function findUnsettled(slots: readonly ManifestSlot[], { slotUses }: LoweredGraph): Set<string> {
  const names = new Set(slots.filter((slot) => slot.default === undefined).map((slot) => slot.name));
  return new Set(slotUses.filter((use) => names.has(use.slot)).map((use) => inputKey(use.flat.id, use.input)));
}
