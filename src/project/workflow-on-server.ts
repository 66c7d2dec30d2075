import { compileGraph } from "../compiler/compile-graph.ts";
import { validatePrompt } from "../compiler/validate/validate-prompt.ts";
import { ComfycError } from "../errors/comfyc-error.ts";
import type { Issue } from "../errors/issue.ts";
import { printable } from "../errors/printable.ts";
import { findNearest } from "../errors/suggestion.ts";
import type { JsonValue } from "../json/json-value.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { compareNodeTypes, type SchemaDifference } from "../schema/compare-schemas.ts";
import type { Schema } from "../schema/node-type.ts";
import { findPackName } from "../schema/pack-lock.ts";
import type { CompiledWorkflow } from "./compile-workflows.ts";
import type { ServerSnapshot } from "./fetch-object-info.ts";
import { isListed, listModelsInUse, lookUpModels, type ModelInUse } from "./model-lock.ts";
import { listTypesInUse } from "./types-in-use.ts";

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

export interface ServerCheckContext {
  readonly snapshot: ServerSnapshot;
  /** The node types that the project is checked against. */
  readonly known: Schema;
  /** Logical model name → file name. */
  readonly models: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

type Compiled = CompiledWorkflow & { readonly compiled: NonNullable<CompiledWorkflow["compiled"]> };

/** What `snapshot` has against a workflow that has no errors of its own. */
export async function checkOnServer(workflow: Compiled, context: ServerCheckContext): Promise<CheckedWorkflow> {
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

function missingType(name: string, workflow: Compiled, { snapshot, known }: ServerCheckContext) {
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

interface ModelCheck {
  readonly missing: readonly ModelInUse[];
  readonly issues: readonly Issue[];
  /** `node\0input` of model inputs whose value the server has, or that `issues` tell of. */
  readonly settled: ReadonlySet<string>;
}

async function checkModels(workflow: Compiled, context: ServerCheckContext): Promise<ModelCheck> {
  const { snapshot } = context;
  const { manifest, prompt } = workflow.compiled;
  // A run puts the file name in the place of a logical one.
  const requires = manifest.requires.models.map((each) => {
    return Object.hasOwn(context.models, each.file) ? { ...each, file: context.models[each.file]! } : each;
  });
  const models = listModelsInUse([{ requires, classOf: (node) => prompt[node]?.class_type }]);
  const found = await lookUpModels(models, snapshot, { hash: false, signal: context.signal });
  const missing = models.filter((_, index) => !found[index]!.present);
  const settled = models.filter((model) => missing.includes(model) || isListed(model, snapshot.schema));
  const placesOf = ({ folder, file }: ModelInUse) =>
    requires.filter((each) => each.folder === folder && each.file === file);
  return {
    missing,
    issues: missing.flatMap((model) =>
      placesOf(model).map(({ node, input }) => missingModel(model, { node, input }, workflow, snapshot.schema)),
    ),
    settled: new Set(settled.flatMap(placesOf).map(({ node, input }) => `${node}\0${input}`)),
  };
}

function missingModel(
  { folder, file }: ModelInUse,
  { node, input }: { readonly node: string; readonly input: string },
  workflow: Compiled,
  schema: Schema,
): Issue {
  const classType = workflow.compiled.prompt[node]?.class_type ?? "";
  const listed = schema.nodeTypes.get(classType)?.inputs.find(({ name }) => name === input)?.options.values ?? [];
  const nearest = findNearest(
    file,
    listed.filter((name) => typeof name === "string"),
  );
  const message = `model file ${JSON.stringify(file)} is missing in the folder ${printable(folder)}.`;
  return serverIssue("missing_on_server", "error", message, {
    ...placeOfNode(node, workflow),
    input,
    hint: nearest === undefined ? "Put the file there." : `Did you mean ${JSON.stringify(nearest)}?`,
    details: { kind: "model", folder, file },
  });
}

const slotCodes = new Set(["slot_range_too_wide", "slot_type_mismatch", "slot_default_invalid"]);

/** What the server would refuse of the prompt as it is built, and slots that are wider than its inputs. */
function findRefused(workflow: Compiled, schema: Schema, models: ModelCheck): Issue[] {
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

function compileIssues({ graph }: Compiled, schema: Schema): readonly Issue[] {
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

/** How the server describes the node types in use otherwise than the project knows them, as far as prompts depend on it. */
function findDrift(used: readonly string[], { snapshot, known }: ServerCheckContext): SchemaDifference[] {
  return used.flatMap((name) => {
    const [was, is] = [known.nodeTypes.get(name), snapshot.schema.nodeTypes.get(name)];
    if (was === undefined || is === undefined) return [];
    return compareNodeTypes(name, was, is).filter(
      ({ subject }) => subject !== "node type" || was.outputNode !== is.outputNode,
    );
  });
}

function isTold({ nodeType, subject, name }: SchemaDifference, refused: readonly Issue[]): boolean {
  return (
    subject === "input" &&
    refused.some(
      (issue) =>
        issue.severity === "error" &&
        issue.classType === nodeType &&
        (issue.input === name || issue.input?.startsWith(`${name}.`)),
    )
  );
}

/** `KSampler input steps: max 10000 → 50` */
function renderChange({ nodeType, subject, name, change, details }: Omit<SchemaDifference, "before" | "after">) {
  const what = name === null ? "" : ` ${subject} ${name}`;
  return printable(`${nodeType}${what}: ${change === "changed" ? details.join(", ") : change}`);
}

function driftIssue(change: SchemaDifference, workflow: Compiled): Issue {
  return serverIssue("server_differs", "warning", `${renderChange(change)}.`, {
    ...placeOfType(change.nodeType, workflow),
    input: change.subject === "input" ? change.name : null,
    hint: "Run `comfyc sync` where this server is the one that counts.",
    details: { kind: change.subject, change: change.change },
  });
}

/** Packs in use whose version is known on both sides and not the same. */
function findPackDrift(workflow: Compiled, { snapshot, known }: ServerCheckContext): Issue[] {
  return workflow.compiled.manifest.requires.nodePacks.flatMap((name) => {
    const was = known.packs?.find((pack) => pack.name === name)?.version ?? "unknown";
    const is = snapshot.packs.find((pack) => pack.name === name)?.version ?? "unknown";
    if (was === is || was === "unknown" || is === "unknown") return [];
    const message = printable(`the node pack ${name} has version ${is}; the project was synced with ${was}.`);
    return [
      serverIssue("server_differs", "warning", message, {
        ...placeOfNode(null, workflow),
        details: { kind: "pack", pack: name, before: was, after: is },
      }),
    ];
  });
}

export function serverIssue(
  code: "missing_on_server" | "server_differs",
  severity: Issue["severity"],
  message: string,
  more: Partial<Issue>,
): Issue {
  return { origin: "comfyc", node: null, input: null, ...more, code, severity, message };
}

function placeOfType(name: string, workflow: Compiled) {
  const node = Object.entries(workflow.compiled.prompt).find(([, { class_type }]) => class_type === name)?.[0] ?? null;
  return { ...placeOfNode(node, workflow), classType: name };
}

function placeOfNode(node: string | null, { compiled, path }: Compiled) {
  const source = node === null ? undefined : compiled.sources[node];
  const position = source?.position ?? { file: path, line: 1, column: 1 };
  const classType = node === null ? undefined : compiled.prompt[node]?.class_type;
  return {
    node,
    position,
    ...(classType !== undefined && { classType }),
    ...(source?.calledFrom !== undefined && { calledFrom: source.calledFrom }),
  };
}
