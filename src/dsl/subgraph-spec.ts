import type { SourcePosition } from "../errors/source-position.ts";
import type { Nodes } from "./nodes.ts";

/** What `subgraph(…)` was told; the same object at every call, so that a build makes one definition of it. */
export interface SubgraphSpec {
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly string[];
  readonly body: (comfy: Nodes, inputs: never) => unknown;
  readonly position: SourcePosition | null;
}
