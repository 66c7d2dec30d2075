import { compileGraph } from "../../compiler/compile-graph.ts";
import { validatePrompt } from "../../compiler/validate/validate-prompt.ts";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import type { JsonValue } from "../../json/json-value.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { Schema } from "../../schema/node-type.ts";
import { findPackName } from "../../schema/pack-lock.ts";
import { checkModels, type ModelCheck } from "./models-on-server.ts";
import { driftIssue, findDrift, findPackDrift, isTold, renderChange } from "./server-drift.ts";
import { placeOfNode, placeOfType, type ServerCheckContext, serverIssue, type SoundWorkflow } from "./server-issue.ts";
import { listTypesInUse } from "../node-types/types-in-use.ts";

/** What one server has against one workflow. */
export interface WorkflowOnServer {
  readonly workflow: string;
  /** False where a run there would fail. */
  readonly ok: boolean;
  readonly missingNodeTypes: readonly string[];
  readonly missingPacks: readonly string[];
  /** `checkpoints/a.safetensors` */
  readonly missingModels: readonly string[];
  /** `KSampler input steps: max 10000 → 50`, against the node types that the project knows. */
  readonly changes: readonly string[];
}

/** A row of the table, and each thing that it counts, and what else the server would refuse, at the author's place. */
export interface CheckedWorkflow {
  readonly row: WorkflowOnServer;
  readonly issues: readonly Issue[];
}

/** What `snapshot` has against a workflow that has no errors of its own. */
export async function checkOnServer(workflow: SoundWorkflow, context: ServerCheckContext): Promise<CheckedWorkflow> {
  const { schema } = context.snapshot;
  const used = listTypesInUse([workflow.graph]);
  const missingNodeTypes = used.filter((name) => !schema.nodeTypes.has(name));
  const missing = missingNodeTypes.map((name) => missingType(name, workflow, context));
  const models = await checkModels(workflow, context);
  const refused = findRefused(workflow, withMissing(schema, missingNodeTypes, context.known), models);
  const drift = findDrift(used, context);
  const quiet = drift.filter((change) => !isTold(change, refused));
  const issues = [
    ...missing.map(({ issue }) => issue),
    ...models.issues,
    ...refused,
    ...quiet.map((change) => driftIssue(change, workflow)),
    ...findPackDrift(workflow, context),
  ].map((issue) => ({ ...issue, message: `On ${context.snapshot.source}: ${issue.message}` }));
  const row = {
    workflow: workflow.name,
    ok: issues.every(({ severity }) => severity !== "error"),
    missingNodeTypes,
    missingPacks: [...new Set(missing.flatMap(({ pack }) => pack ?? []))],
    missingModels: models.missing.map(({ folder, file }) => printable(`${folder}/${file}`)),
    changes: drift.map(renderChange),
  };
  return { row, issues };
}

/** A server checks no value before it knows every node type; the rest is worth telling all the same. */
function withMissing(schema: Schema, names: readonly string[], known: Schema): Schema {
  if (names.length === 0) return schema;
  const nodeTypes = new Map(schema.nodeTypes);
  for (const name of names) {
    const nodeType = known.nodeTypes.get(name);
    if (nodeType !== undefined) nodeTypes.set(name, nodeType);
  }
  return { ...schema, nodeTypes };
}

function missingType(name: string, workflow: SoundWorkflow, { snapshot, known }: ServerCheckContext) {
  const nodeType = known.nodeTypes.get(name);
  const pack = nodeType === undefined ? undefined : findPackName(nodeType);
  const hasPack = pack !== undefined && snapshot.packs.some((each) => each.name === pack);
  const why =
    pack === undefined
      ? "It belongs to ComfyUI itself, so the server is of another version."
      : hasPack
        ? `Its node pack ${printable(pack)} is there, in another version.`
        : `Its node pack ${printable(pack)} is not there.`;
  const hint = pack === undefined ? "Update ComfyUI there." : `Install or update ${printable(pack)} there.`;
  const issue = serverIssue("missing_on_server", "error", `node type ${JSON.stringify(name)} is missing. ${why}`, {
    ...placeOfType(name, workflow),
    hint,
    details: { kind: "node type", nodeType: name, pack: pack ?? null },
  });
  return { issue, pack: hasPack ? undefined : pack };
}

const slotCodes = new Set(["slot_range_too_wide", "slot_type_mismatch", "slot_default_invalid"]);

/** What the server would refuse of the prompt as it is built, and slots that are wider than its inputs. */
function findRefused(workflow: SoundWorkflow, schema: Schema, models: ModelCheck): Issue[] {
  const { prompt, manifest } = workflow.compiled;
  const told = new Set(workflow.issues.map(keyOf));
  const media = mediaTargets(manifest);
  const validated = validatePrompt(prompt as unknown as JsonValue, schema).issues;
  const slots = compileIssues(workflow, schema).filter(({ code }) => slotCodes.has(code));
  return [...validated, ...slots]
    .filter((issue) => !told.has(keyOf(issue)) && !media.has(placeKey(issue)))
    .filter((issue) => issue.code !== "value_not_in_list" || !models.settled.has(placeKey(issue)))
    .map((issue) => ({ ...issue, ...placeOfNode(issue.node, workflow), input: issue.input }));
}

function compileIssues({ graph }: SoundWorkflow, schema: Schema): readonly Issue[] {
  try {
    return compileGraph(graph, schema).issues;
  } catch (error) {
    // What the graph needs is not there at all, which is told by name.
    if (!ComfycError.isInstance(error)) throw error;
    return error.issues;
  }
}

function keyOf({ code, node, input }: Issue): string {
  return `${code}\0${node}\0${input}`;
}

function placeKey({ node, input }: Issue): string {
  return `${node}\0${input}`;
}

/** A picture that each run uploads need not be there yet. */
function mediaTargets(manifest: Manifest): ReadonlySet<string> {
  const slots = manifest.slots.filter(({ type, kind }) => type === "FILE" && kind !== "model");
  return new Set(slots.flatMap(({ targets }) => targets.map(({ node, input }) => `${node}\0${input}`)));
}
