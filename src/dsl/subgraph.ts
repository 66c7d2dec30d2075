import { getActiveBuild } from "./active-build.ts";
import { captureCallPosition } from "./call-position.ts";
import type { AnySocket, NodeOptions, Nodes, Socket, socketBrand } from "./nodes.ts";
import { findSlotFacts, type slotBrand, type SlotDefinition, type slotValueBrand } from "./slot.ts";
import { findSocketType, type SocketDeclaration, type socketTypeBrand } from "./socket.ts";
import type { SubgraphSpec } from "./subgraph-spec.ts";
import { workflowError } from "./workflow-error.ts";

export type SubgraphInputs = Readonly<Record<string, SocketDeclaration | SlotDefinition>>;
export type SubgraphOutputs = readonly string[] | Readonly<Record<string, SocketDeclaration>>;

/** What the body of a subgraph gets. */
export type SubgraphSockets<I extends SubgraphInputs> = {
  readonly [K in keyof I]: I[K] extends SocketDeclaration
    ? Socket<I[K][typeof socketTypeBrand]>
    : I[K] extends SlotDefinition
      ? I[K][typeof slotBrand]
      : never;
};

/** What a call of a subgraph takes: sockets must be given, a value declared with `slot.…` may. */
export type SubgraphArguments<I extends SubgraphInputs> = {
  readonly [K in keyof I as I[K] extends SocketDeclaration ? K : never]: K extends keyof SubgraphSockets<I>
    ? SubgraphSockets<I>[K]
    : never;
} & {
  readonly [K in keyof I as I[K] extends SlotDefinition ? K : never]?: I[K] extends SlotDefinition
    ? I[K][typeof slotValueBrand] | I[K][typeof slotBrand]
    : never;
};

/** What the body of a subgraph must return: one socket where there is one output, or all outputs by name. */
export type SubgraphReturn<O extends SubgraphOutputs> = O extends readonly string[]
  ? AnySocket | Readonly<Record<O[number], AnySocket>>
  : { readonly [K in keyof O]: O[K] extends SocketDeclaration ? Socket<O[K][typeof socketTypeBrand]> : never };

/** What a call of a subgraph gives: the sockets that its body returned, without the names of the nodes inside. */
export type SubgraphResult<R> = 0 extends 1 & R
  ? R // `any`, where the author has no types
  : R extends AnySocket
    ? Socket<R[typeof socketBrand]>
    : { readonly [K in keyof R]: R[K] extends AnySocket ? Socket<R[K][typeof socketBrand]> : never };

export interface SubgraphOptions<I extends SubgraphInputs, O extends SubgraphOutputs> {
  /** Sockets (`socket("IMAGE")`) and values (`slot.float({ default: 2 })`). */
  readonly inputs: I;
  /** Names in the order that the editor shows, or names with socket types. */
  readonly outputs: O;
}

/**
 * Declares a subgraph and gives a function that adds one use of it to the workflow being built. It may be used several
 * times, by several workflows, and in other subgraphs; the editor shows it as one node that can be opened.
 * @throws invalid_workflow for a subgraph without a name or outputs, or with an output named twice.
 * @example
 * ```ts
 * const twice = subgraph("twice", { inputs: { image: socket("IMAGE") }, outputs: ["image"] }, (comfy, { image }) =>
 *   comfy.ImageScaleBy({ image, upscale_method: "lanczos", scale_by: 2 }).IMAGE,
 * );
 * // in build:
 * const big = twice({ image: IMAGE }, { id: "big" });
 * // "big:ImageScaleBy": { "inputs": { "upscale_method": "lanczos", "scale_by": 2, "image": ["EmptyImage", 0] }, … }
 * ```
 */
export function subgraph<I extends SubgraphInputs, const O extends SubgraphOutputs, R extends SubgraphReturn<O>>(
  name: string,
  options: SubgraphOptions<I, O>,
  body: (comfy: Nodes, inputs: SubgraphSockets<I>) => R,
): (inputs: SubgraphArguments<I>, options?: NodeOptions) => SubgraphResult<R> {
  const position = captureCallPosition(subgraph);
  const { inputs, outputs } = options ?? {};
  if (typeof inputs !== "object" || inputs === null || typeof outputs !== "object" || outputs === null) {
    throw workflowError(`Subgraph ${String(name)} does not say its inputs and outputs.`, {
      position,
      hint: 'Write subgraph(name, { inputs: { image: socket("IMAGE") }, outputs: ["image"] }, (comfy, inputs) => …).',
    });
  }
  const spec: SubgraphSpec = {
    name,
    inputs,
    outputs: Array.isArray(outputs) ? [...(outputs as readonly string[])] : Object.keys(outputs),
    body,
    position,
  };
  checkSpec(spec);
  return function call(given: SubgraphArguments<I>, options?: NodeOptions) {
    const position = captureCallPosition(call);
    const build = getActiveBuild(`Subgraph ${name}`, position);
    return build.instantiate(spec, { inputs: given, options, position }) as SubgraphResult<R>;
  };
}

function checkSpec({ name, inputs, outputs, body, position }: SubgraphSpec): void {
  const fault = (problem: string): Error => workflowError(problem, { position });
  if (typeof name !== "string" || name === "") throw fault("A subgraph needs a name.");
  if (typeof body !== "function") throw fault(`Subgraph ${name} needs a function that builds it.`);
  if (outputs.length === 0) throw fault(`Subgraph ${name} has no outputs.`);
  const twice = outputs.find((output, index) => outputs.indexOf(output) !== index);
  if (twice !== undefined) throw fault(`Subgraph ${name} has two outputs of the name ${twice}.`);
  const odd = Object.entries(inputs).find(
    ([, declared]) => findSocketType(declared) === undefined && findSlotFacts(declared) === undefined,
  );
  if (odd !== undefined)
    throw fault(`Input ${odd[0]} of subgraph ${name} is declared neither with socket nor with slot.`);
}
