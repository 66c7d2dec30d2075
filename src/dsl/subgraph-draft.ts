import { renderOptions, suggest } from "../errors/suggestion.ts";
import type { SubgraphInput } from "../graph/graph.ts";
import type { NodeCall } from "./active-build.ts";
import { slotType } from "../manifest/slot-declaration.ts";
import { newScope, type BuildState, type DraftDefinition, type DraftValue, type DraftScope } from "./draft.ts";
import { toDraftValue } from "./draft-value.ts";
import { findReference, newSocket } from "./reference.ts";
import { refusePromise } from "./refuse-promise.ts";
import { show } from "./shown-value.ts";
import { findValueFault } from "./slot-value.ts";
import { findSlotFacts } from "./slot.ts";
import { findSocketType } from "./socket.ts";
import type { SubgraphSpec } from "./subgraph-spec.ts";
import { workflowError } from "./workflow-error.ts";

/** Adds one use of a subgraph. Its body is built at the first use in a workflow; later uses share the definition. */
export function instantiateSubgraph(build: BuildState, spec: SubgraphSpec, call: NodeCall): object {
  if (build.open.includes(spec)) {
    const round = [...build.open.slice(build.open.indexOf(spec)), spec].map(({ name }) => name).join(" → ");
    throw workflowError(`Subgraph ${spec.name} uses itself: ${round}.`, { position: call.position });
  }
  const definition = build.definitions.get(spec) ?? define(build, spec, call);
  checkInputs(definition, spec, call);
  return build.addNode("subgraph", spec.name, call);
}

function define(build: BuildState, spec: SubgraphSpec, call: NodeCall): DraftDefinition {
  const namesake = [...build.definitions.keys()].find(({ name }) => name === spec.name);
  if (namesake !== undefined) {
    throw workflowError(`Workflow ${build.workflow} uses two subgraphs of the name ${spec.name}.`, {
      position: spec.position,
      also: [namesake.position],
      hint: "Give one of them another name; call subgraph once, outside of loops and functions.",
    });
  }
  const scope = newScope(spec.name);
  // Held before the body runs, so that definitions stand in the order of their first use, also where they are nested.
  const inputs = Object.entries(spec.inputs).map(([name, declared]) => toInput(name, declared));
  const outputs: { name: string; value: DraftValue }[] = [];
  const definition: DraftDefinition = { scope, inputs, outputs, position: spec.position };
  build.definitions.set(spec, definition);
  build.open.push(spec);
  try {
    const result = build.inScope(scope, () => spec.body(build.comfy, toSockets(build, scope, inputs) as never));
    refusePromise(result, `Subgraph ${spec.name}`, call.position);
    outputs.push(...toOutputs(build, scope, spec, result));
  } finally {
    build.open.pop();
  }
  return definition;
}

function toInput(name: string, declared: unknown): SubgraphInput {
  const facts = findSlotFacts(declared);
  if (facts === undefined) return { name, type: findSocketType(declared)!, slot: null };
  const slot = { name, ...facts.declaration };
  return { name, type: slotType(slot.kind), slot };
}

function toSockets(build: BuildState, scope: DraftScope, inputs: readonly SubgraphInput[]): Record<string, object> {
  const entries = inputs.map(({ name }): [string, object] => [name, newSocket({ kind: "input", build, name, scope })]);
  return Object.fromEntries(entries);
}

function toOutputs(
  build: BuildState,
  scope: DraftScope,
  spec: SubgraphSpec,
  result: unknown,
): DraftDefinition["outputs"] {
  const values = nameOutputs(spec, result);
  const extra = Object.keys(values).find((name) => !spec.outputs.includes(name));
  if (extra !== undefined) {
    throw workflowError(`Subgraph ${spec.name} returns ${extra}, which is none of its outputs.`, {
      position: spec.position,
      hint: `Its outputs are ${spec.outputs.join(", ")}.`,
    });
  }
  return spec.outputs.map((name) => {
    const place = { build, scope, name: `Output ${name} of subgraph ${spec.name}`, position: spec.position };
    const value = toDraftValue(values[name], place);
    if (value.kind === "link" || value.kind === "input") return { name, value };
    throw workflowError(`${place.name} is neither an output of a node nor an input of the subgraph.`, {
      position: spec.position,
    });
  });
}

/** One socket is the only output; the handle of a node gives several by their names. */
function nameOutputs(spec: SubgraphSpec, result: unknown): Readonly<Record<string, unknown>> {
  const [only, ...others] = spec.outputs;
  const reference = findReference(result);
  if (reference !== undefined && others.length === 0) return { [only!]: result };
  if (reference?.kind === "output" && reference.output === null) {
    return Object.fromEntries(spec.outputs.map((name) => [name, (result as Record<string, unknown>)[name]]));
  }
  if (typeof result === "object" && result !== null && reference === undefined)
    return result as Record<string, unknown>;
  throw workflowError(`Subgraph ${spec.name} does not return its outputs: ${spec.outputs.join(", ")}.`, {
    position: spec.position,
    hint: `Return { ${spec.outputs.join(", ")} }.`,
  });
}

function checkInputs({ inputs }: DraftDefinition, spec: SubgraphSpec, { inputs: given, position }: NodeCall): void {
  const names = inputs.map(({ name }) => name);
  const values = (typeof given === "object" && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    throw workflowError(`Subgraph ${spec.name} has no input ${name}.`, {
      position,
      hint: suggest(name, names) ?? `Its inputs are ${renderOptions(names)}.`,
    });
  }
  for (const input of inputs) checkInput(input, spec, values, position);
}

function checkInput(
  { name, type, slot }: SubgraphInput,
  spec: SubgraphSpec,
  given: Readonly<Record<string, unknown>>,
  position: NodeCall["position"],
): void {
  if (!Object.hasOwn(given, name)) {
    if (slot !== null) return;
    throw workflowError(`Input ${name} of subgraph ${spec.name} is missing: it takes ${type}.`, { position });
  }
  const value = given[name];
  if (slot === null || typeof value === "object" || value === undefined || typeof value === "function") return;
  const fault = findValueFault(slot, value);
  if (fault !== undefined) {
    throw workflowError(`Input ${name} of subgraph ${spec.name}: ${show(value)} ${fault}.`, { position });
  }
}
