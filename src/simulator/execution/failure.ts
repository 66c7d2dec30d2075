import type { JsonValue } from "../../json/json-value.ts";
import { InterruptSignal } from "./executor.ts";
import { NodeError } from "../node-error.ts";
import { WorkerFault } from "./live-prompt.ts";
import { formatValue, type GatheredInputs } from "./node-inputs.ts";

/** Why a node failed, in the words of execution_error. */
export interface Failure {
  readonly interrupted: boolean;
  /** The history goes on to say success, as ComfyUI does for a cycle found while it runs. */
  readonly keepsSuccess?: boolean;
  readonly message: string;
  readonly type: string;
  readonly traceback: readonly string[];
  readonly inputs: JsonValue;
}

/** @throws WorkerFault, which no node can catch. */
export function failureOf(error: unknown, gathered: GatheredInputs | null, classType: string): Failure {
  if (error instanceof WorkerFault) throw error;
  const interrupted = error instanceof InterruptSignal;
  const message = error instanceof Error ? error.message : String(error);
  const inputs = gathered === null ? {} : Object.fromEntries(formattedInputs(gathered));
  const type = error instanceof NodeError ? error.exceptionType : error instanceof Error ? error.name : "Exception";
  return { interrupted, message: `${message}\n`, type, traceback: tracebackOf(error, classType), inputs };
}

function formattedInputs(gathered: GatheredInputs): [string, JsonValue][] {
  return Object.entries(gathered.lists).map(([name, list]) => [name, list.map(formatValue)]);
}

/** In the shape of Python's traceback; the simulator's own file paths stay out of it. */
function tracebackOf(error: unknown, classType: string): string[] {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const names = [...stack.matchAll(/^\s*at (?:async )?([\w.<> ]+) \(/gm)].map((match) => match[1]!).slice(0, 4);
  const frames = names.map((name, index) => `  File "comfyc/simulator", line ${index + 1}, in ${name}\n`);
  return [`  File "comfyc/simulator/execution", line 1, in execute\n    ${classType}\n`, ...frames.toReversed()];
}

/** A circle that was built while the prompt ran. */
export function cycleFailure(): Failure {
  return {
    interrupted: false,
    keepsSuccess: true,
    message: "Dependency cycle detected",
    type: "graph.DependencyCycleError",
    traceback: [],
    inputs: [],
  };
}
