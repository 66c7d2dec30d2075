import type { SourcePosition } from "../errors/source-position.ts";
import type { NodeOptions } from "./nodes.ts";
import type { SubgraphSpec } from "./subgraph-spec.ts";
import { workflowError } from "./workflow-error.ts";

/** What `group`, `note`, `when`, `pick` and subgraph calls ask of the build they happen in. */
export interface ActiveBuild {
  group<T>(title: string, body: () => T, position: SourcePosition | null): T;
  note(text: string, position: SourcePosition | null): void;
  instantiate(spec: SubgraphSpec, call: NodeCall): object;
  branch(request: BranchRequest): unknown;
}

export interface NodeCall {
  readonly inputs: unknown;
  readonly options: NodeOptions | undefined;
  readonly position: SourcePosition | null;
}

export interface BranchRequest {
  readonly kind: "when" | "pick";
  readonly slot: unknown;
  /** In the author's order; `result` is called, or taken as it is where it is no function. */
  readonly choices: readonly { readonly equals: boolean | string; readonly result: unknown }[];
  readonly position: SourcePosition | null;
}

const activeKey = Symbol.for("comfyc.active-build");

interface Holder {
  [activeKey]?: ActiveBuild | undefined;
}

/**
 * Runs `body` while `build` is the active one. The build stands on `globalThis`, so that a subgraph library with a
 * copy of comfyc of its own finds it; `build` is synchronous, so no other build can come between.
 */
export function withActiveBuild<T>(build: ActiveBuild, body: () => T): T {
  const holder = globalThis as Holder;
  const before = holder[activeKey];
  holder[activeKey] = build;
  try {
    return body();
  } finally {
    holder[activeKey] = before;
  }
}

/** @throws invalid_workflow outside of `build`. */
export function getActiveBuild(what: string, position: SourcePosition | null): ActiveBuild {
  const build = (globalThis as Holder)[activeKey];
  if (build !== undefined) return build;
  throw workflowError(`${what} is called outside of build.`, {
    position,
    hint: "Call it inside the build function of a workflow, and not after an await.",
  });
}
