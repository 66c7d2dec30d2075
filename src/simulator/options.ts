import type { JsonObject } from "../json/json-value.ts";
import type { Schema } from "../schema/node-type.ts";
import type { Executor, ExecutorDefinition } from "./execution/executor.ts";

export interface SimulatorOptions {
  /** TCP port; 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** Node types that the server has. @default those of `objectInfo`, else the stock schema */
  readonly schema?: Schema;
  /** Served as it is at /object_info, instead of one made from `schema`. */
  readonly objectInfo?: JsonObject;
  /** Holds input, output, temp and user. @default a temporary folder, removed by `close` */
  readonly folder?: string;
  /** Executors by node type; they come before the simulator's own. */
  readonly executors?: Readonly<Record<string, Executor | ExecutorDefinition>>;
  /** Model file names by model folder, beyond those that the schema lists. */
  readonly models?: Readonly<Record<string, readonly string[]>>;
  /**
   * Refuse model names outside the lists of the schema, as a real server does. Otherwise a list of files takes any name.
   * @default false
   */
  readonly strictLists?: boolean;
  /** Milliseconds that a sampler step takes. @default 5 */
  readonly stepDelay?: number;
  /** What the server was started with; a prompt's `extra_data.preview_method` goes first. @default "none" */
  readonly previewMethod?: string;
  /** Longest request body, in bytes. @default 100 MiB */
  readonly maxUploadSize?: number;
  /**
   * As ComfyUI 0.8.0, forget a client id when an older socket of that id closes, so that the newer one goes silent
   * (server.py: websocket_handler).
   * @default true
   */
  readonly reconnectBug?: boolean;
  /**
   * As ComfyUI 0.8.0, let a prompt with a node without inputs, or with an undeclared link to a missing node, kill the
   * worker for good (main.py: prompt_worker). False ends such a prompt with an execution error.
   * @default true
   */
  readonly workerCanDie?: boolean;
}

export const serverVersion = "0.8.0";
export const defaultMaxUploadSize = 100 * 1024 * 1024;
