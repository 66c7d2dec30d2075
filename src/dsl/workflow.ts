import { ComfycError } from "../errors/comfyc-error.ts";
import { thrownText } from "../errors/thrown-text.ts";
import type { SourcePosition } from "../errors/source-position.ts";
import type { Graph } from "../graph/graph.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";
import { withActiveBuild } from "./active-build.ts";
import { Build } from "./build.ts";
import { captureCallPosition, findFirstPosition } from "./call-position.ts";
import { deepFreeze } from "./deep-freeze.ts";
import type { DraftNode } from "./draft.ts";
import { refuseForeign } from "./draft-value.ts";
import { finishBuild } from "./finish-build.ts";
import type { AnySocket, NodeHandle, Nodes } from "./nodes.ts";
import { findReference, newSocket } from "./reference.ts";
import { refusePromise } from "./refuse-promise.ts";
import { findNameFault } from "./parameter-name.ts";
import { show } from "./shown-value.ts";
import { findSlotFacts, type slotBrand, type SlotDefinition } from "./slot.ts";
import { workflowError } from "./workflow-error.ts";

export type SlotDefinitions = Readonly<Record<string, SlotDefinition>>;

/** What `build` gets as its second argument: every slot as a socket of its type. */
export type SlotSockets<D extends SlotDefinitions> = { readonly [K in keyof D]: D[K][typeof slotBrand] };

/** The results of a workflow by name: the nodes that save or show them. */
export type WorkflowOutputs = Readonly<Record<string, NodeHandle | AnySocket>>;

/** What a workflow says of itself, and how it is built. */
export interface WorkflowOptions<D extends SlotDefinitions> {
  /** `image_generation`, `video_generation`, `upscale`, `controlnet`, or a word of your own. */
  readonly task?: string;
  /** @default "1.0.0" */
  readonly version?: string;
  readonly description?: string;
  /** The parameters that a run may set. Names are snake_case and become parameters in TypeScript and Python. */
  readonly slots?: D;
  /** Adds the nodes and returns the outputs by name. Synchronous; called anew for every graph. */
  build(comfy: Nodes, slots: SlotSockets<D>): WorkflowOutputs;
}

const workflowBrand = Symbol.for("comfyc.workflow");

/** What `workflow(…)` gives and a workflow file exports as its default. */
export interface WorkflowDefinition {
  readonly name: string;
  /** Where `workflow(…)` was called. */
  readonly position: SourcePosition | null;
  /** Calls `build` and gives the frozen graph. @throws invalid_workflow at the place in the author's file. */
  toGraph(): Graph;
}

/** True for what `workflow(…)` of any installed copy of comfyc gave. */
export function isWorkflowDefinition(value: unknown): value is WorkflowDefinition {
  return typeof value === "object" && value !== null && (value as { [workflowBrand]?: true })[workflowBrand] === true;
}

/**
 * Declares a workflow: `export default workflow("sd_basic", { slots, build })`.
 * @throws invalid_workflow for a bad name of the workflow or of a slot.
 * @example
 * ```ts
 * export default workflow("red", {
 *   build(comfy) {
 *     const { IMAGE } = comfy.EmptyImage({ width: 64, height: 64, color: 0xff0000 });
 *     return { image: comfy.SaveImage({ images: IMAGE }) };
 *   },
 * });
 * // "EmptyImage": { "inputs": { "width": 64, "height": 64, "batch_size": 1, "color": 16711680 }, … },
 * // "SaveImage": { "inputs": { "filename_prefix": "ComfyUI", "images": ["EmptyImage", 0] }, … }
 * ```
 */
export function workflow<const D extends SlotDefinitions = Record<never, never>>(
  name: string,
  options: WorkflowOptions<D>,
): WorkflowDefinition {
  const position = captureCallPosition(workflow);
  checkName(name, position);
  checkOptions(name, options, position);
  const slots = toDeclarations(options.slots ?? {}, position);
  const source: Source = { name, position, slots, options: options as unknown as WorkflowOptions<SlotDefinitions> };
  return Object.freeze({ [workflowBrand]: true, name, position, toGraph: () => toGraph(source) });
}

interface Source {
  readonly name: string;
  readonly position: SourcePosition | null;
  readonly slots: readonly SlotDeclaration[];
  readonly options: WorkflowOptions<SlotDefinitions>;
}

// The name becomes a folder, also on Windows, where some names are devices.
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

function checkName(name: unknown, position: SourcePosition | null): void {
  if (typeof name === "string" && /^[a-z0-9][a-z0-9_-]*$/i.test(name) && !deviceName.test(name)) return;
  throw workflowError(`Workflow name ${show(name)} cannot name a folder.`, {
    position,
    hint: "Use letters, digits, _ and -, a letter or digit first, such as sd_basic.",
  });
}

