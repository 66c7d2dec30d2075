import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { loadStockSchema } from "../schema/load-stock-schema.ts";
import type { Schema } from "../schema/node-type.ts";
import { parseObjectInfo } from "../schema/parse-object-info.ts";
import type { ExecutionServices } from "./execution/execution-services.ts";
import { Interrupt } from "./execution/interrupt.ts";
import { PromptQueue } from "./execution/prompt-queue.ts";
import { ResultCache } from "./execution/result-cache.ts";
import { History } from "./execution/history.ts";
import { Worker } from "./execution/worker.ts";
import { executorFinder } from "./executor-finder.ts";
import { ServerFolders } from "./files/server-folders.ts";
import { createHttpServer } from "./http/http-server.ts";
import { modelNames, objectInfoOf } from "./object-info.ts";
import { defaultMaxUploadSize, type SimulatorOptions } from "./options.ts";
import { ServerLog } from "./server-log.ts";
import { serverFeatures, type ServerState } from "./server-state.ts";
import { Sockets } from "./sockets.ts";

/** A ComfyUI 0.8.0 server that needs no GPU and no models, listening. */
export interface Simulator {
  /** `http://127.0.0.1:8188`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Holds input, output, temp and user. */
  readonly folder: string;
  /** Interrupts what runs, ends every connection, and removes the folder where it is a temporary one. */
  close(): Promise<void>;
}

/** Starts a simulator. @throws the system's error where the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const schema = await schemaOf(options);
  const folders = await ServerFolders.open(options.folder);
  const state = assemble(options, schema, folders);
  const server = createHttpServer(state);
  const host = options.host ?? "127.0.0.1";
  try {
    await listen(server, options.port ?? 0, host);
  } catch (error) {
    await folders.remove();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const name = reachableName(host);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= shutDown(state, server));
  return { url: `http://${name}:${port}`, port, folder: folders.root, close };
}

async function schemaOf(options: SimulatorOptions): Promise<Schema> {
  const schema =
    options.schema ??
    (options.objectInfo === undefined
      ? await loadStockSchema()
      : parseObjectInfo(options.objectInfo, { source: "objectInfo" }));
  return { ...schema, listsAreAuthoritative: options.strictLists ?? false };
}

/** How this machine reaches a server that listens on `host`; an address of all interfaces is none to connect to. */
function reachableName(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function assemble(options: SimulatorOptions, schema: Schema, folders: ServerFolders): ServerState {
  const maxUploadSize = options.maxUploadSize ?? defaultMaxUploadSize;
  const sockets: Sockets = new Sockets({
    features: () => serverFeatures({ maxUploadSize }),
    status: () => ({ exec_info: { queue_remaining: queue.remaining } }),
    reconnectBug: options.reconnectBug ?? true,
  });
  const queue = new PromptQueue(() => sockets.sendStatus());
  const history = new History();
  const log = new ServerLog((clientId, entries) => sockets.send("logs", { entries, size: null }, clientId));
  const interrupt = new Interrupt();
  const services = servicesOf(options, schema, folders, sockets, interrupt);
  const worker = new Worker({
    queue,
    history,
    services,
    events: sockets,
    canDie: options.workerCanDie ?? true,
    client: (clientId) => (sockets.runningClient = clientId),
    idle: () => (sockets.runningNode = null),
    log: (line) => log.add(line),
  });
  const objectInfo = options.objectInfo ?? objectInfoOf(schema);
  const models = modelNames(schema, options.models ?? {});
  return { schema, objectInfo, folders, models, maxUploadSize, queue, history, worker, interrupt, sockets, log };
}

function servicesOf(
  options: SimulatorOptions,
  schema: Schema,
  folders: ServerFolders,
  sockets: Sockets,
  interrupt: Interrupt,
): ExecutionServices {
  return {
    events: sockets,
    cache: new ResultCache(),
    interrupt,
    folders,
    stepDelay: options.stepDelay ?? 5,
    previewMethod: options.previewMethod ?? "none",
    findType: (classType) => schema.nodeTypes.get(classType),
    findExecutor: executorFinder(options.executors ?? {}),
    running: (node) => (sockets.runningNode = node),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function shutDown(state: ServerState, server: Server): Promise<void> {
  await state.worker.stop();
  state.sockets.closeAll();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  await state.folders.remove();
}
