import type { NodeType } from "../../schema/node-type.ts";
import type { Events } from "../events.ts";
import type { ServerFolders } from "../files/server-folders.ts";
import type { ExecutorDefinition } from "./executor.ts";
import type { Interrupt } from "./interrupt.ts";
import type { ResultCache } from "./result-cache.ts";

/** What an execution uses of the server around it. */
export interface ExecutionServices {
  readonly events: Events;
  readonly cache: ResultCache;
  readonly interrupt: Interrupt;
  readonly folders: ServerFolders;
  readonly stepDelay: number;
  /** What the server was started with. */
  readonly previewMethod: string;
  readonly findType: (classType: string) => NodeType | undefined;
  readonly findExecutor: (classType: string) => ExecutorDefinition;
  /** Told which node of the prompt runs now; a socket that reconnects is told it. */
  readonly running: (displayNode: string) => void;
}
