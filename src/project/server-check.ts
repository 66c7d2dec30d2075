import { validatePrompt } from "../compiler/validate/validate-prompt.ts";
import type { Issue } from "../errors/issue.ts";
import type { JsonValue } from "../json/json-value.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { parseObjectInfo } from "../schema/parse-object-info.ts";
import type { Schema } from "../schema/node-type.ts";
import type { CompiledWorkflow } from "./compile-workflows.ts";

export interface ServerCheckOptions {
  readonly servers?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * What each server has against each workflow: node types and files that are not there, inputs that changed. The
 * message names the server. @throws server_unreachable, not_comfyui
 */
export async function checkServers(
  workflows: readonly CompiledWorkflow[],
  options: ServerCheckOptions,
): Promise<Issue[]> {
  const { servers = [], signal } = options;
  if (servers.length === 0) return [];
  // Loaded here: a check without servers should not wait for the HTTP client.
  const { fetchObjectInfo } = await import("./fetch-object-info.ts");
  const found = await Promise.all(servers.map((url) => fetchObjectInfo(url, signal)));
  return found.flatMap(({ source, serverVersion, objectInfo }) => {
    // The lists are those of this server now, so a model that is not in them is not there.
    const schema = parseObjectInfo(objectInfo, { source, serverVersion, listsAreAuthoritative: true });
    return workflows.flatMap((workflow) => checkWorkflow(workflow, schema, source));
  });
}

function checkWorkflow(workflow: CompiledWorkflow, schema: Schema, server: string): Issue[] {
  const { compiled } = workflow;
  // Its own errors are reported already, and would be found here again.
  if (compiled === null || workflow.files === null) return [];
  const media = mediaTargets(compiled.manifest);
  const { issues } = validatePrompt(compiled.prompt as unknown as JsonValue, schema);
  return issues
    .filter((issue) => !media.has(`${issue.node} ${issue.input}`))
    .map((issue) => ({
      ...issue,
      message: `On ${server}: ${issue.message}`,
      ...positionOf(issue, compiled, workflow),
    }));
}

/** A picture that each run uploads need not be there yet. */
function mediaTargets(manifest: Manifest): ReadonlySet<string> {
  const slots = manifest.slots.filter(({ type, kind }) => type === "FILE" && kind !== "model");
  return new Set(slots.flatMap(({ targets }) => targets.map(({ node, input }) => `${node} ${input}`)));
}

function positionOf(issue: Issue, compiled: NonNullable<CompiledWorkflow["compiled"]>, workflow: CompiledWorkflow) {
  const source = issue.node === null ? undefined : compiled.sources[issue.node];
  const position = source?.position ?? { file: workflow.path, line: 1, column: 1 };
  return source?.calledFrom === undefined ? { position } : { position, calledFrom: source.calledFrom };
}
