import type { Issue } from "../errors/issue.ts";
import type { NodeSource } from "../errors/source-position.ts";

/** Node id → where the author wrote it. */
export type NodeSources = Readonly<Record<string, NodeSource>>;

/** Position and calls around a node, for an issue. */
export function placeOf(sources: NodeSources, node: string | null): Pick<Issue, "position" | "calledFrom"> {
  const source = node === null ? undefined : (sources[node] ?? sources[node.split(".", 1)[0]!]);
  return source?.position == null ? {} : { position: source.position, calledFrom: source.calledFrom };
}
