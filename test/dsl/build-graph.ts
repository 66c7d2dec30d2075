import { ComfycError } from "../../src/errors/comfyc-error.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { workflow, type SlotDefinitions } from "../../src/dsl/workflow.ts";

/** `comfy` as an author without generated types has it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Comfy = any;

/** The graph of a workflow that is only its build function; the last node is the output `out` where none is returned. */
export function buildGraph(build: (comfy: Comfy, slots: Comfy) => unknown, slots: SlotDefinitions = {}): Graph {
  return workflow("test", {
    slots,
    build: (comfy, sockets) => (build(comfy, sockets) ?? { out: (comfy as Comfy).Save({}) }) as never,
  }).toGraph();
}

/** The error of `run`, which must be one of comfyc's. */
export function catchError(run: () => unknown): ComfycError {
  try {
    run();
  } catch (error) {
    if (error instanceof ComfycError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
