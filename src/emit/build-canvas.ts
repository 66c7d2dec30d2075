import { ComfycError } from "../errors/comfyc-error.ts";
import { renderOptions } from "../errors/suggestion.ts";
import type { Graph, GraphBody, GraphNode, GraphValue, SubgraphDefinition } from "../graph/graph.ts";
import type { Schema } from "../schema/node-type.ts";
import type { Canvas, CanvasNode } from "./canvas.ts";
import { canvasNode } from "./canvas-node.ts";
import type { LoweredWorkflow } from "./lowered-workflow.ts";
import { hostNode } from "./host-node.ts";
import { stableUuid } from "./stable-uuid.ts";

/** Every canvas of a workflow: the root, and each definition in use, as its first instance sees it. */
export interface Canvases {
  readonly root: Canvas;
  readonly definitions: ReadonlyMap<string, Canvas & { definition: SubgraphDefinition }>;
}

/** The canvases of a compiled graph. @throws invalid_workflow where a subgraph contains itself or is not defined. */
export function buildCanvases(graph: Graph, compiled: LoweredWorkflow, schema: Schema): Canvases {
  const builder = new CanvasBuilder(graph, compiled, schema);
  return { root: builder.build(graph, null, "", []), definitions: builder.definitions };
}

/** The id under which the file lists a definition. */
export function definitionUuid(graph: Graph, definition: SubgraphDefinition): string {
  return stableUuid(`${graph.name}/subgraph/${definition.name}`);
}

class CanvasBuilder {
  readonly definitions = new Map<string, Canvas & { definition: SubgraphDefinition }>();
  private readonly graph: Graph;
  private readonly compiled: LoweredWorkflow;
  private readonly schema: Schema;
  private readonly seedSlots: ReadonlySet<string>;

  constructor(graph: Graph, compiled: LoweredWorkflow, schema: Schema) {
    this.graph = graph;
    this.compiled = compiled;
    this.schema = schema;
    this.seedSlots = new Set(graph.slots.filter(({ kind }) => kind === "seed").map(({ name }) => name));
  }

  /** @param prefix before the ids of this body in the prompt: empty, or `instance:`. */
  build<Definition extends SubgraphDefinition | null>(
    body: GraphBody,
    definition: Definition,
    prefix: string,
    within: readonly string[],
  ): Canvas & { definition: Definition } {
    const nodes = body.nodes.map((node) =>
      node.kind === "subgraph" ? this.buildHost(node, prefix, within) : this.buildNode(node, prefix),
    );
    return { definition, nodes };
  }

  private buildNode(node: GraphNode, prefix: string): CanvasNode {
    return canvasNode({
      node,
      nodeType: this.schema.nodeTypes.get(node.type),
      compiled: this.compiled.prompt[prefix + node.id],
      isSeedSlot: (value) => this.isSeedSlot(value),
    });
  }

  private buildHost(node: GraphNode, prefix: string, within: readonly string[]): CanvasNode {
    const definition = this.graph.definitions.find(({ name }) => name === node.type);
    if (definition === undefined || within.includes(node.type)) {
      const problem = definition === undefined ? "is not defined" : "contains itself";
      throw new ComfycError("invalid_workflow", `The subgraph "${node.type}" of node "${node.id}" ${problem}.`, {
        hint:
          definition === undefined
            ? `Subgraphs of this workflow: ${renderOptions(this.graph.definitions.map(({ name }) => name)) || "none"}.`
            : "Take the call of the subgraph out of its own body.",
      });
    }
    const inner = this.build(definition, definition, `${prefix}${node.id}:`, [...within, node.type]);
    if (!this.definitions.has(definition.name)) this.definitions.set(definition.name, inner);
    return hostNode(node, definitionUuid(this.graph, definition), inner);
  }

  private isSeedSlot(value: GraphValue | undefined): boolean {
    return value?.kind === "slot" && this.seedSlots.has(value.slot);
  }
}
