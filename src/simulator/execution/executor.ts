import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { PromptNode } from "../../prompt/prompt.ts";
import type { NodeType } from "../../schema/node-type.ts";
import type { PreviewImage } from "../events.ts";
import type { ServerFolders } from "../files/server-folders.ts";
import type { ExpansionBuilder } from "./expansion-builder.ts";

/** Values by input name: literals as the server coerced them, linked values as their executor returned them. */
export type NodeInputs = Readonly<Record<string, unknown>>;

export interface ExecutorResult {
  /** One value an output of the node. */
  readonly outputs?: readonly unknown[];
  /** What `executed` and the history report: every value is a list. */
  readonly ui?: Readonly<Record<string, readonly JsonValue[]>>;
  /** Nodes to run in place of this one; `outputs` may then hold links into them. */
  readonly expand?: Readonly<Record<string, ExpandedNode>>;
}

export interface ExpandedNode extends PromptNode {
  /** The node of the prompt that events name as `display_node`. */
  readonly override_display_id?: string;
}

/** The outputs alone, or with ui and expansion. */
export type ExecutorReturn = readonly unknown[] | ExecutorResult;
export type Executor = (inputs: NodeInputs, context: ExecutorContext) => ExecutorReturn | Promise<ExecutorReturn>;

export interface ExecutorDefinition {
  readonly execute: Executor;
  /** Names of the lazy inputs that are needed now; a lazy input that is not there yet reads null. */
  readonly needs?: (inputs: NodeInputs, context: ExecutorContext) => readonly string[] | Promise<readonly string[]>;
  /** The node is a coroutine in Python: it starts early and other nodes run beside it. @default false */
  readonly concurrent?: boolean;
  /** INPUT_IS_LIST: called once, with a list for every input. @default false */
  readonly takesLists?: boolean;
  /** Keep the `JsonFloat` of a whole float such as 5.0 instead of its number. @default false */
  readonly keepsFloats?: boolean;
  /** Takes what the node type does not declare, as Python's `**kwargs`. @default true for a registered executor */
  readonly takesAnything?: boolean;
  /** IS_CHANGED: part of the cache key. */
  readonly fingerprint?: (inputs: NodeInputs, context: ExecutorContext) => string | Promise<string>;
}

/** What an executor may use of the server. */
export interface ExecutorContext {
  readonly promptId: string;
  readonly nodeId: string;
  readonly classType: string;
  /** Undefined for a node type that only an executor knows. */
  readonly nodeType: NodeType | undefined;
  readonly prompt: JsonObject;
  readonly extraData: JsonObject;
  readonly folders: ServerFolders;
  /** Milliseconds for one sampler step. */
  readonly stepDelay: number;
  /** True where the prompt asked for previews. */
  readonly previews: boolean;
  /** Inputs of any node of the running prompt, those of expansions included. */
  readonly findNode: (id: string) => PromptNode | undefined;
  /** Reports progress, and sends `preview` with it. @throws InterruptSignal */
  readonly progress: (value: number, max: number, preview?: PreviewImage) => void;
  /** As `progress`, but no `progress` event is sent: what ComfyAPI's set_progress does. @throws InterruptSignal */
  readonly setProgress: (value: number, max: number) => void;
  /** Waits. @throws InterruptSignal where the execution was interrupted meanwhile */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Sends text for the node to every client (binary type 3). */
  readonly sendText: (text: string) => void;
  /** Names the nodes of an expansion as the server does. */
  readonly newExpansion: () => ExpansionBuilder;
}

/** Thrown where an execution was interrupted; never an error of the node. */
export class InterruptSignal extends Error {
  override readonly name = "InterruptSignal";
}

/** A value that keeps every node from running that would use it; a message is reported once. */
export class ExecutionBlocker {
  readonly message: string | null;

  constructor(message: string | null = null) {
    this.message = message;
  }
}

/** The definition of a registered executor. */
export function defineExecutor(executor: Executor | ExecutorDefinition): ExecutorDefinition {
  return { takesAnything: true, ...(typeof executor === "function" ? { execute: executor } : executor) };
}

export function resultOf(returned: ExecutorReturn): ExecutorResult {
  return Array.isArray(returned) ? { outputs: returned } : (returned as ExecutorResult);
}
