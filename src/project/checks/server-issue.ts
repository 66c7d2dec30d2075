import type { Issue } from "../../errors/issue.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { CompiledWorkflow } from "../bundles/compile-workflows.ts";
import type { ServerSnapshot } from "../node-types/fetch-object-info.ts";

export interface ServerCheckContext {
  readonly snapshot: ServerSnapshot;
  /** The node types that the project is checked against. */
  readonly known: Schema;
  /** Logical model name → file name. */
  readonly models: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** A workflow that has no errors of its own. */
export type SoundWorkflow = CompiledWorkflow & { readonly compiled: NonNullable<CompiledWorkflow["compiled"]> };

/** An issue of a server; the message does not name it yet. */
export function serverIssue(
  code: "missing_on_server" | "server_differs",
  severity: Issue["severity"],
  message: string,
  more: Partial<Issue>,
): Issue {
  return { origin: "comfyc", node: null, input: null, ...more, code, severity, message };
}

/** Where the author first uses a node type. */
export function placeOfType(name: string, workflow: SoundWorkflow) {
  const node = Object.entries(workflow.compiled.prompt).find(([, { class_type }]) => class_type === name)?.[0] ?? null;
  return { ...placeOfNode(node, workflow), classType: name };
}

/** Where the author wrote a node; the file of the workflow where it is none of theirs. */
export function placeOfNode(node: string | null, { compiled, path }: SoundWorkflow) {
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
