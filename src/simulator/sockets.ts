import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { isJsonObject, type JsonObject } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import type { Events, PreviewImage } from "./events.ts";
import { previewFrame, previewFrameWithMetadata, textFrame } from "./socket-frames.ts";

interface Client {
  readonly socket: WebSocket;
  readonly flags: JsonObject;
}

export interface SocketsOptions {
  readonly features: () => JsonObject;
  readonly status: () => JsonObject;
  /** See SimulatorOptions. */
  readonly reconnectBug: boolean;
}

/** The sockets by client id, and the events that go out over them. */
export class Sockets implements Events {
  private readonly clients = new Map<string, Client>();
  private readonly open = new Set<WebSocket>();
  private readonly options: SocketsOptions;
  /** Client of the prompt that runs or ran last, and the node that runs. */
  runningClient: string | null = null;
  runningNode: string | null = null;

  constructor(options: SocketsOptions) {
    this.options = options;
  }

  /** Takes a new socket in place of an older one of the same id, which stays open but hears nothing more. */
  add(socket: WebSocket, clientId: string | null): void {
    const id = clientId ?? randomUUID().replaceAll("-", "");
    const client: Client = { socket, flags: {} };
    this.clients.set(id, client);
    this.open.add(socket);
    this.greet(id);
    this.listenForFlags(client, id);
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      this.open.delete(socket);
      // ComfyUI 0.8.0 does not look whether the id has a newer socket by now.
      if (this.options.reconnectBug || this.clients.get(id) === client) this.clients.delete(id);
    });
  }

  send(type: string, data: JsonObject, clientId: string | null): void {
    this.deliver(stringifyJson({ type, data }), clientId);
  }

  sendStatus(): void {
    this.send("status", { status: this.options.status() }, null);
  }

  sendPreview(preview: PreviewImage, clientId: string | null): void {
    this.deliver(previewFrame(preview), clientId);
  }

  sendPreviewWithMetadata(meta: JsonObject, preview: PreviewImage, clientId: string | null): void {
    this.deliver(previewFrameWithMetadata(meta, preview), clientId);
  }

  sendText(nodeId: string, text: string): void {
    this.deliver(textFrame(nodeId, text), null);
  }

  wantsPreviewMetadata(clientId: string): boolean {
    return this.clients.get(clientId)?.flags["supports_preview_metadata"] === true;
  }

  closeAll(): void {
    for (const socket of this.open) socket.terminate();
    this.clients.clear();
  }

  private greet(id: string): void {
    this.send("status", { status: this.options.status(), sid: id }, id);
    if (this.runningClient === id && this.runningNode !== null) this.send("executing", { node: this.runningNode }, id);
  }

  /** Only the first message that is JSON may hold feature flags; all others are ignored. */
  private listenForFlags(client: Client, id: string): void {
    let first = true;
    client.socket.on("message", (data, isBinary) => {
      if (!first || isBinary) return;
      const message = parseMessage(String(data));
      if (message === undefined) return;
      first = false;
      if (!isJsonObject(message) || message["type"] !== "feature_flags") return;
      Object.assign(client.flags, isJsonObject(message["data"]) ? message["data"] : {});
      this.send("feature_flags", this.options.features(), id);
    });
  }

  private deliver(frame: string | Buffer, clientId: string | null): void {
    if (clientId !== null) {
      this.clients.get(clientId)?.socket.send(frame);
      return;
    }
    for (const { socket } of this.clients.values()) socket.send(frame);
  }
}

function parseMessage(text: string) {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
