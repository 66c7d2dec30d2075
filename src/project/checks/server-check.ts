import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import type { CompiledWorkflow } from "../bundles/compile-workflows.ts";
import { fetchObjectInfo, type ServerSnapshot } from "../node-types/fetch-object-info.ts";
import { mergeObjectInfo, type ServerDifference } from "../node-types/merge-object-info.ts";
import type { Project } from "../settings/project.ts";
import type { ChosenSchema } from "../node-types/schema-choice.ts";
import { listTypesInUse } from "../node-types/types-in-use.ts";
import { type CheckedWorkflow, checkOnServer, type WorkflowOnServer } from "./workflow-on-server.ts";
import { serverIssue } from "./server-issue.ts";

export interface ServerCheckOptions {
  readonly servers: readonly string[];
  readonly signal?: AbortSignal;
}

/** One server against all workflows. */
export interface CheckedServer {
  /** Address without credentials. */
  readonly server: string;
  readonly version: string | null;
  /** True for a simulator: it takes any model file where its list of models is empty. */
  readonly simulated: boolean;
  /** True where every workflow would run there. */
  readonly ok: boolean;
  /** Why nothing could be checked there, else null. */
  readonly problem: Pick<ComfycError, "code" | "message"> | null;
  /** Node packs of the config that it lacks. */
  readonly missingPacks: readonly string[];
  /** Sorted by name; workflows with errors of their own are left out. */
  readonly workflows: readonly WorkflowOnServer[];
}

export interface ServerCheckResult {
  readonly servers: readonly CheckedServer[];
  /** What the servers do not share of the node types that no workflow uses. */
  readonly otherDifferences: readonly ServerDifference[];
  readonly issues: readonly Issue[];
}

/**
 * What each server has against each workflow: node types, packs and models that are not there, inputs that changed, a
 * prompt that it would refuse. A server that does not answer is one of the issues, unless none does.
 * @throws server_unreachable, not_comfyui, invalid_json, invalid_schema where no server could be asked
 */
export async function checkServers(
  project: Project,
  chosen: ChosenSchema,
  workflows: readonly CompiledWorkflow[],
  options: ServerCheckOptions,
): Promise<ServerCheckResult> {
  const asked = await Promise.all(options.servers.map((url) => askServer(url, options.signal)));
  const snapshots = asked.filter((each): each is ServerSnapshot => !ComfycError.isInstance(each));
  const failed = asked.find((each) => ComfycError.isInstance(each));
  if (snapshots.length === 0 && failed !== undefined) throw failed;
  const results = await Promise.all(
    asked.map((each, index) =>
      ComfycError.isInstance(each)
        ? unreachable(options.servers[index]!, each)
        : checkServer(each, { project, chosen, workflows, options }),
    ),
  );
  const used = new Set(listTypesInUse(workflows.map(({ graph }) => graph)));
  return {
    servers: results.map(({ checked }) => checked),
    otherDifferences: mergeObjectInfo(snapshots).differences.filter(({ nodeType }) => !used.has(nodeType)),
    issues: results.flatMap(({ issues }) => issues),
  };
}

async function askServer(url: string, signal?: AbortSignal): Promise<ServerSnapshot | ComfycError> {
  try {
    return await fetchObjectInfo(url, signal);
  } catch (error) {
    if (signal?.aborted || !ComfycError.isInstance(error)) throw error;
    return error;
  }
}

interface Result {
  readonly checked: CheckedServer;
  readonly issues: readonly Issue[];
}

function unreachable(url: string, error: ComfycError): Result {
  const { code, message, hint } = error;
  const issue: Issue = {
    code,
    origin: "comfyc",
    severity: "error",
    message: printable(message),
    node: null,
    input: null,
    ...(hint !== undefined && { hint }),
  };
  const problem = { code, message };
  return {
    checked: { server: url, version: null, simulated: false, ok: false, problem, missingPacks: [], workflows: [] },
    issues: [issue],
  };
}

interface Work {
  readonly project: Project;
  readonly chosen: ChosenSchema;
  readonly workflows: readonly CompiledWorkflow[];
  readonly options: ServerCheckOptions;
}

async function checkServer(snapshot: ServerSnapshot, { project, chosen, workflows, options }: Work): Promise<Result> {
  const { models, packs } = project.config;
  const context = { snapshot, known: chosen.schema, models, signal: options.signal };
  const checked: CheckedWorkflow[] = [];
  for (const workflow of workflows) {
    const { compiled, files } = workflow;
    // Its own errors are reported already, and would be found here again.
    if (compiled !== null && files !== null) checked.push(await checkOnServer({ ...workflow, compiled }, context));
  }
  const missingPacks = packs.filter((pack) => !hasPack(pack, snapshot));
  const issues = [
    ...versionIssues(snapshot, chosen),
    ...missingPacks.map((pack) => missingPack(pack, snapshot, project)),
    ...checked.flatMap(({ issues }) => issues),
  ];
  return {
    checked: {
      server: snapshot.source,
      version: snapshot.serverVersion,
      simulated: snapshot.simulated,
      ok: issues.every(({ severity }) => severity !== "error"),
      problem: null,
      missingPacks,
      workflows: checked.map(({ row }) => row),
    },
    issues,
  };
}

/** The config names packs as people do: the case of the folder need not fit. */
function hasPack(name: string, { packs, installed }: ServerSnapshot): boolean {
  const wanted = name.toLowerCase();
  return installed.has(wanted) || packs.some((pack) => pack.name.toLowerCase() === wanted);
}

function missingPack(pack: string, { source }: ServerSnapshot, project: Project): Issue {
  const message = `On ${source}: the node pack ${printable(pack)} of the config is missing.`;
  return serverIssue("missing_on_server", "error", message, {
    hint: `Install ${printable(pack)} there, or take it out of \`packs\`.`,
    details: { kind: "pack", pack },
    ...(project.configFile !== null && { position: { file: project.configFile, line: 1, column: 1 } }),
  });
}

function versionIssues({ source, serverVersion }: ServerSnapshot, { schema }: ChosenSchema): Issue[] {
  const [was, is] = [schema.serverVersion, serverVersion];
  if (was === null || is === null || was === is) return [];
  const message = printable(`On ${source}: ComfyUI is ${is}; the node types of the project are those of ${was}.`);
  return [serverIssue("server_differs", "warning", message, { details: { kind: "version", before: was, after: is } })];
}
