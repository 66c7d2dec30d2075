/** `comfyc/simulator`: a ComfyUI server without a GPU, to test against. */
export { startSimulator, type Simulator } from "../simulator/start-simulator.ts";
export type { SimulatorOptions } from "../simulator/options.ts";
export {
  ExecutionBlocker,
  type Executor,
  type ExecutorContext,
  type ExecutorDefinition,
  type ExecutorResult,
  type NodeInputs,
} from "../simulator/execution/executor.ts";
export { NodeError } from "../simulator/node-error.ts";
