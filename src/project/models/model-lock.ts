import type { JsonValue } from "../../json/json-value.ts";
import type { ModelRequirement } from "../../manifest/manifest.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { ServerSnapshot } from "../node-types/fetch-object-info.ts";
import { type ModelDetails, readDetails } from "./model-file.ts";
import { hasFile, ModelFolders, type ModelName } from "./model-folders.ts";
import { withServer } from "../servers/open-server.ts";

/** A model file that workflows use, and what each server has of it. */
export interface ModelLock {
  readonly folder: string;
  /** As the workflow writes it. */
  readonly file: string;
  readonly servers: readonly ModelOnServer[];
}

export interface ModelOnServer extends ModelDetails {
  readonly source: string;
  readonly present: boolean;
}

/** A model file by its folder and name; `inputs` are the class and input of each node that loads it. */
export interface ModelInUse extends ModelName {
  readonly inputs: readonly (readonly [classType: string, input: string])[];
}

export interface LookUpOptions {
  /** Look for size and hash, too. */
  readonly hash: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The models that workflows require, each once, sorted. `classOf` gives the node type of a requirement. */
export function listModelsInUse(
  workflows: Iterable<{ readonly requires: readonly ModelRequirement[]; classOf(node: string): string | undefined }>,
): ModelInUse[] {
  const models = new Map<string, { folder: string; file: string; inputs: Map<string, [string, string]> }>();
  for (const { requires, classOf } of workflows) {
    for (const { folder, file, node, input } of requires) {
      const key = `${folder}\0${file}`;
      const model = models.get(key) ?? { folder, file, inputs: new Map() };
      models.set(key, model);
      const classType = classOf(node);
      if (classType !== undefined) model.inputs.set(`${classType}\0${input}`, [classType, input]);
    }
  }
  return [...models]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { folder, file, inputs }]) => ({ folder, file, inputs: [...inputs.values()] }));
}

/** What `snapshot` has of each model: its lists say what is there; only a server can tell more. */
export async function lookUpModels(
  models: readonly ModelInUse[],
  snapshot: ServerSnapshot,
  options: LookUpOptions,
): Promise<ModelOnServer[]> {
  const { source } = snapshot;
  const listed = models.map((model) => ({ source, present: isAtHand(model, snapshot), ...noDetails }));
  if (snapshot.kind === "file" || models.length === 0) return listed;
  return withServer(source, async (server) => {
    const folders = new ModelFolders(server, options.signal);
    const found: ModelOnServer[] = [];
    for (const [index, model] of models.entries()) {
      const present = listed[index]!.present || (await folders.has(model));
      const details = present && options.hash ? await readDetails(model, server, folders, options.signal) : noDetails;
      found.push({ source, present, ...details });
    }
    return found;
  });
}

const noDetails = { size: null, sha256: null, claimedHash: null };

/** True where the source lists the model, or is a simulator that lists none: that one takes any name. */
export function isAtHand(
  model: ModelInUse,
  { schema, simulated }: Pick<ServerSnapshot, "schema" | "simulated">,
): boolean {
  const isUnlisted = ([classType, name]: readonly [string, string]) => listOf(classType, name, schema).length === 0;
  return isListed(model, schema) || (simulated && model.inputs.every(isUnlisted));
}

/** True where one of the inputs that load the model lists it. */
function isListed({ file, inputs }: ModelInUse, schema: Schema): boolean {
  return inputs.some(([classType, name]) => hasFile(listOf(classType, name, schema), file));
}

function listOf(classType: string, name: string, schema: Schema): readonly JsonValue[] {
  return schema.nodeTypes.get(classType)?.inputs.find((each) => each.name === name)?.options.values ?? [];
}
