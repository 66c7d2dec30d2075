import type { JsonObject } from "../json/json-value.ts";
import type { Schema } from "../schema/node-type.ts";
import type { Interrupt } from "./execution/interrupt.ts";
import type { PromptQueue } from "./execution/prompt-queue.ts";
import type { History } from "./execution/history.ts";
import type { Worker } from "./execution/worker.ts";
import type { ServerFolders } from "./files/server-folders.ts";
import type { ServerLog } from "./server-log.ts";
import type { Sockets } from "./sockets.ts";

/** All that the routes work on. */
export interface ServerState {
  readonly schema: Schema;
  /** Served at /object_info. */
  readonly objectInfo: JsonObject;
  readonly folders: ServerFolders;
  /** Model file names by folder. */
  readonly models: Readonly<Record<string, readonly string[]>>;
  readonly maxUploadSize: number;
  readonly queue: PromptQueue;
  readonly history: History;
  readonly worker: Worker;
  readonly interrupt: Interrupt;
  readonly sockets: Sockets;
  readonly log: ServerLog;
}

/** What the server tells clients at /features and over the socket. */
export function serverFeatures(state: Pick<ServerState, "maxUploadSize">): JsonObject {
  return {
    supports_preview_metadata: true,
    max_upload_size: state.maxUploadSize,
    extension: { manager: { supports_v4: true } },
  };
}