function checkOptions(name: string, options: unknown, position: SourcePosition | null): void {
  const given = (typeof options === "object" && options !== null ? options : {}) as Readonly<Record<string, unknown>>;
  if (typeof given["build"] !== "function") {
    throw workflowError(`Workflow ${name} has no function build.`, {
      position,
      hint: "Write workflow(name, { slots: { … }, build(comfy, slots) { … } }).",
    });
  }
  const odd = ["task", "version", "description"].find(
    (key) => given[key] !== undefined && typeof given[key] !== "string",
  );
  if (odd !== undefined) throw workflowError(`Option ${odd} of workflow ${name} is not a string.`, { position });
}

function toDeclarations(slots: SlotDefinitions, position: SourcePosition | null): SlotDeclaration[] {
  refuseTakenNames(slots, position);
  return Object.entries(slots).map(([name, definition]) => {
    const facts = findSlotFacts(definition);
    if (facts === undefined) {
      throw workflowError(`Slot ${name} is not declared with slot.text, slot.int ….`, { position });
    }
    const fault = findNameFault(name);
    if (fault === undefined) {
      return deepFreeze({ name, ...facts.declaration, ...(facts.position && { position: facts.position }) });
    }
    throw workflowError(`Slot name ${show(name)} ${fault}.`, {
      position: facts.position,
      hint: "Slots become parameters in TypeScript and Python; label says what artists see.",
    });
  });
}

/** An old name must lead to one slot only. */
function refuseTakenNames(slots: SlotDefinitions, position: SourcePosition | null): void {
  const owners = new Map(Object.keys(slots).map((name) => [name, name]));
  for (const [name, definition] of Object.entries(slots)) {
    const facts = findSlotFacts(definition);
    for (const before of facts?.declaration.renamedFrom ?? []) {
      const owner = owners.get(before);
      if (owner !== undefined) {
        const what = owner === before ? "a slot has that name" : `slot ${owner} had that name too`;
        throw workflowError(`Slot ${name} is renamed from ${show(before)}, but ${what}.`, {
          position: facts?.position ?? position,
        });
      }
      owners.set(before, name);
    }
  }
}

function toGraph({ name, position, slots, options }: Source): Graph {
  const build = new Build(name);
  const returned = runBuild(build, slots, options, position);
  const outputs = toOutputs(build, returned, position);
  return deepFreeze({
    graphVersion: 1,
    name,
    task: options.task ?? null,
    version: options.version ?? "1.0.0",
    description: options.description ?? null,
    position,
    slots,
    ...finishBuild({
      root: build.root,
      definitions: [...build.definitions.values()],
      branches: build.branches,
      outputs,
    }),
  });
}

function runBuild(
  build: Build,
  slots: readonly SlotDeclaration[],
  { build: author }: WorkflowOptions<SlotDefinitions>,
  position: SourcePosition | null,
): unknown {
  const sockets = slots.map((slot): [string, object] => [
    slot.name,
    newSocket({ kind: "slot", build, declaration: slot }),
  ]);
  try {
    return withActiveBuild(build, () => author(build.comfy, Object.fromEntries(sockets) as never));
  } catch (error) {
    throw ComfycError.isInstance(error) ? error : authorFault(build.workflow, error, position);
  } finally {
    build.close();
  }
}

/** An error of the author's own code: what was thrown, and the place that threw it. */
function authorFault(workflow: string, error: unknown, position: SourcePosition | null): ComfycError {
  const isError = error instanceof Error;
  const said = isError ? `${error.name}: ${error.message}` : thrownText(error);
  return workflowError(`build of workflow ${workflow} threw ${said}`, {
    position: (isError ? findFirstPosition(error.stack) : null) ?? position,
    cause: error,
  });
}

function toOutputs(
  build: Build,
  returned: unknown,
  position: SourcePosition | null,
): { name: string; node: DraftNode }[] {
  refusePromise(returned, `build of workflow ${build.workflow}`, position);
  const isRecord = typeof returned === "object" && returned !== null && !Array.isArray(returned);
  if (!isRecord || findReference(returned) !== undefined || Object.keys(returned).length === 0) {
    throw workflowError(`build of workflow ${build.workflow} returns no outputs.`, {
      position,
      hint: "Return the nodes that save the results, by name: return { image: comfy.SaveImage({ images }) }.",
    });
  }
  return Object.entries(returned).map(([name, value]: [string, unknown]) => toOutput(build, name, value, position));
}

function toOutput(
  build: Build,
  name: string,
  value: unknown,
  position: SourcePosition | null,
): { name: string; node: DraftNode } {
  const fault = findNameFault(name);
  if (fault !== undefined) throw workflowError(`Output name ${show(name)} ${fault}.`, { position });
  const reference = findReference(value);
  const what = `Output ${name} of workflow ${build.workflow}`;
  if (reference?.kind !== "output") {
    throw workflowError(`${what} is not a node.`, {
      position,
      hint: "Return what a node call gave, such as comfy.SaveImage(…).",
    });
  }
  refuseForeign(reference, { build, scope: build.root, name: what, position });
  return { name, node: reference.node };
}
