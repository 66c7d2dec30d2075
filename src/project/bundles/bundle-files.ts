import type { CompileResult } from "../../compiler/compile-graph.ts";
import { emitWorkflowJson } from "../../emit/emit-workflow-json.ts";
import type { SourcePosition } from "../../errors/source-position.ts";
import type { Graph } from "../../graph/graph.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import { renderManifest } from "../../manifest/render-manifest.ts";
import { renderPrompt } from "../../prompt/prompt-text.ts";
import type { Schema } from "../../schema/node-type.ts";
import { toProjectPath } from "../settings/project-path.ts";

/** The files of a bundle; a folder of ours holds no others. */
export const bundleFileNames = ["workflow_api.json", "workflow.json", "manifest.json", "source.json"] as const;
export type BundleFileName = (typeof bundleFileNames)[number];

/** The text of each file of the bundle. Places in source.json are from the project's folder. */
export function renderBundle(
  graph: Graph,
  compiled: CompileResult,
  schema: Schema,
  root: string,
): Record<BundleFileName, string> {
  return {
    "workflow_api.json": renderPrompt(compiled.prompt),
    "workflow.json": stringifyJson(emitWorkflowJson(graph, compiled, schema), 2),
    "manifest.json": renderManifest(compiled.manifest),
    "source.json": `${JSON.stringify(renderSources(compiled.sources, root), null, 2)}\n`,
  };
}

function renderSources(sources: CompileResult["sources"], root: string) {
  const place = (position: SourcePosition) => ({ ...position, file: toProjectPath(root, position.file) });
  return Object.fromEntries(
    Object.entries(sources).map(([node, { position, calledFrom }]) => [
      node,
      { position: position === null ? null : place(position), calledFrom: (calledFrom ?? []).map(place) },
    ]),
  );
}
