import type { Graph } from "../graph/graph.ts";
import type { ManifestOutput } from "../manifest/manifest.ts";
import { findOutputKind } from "../manifest/output-kind.ts";
import type { NodeType, Schema } from "../schema/node-type.ts";
import { splitTypes } from "../schema/socket-types.ts";
import { placeOf, type FlatGraph, type FlatNode } from "./flatten/flat-graph.ts";
import { isWidget } from "./lower/widget.ts";
import type { IssueList } from "./issue-list.ts";

/**
 * The manifest's outputs: what `build` returned, under its names; where it returned nothing, every output node under
 * its id.
 */
export function buildOutputs(graph: Graph, flat: FlatGraph, schema: Schema, issues: IssueList): ManifestOutput[] {
  const saving = flat.nodes.filter((item) => typeOf(item, schema)?.outputNode === true);
  if (graph.outputs.length === 0) return saving.map((item) => toOutput(item.id, item, schema));
  const outputNodes = new Map(saving.map((item) => [item.id, item]));
  return graph.outputs.flatMap(({ name, node }) => {
    const found = findOutputNode(node, flat, outputNodes);
    if (found !== undefined) return [toOutput(name, found, schema)];
    reportNotSaved(name, node, flat, { graph, schema, issues });
    return [];
  });
}

/** The node itself, or the only output node inside a subgraph instance. */
function findOutputNode(
  node: string,
  flat: FlatGraph,
  outputNodes: ReadonlyMap<string, FlatNode>,
): FlatNode | undefined {
  if (!flat.scopes.has(node)) return outputNodes.get(node);
  const inside = [...outputNodes.values()].filter((item) => item.id.startsWith(`${node}:`));
  return inside.length === 1 ? inside[0] : undefined;
}

function toOutput(name: string, flat: FlatNode, schema: Schema): ManifestOutput {
  // A widget says nothing: every saver has a text for its file name.
  const inputs = typeOf(flat, schema)!.inputs.filter((input) => !isWidget(input));
  const sockets = inputs.flatMap(({ type }) => (typeof type === "string" ? splitTypes(type) : []));
  return { name, node: flat.id, kind: findOutputKind(flat.node.type, sockets) };
}

function typeOf(flat: FlatNode, schema: Schema): NodeType | undefined {
  return schema.nodeTypes.get(flat.node.type);
}

interface Report {
  readonly graph: Graph;
  readonly schema: Schema;
  readonly issues: IssueList;
}

function reportNotSaved(name: string, node: string, flat: FlatGraph, { graph, schema, issues }: Report): void {
  const found = flat.nodes.find((item) => item.id === node);
  // An unknown type may well save: that it is unknown is an issue of its own.
  if (found !== undefined && typeOf(found, schema) === undefined) return;
  const position = graph.nodes.find((item) => item.id === node)?.position ?? graph.position;
  const place = found === undefined ? { node: null, source: { position, calledFrom: [] } } : placeOf(found);
  issues.add("output_not_saved", place, {
    message: `The workflow returns "${name}", but ${found?.node.type ?? `"${node}"`} saves and shows nothing.`,
    hint: `Return a node that saves: ${name}: comfy.${saverFor(found, schema)}.`,
  });
}

function saverFor(flat: FlatNode | undefined, schema: Schema): string {
  const type = flat === undefined ? "IMAGE" : typeOf(flat, schema)?.outputs[0]?.type;
  const savers: Record<string, string> = {
    VIDEO: "SaveVideo({ video: … })",
    AUDIO: "SaveAudio({ audio: … })",
    LATENT: "SaveLatent({ samples: … })",
    MESH: "SaveGLB({ mesh: … })",
    STRING: "PreviewAny({ source: … })",
  };
  return savers[String(type)] ?? "SaveImage({ images: … })";
}
