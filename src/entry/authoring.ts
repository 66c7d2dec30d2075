/** `comfyc`: what a workflow file imports. */
export { anyValue } from "../dsl/any-value.ts";
export { pick, when } from "../dsl/branch.ts";
export { group } from "../dsl/group.ts";
export { note } from "../dsl/note.ts";
export type {
  AnySocket,
  BooleanSocket,
  ComboSocket,
  FileSocket,
  FloatSocket,
  IntSocket,
  NodeHandle,
  NodeOptions,
  Nodes,
  RawNode,
  Socket,
  StringSocket,
  WildcardSocket,
} from "../dsl/nodes.ts";
export { slot } from "../dsl/slot.ts";
export type {
  ChoiceSlotOptions,
  ModelSlotOptions,
  NumberSlotOptions,
  SlotDefinition,
  SlotOptions,
  TextSlotOptions,
} from "../dsl/slot.ts";
export { socket, type SocketDeclaration } from "../dsl/socket.ts";
export { subgraph, type SubgraphOptions } from "../dsl/subgraph.ts";
export {
  isWorkflowDefinition,
  workflow,
  type SlotSockets,
  type WorkflowDefinition,
  type WorkflowOptions,
  type WorkflowOutputs,
} from "../dsl/workflow.ts";
export { ComfycError } from "../errors/comfyc-error.ts";
export type { SourcePosition } from "../errors/source-position.ts";
export type * from "../graph/graph.ts";
