import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";

type Json = Record<string, any>;

/** What the server does with one accepted prompt. Frames go to the client of the prompt; objects as JSON, bytes as they are. */
export interface Play {
  readonly frames?: readonly (Json | Uint8Array | Pause)[];
  /** `outputs` and `messages` of the history entry; null leaves the prompt running for ever. */
  readonly ending: {
    readonly outputs?: Json;
    readonly messages?: readonly [string, Json][];
    readonly status?: string;
  } | null;
}

/** A frame that is no frame: something that happens between frames. */
type Pause = { readonly wait: number } | { readonly act: (server: ScriptedServer) => void | Promise<void> };

export interface ScriptedServerOptions {
  /** @default a run of all nodes that reports `outputs` of `files` for node "2" */
  readonly play?: (prompt: Json, promptId: string) => Play;
  /** Answers a request in the server's place; false leaves it to the server. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean | Promise<boolean>;
  /** False: as before 0.8, no `/api/jobs`. @default true */
  readonly jobs?: boolean;
  /** `silent`: sends nothing after the greeting · `mute`: not even that · `refused`: no handshake. @default "live" */
  readonly socket?: "live" | "silent" | "mute" | "refused";
  /** Time between the end of a run and its history entry. @default 0 */
  readonly historyDelayMs?: number;
  readonly files?: Record<string, Uint8Array>;
  readonly objectInfo?: Json;
  readonly features?: Json;
  readonly stats?: Json;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

interface Entry {
  readonly id: string;
  readonly number: number;
  readonly request: Json;
}

/** A ComfyUI of strings: real sockets, the routes that a client needs, and every fault that a test asks for. */
export class ScriptedServer {
  readonly seen: Seen[] = [];
  readonly uploads: Buffer[] = [];
  readonly clients = new Map<string, WebSocket>();
  readonly connections: string[] = [];
  history: Json = {};
  running: Entry[] = [];
  pending: Entry[] = [];
  private readonly options: ScriptedServerOptions;
  private readonly server: Server;
  private readonly sockets: WebSocketServer;
  private counter = 0;
  private closed = false;

  static async start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    await new Promise<void>((resolve) => server.server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  private constructor(options: ScriptedServerOptions) {
    this.options = options;
    this.server = createServer((request, response) => void this.handle(request, response));
    this.sockets = new WebSocketServer({ noServer: true });
    this.server.on("upgrade", (request, socket, head) => {
      if (options.socket === "refused") return void socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      this.sockets.handleUpgrade(request, socket, head, (client) => this.greet(client, request));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Paths of the requests so far, with the method. */
  get calls(): string[] {
    return this.seen.map(({ method, path }) => `${method} ${path.split("?")[0]}`);
  }

  get posts(): Json[] {
    return this.seen
      .filter(({ method, path }) => method === "POST" && path === "/prompt")
      .map(({ body }) => JSON.parse(body));
  }

  send(clientId: string, frame: Json | Uint8Array): void {
    if (this.options.socket === "silent" || this.options.socket === "mute") return;
    this.clients.get(clientId)?.send(frame instanceof Uint8Array ? frame : JSON.stringify(frame));
  }

  dropSockets(): void {
    for (const client of this.clients.values()) client.terminate();
    this.clients.clear();
  }

  /** Ends the running prompt as an interrupt from elsewhere does. */
  interrupt(): void {
    for (const { id } of this.running)
      this.finish(id, { messages: [["execution_interrupted", { prompt_id: id }]], status: "error" });
  }

  /** Forgets everything, as a restart does. */
  forget(): void {
    this.running = [];
    this.pending = [];
    this.history = {};
  }

  async close(): Promise<void> {
    this.closed = true;
    this.dropSockets();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private greet(client: WebSocket, request: IncomingMessage): void {
    const clientId = new URL(request.url!, this.url).searchParams.get("clientId")!;
    this.clients.set(clientId, client);
    this.connections.push(clientId);
    client.on("message", (message) =>
      this.seen.push({ method: "WS", path: "/ws", body: String(message), headers: request.headers }),
    );
    if (this.options.socket === "mute") return;
    client.send(
      JSON.stringify({ type: "status", data: { status: { exec_info: { queue_remaining: 0 } }, sid: clientId } }),
    );
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url!;
    this.seen.push({ method: request.method!, path, body: body.toString("utf8"), headers: request.headers });
    if (await this.options.intercept?.(request, response, body)) return;
    const url = new URL(request.url!, this.url);
    const route = `${request.method} ${url.pathname}`;
    if (route === "GET /system_stats") return json(response, this.options.stats ?? stats);
    if (route === "GET /features") return json(response, this.options.features ?? { max_upload_size: 104857600 });
    if (route === "POST /prompt") return this.accept(response, JSON.parse(body.toString("utf8")) as Json);
    if (route === "GET /queue")
      return json(response, { queue_running: this.running.map(item), queue_pending: this.pending.map(item) });
    if (route === "POST /queue") return this.deletePending(response, JSON.parse(body.toString("utf8")) as Json);
    if (route === "POST /interrupt") return this.interruptOne(response, JSON.parse(body.toString("utf8")) as Json);
    if (route === "GET /view") return this.view(request, response, url);
    if (route === "POST /upload/image") return this.upload(response, body);
    if (url.pathname.startsWith("/history/")) return json(response, pick(this.history, url.pathname.slice(9)));
    if (url.pathname.startsWith("/object_info/"))
      return json(response, pick(this.options.objectInfo ?? {}, decodeURIComponent(url.pathname.slice(13))));
    if (request.method === "GET" && url.pathname.startsWith("/api/jobs/") && this.options.jobs !== false)
      return this.job(response, url.pathname.slice(10));
    response.writeHead(404, { "content-type": "text/plain" }).end("404: Not Found");
  }

  private accept(response: ServerResponse, request: Json): void {
    const id = String(request["prompt_id"]);
    const entry = { id, number: this.counter++, request };
    this.pending.push(entry);
    json(response, { prompt_id: id, number: entry.number, node_errors: {} });
    if (this.running.length === 0) void this.next();
  }

  /** Runs the next waiting prompt; tests that hold the queue call `hold` first. */
  private async next(): Promise<void> {
    const entry = this.pending.shift();
    if (entry === undefined) return;
    this.running.push(entry);
    const play = (this.options.play ?? ((): Play => success({})))(entry.request["prompt"], entry.id);
    for (const frame of play.frames ?? []) {
      if (this.closed || !this.running.includes(entry)) return;
      if ("wait" in frame) await delay(frame["wait"] as number);
      else if ("act" in frame) await (frame["act"] as (server: ScriptedServer) => unknown)(this);
      else this.send(entry.request["client_id"], frame as Json);
    }
    if (play.ending === null || !this.running.includes(entry)) return;
    this.finish(entry.id, play.ending);
  }

  private finish(id: string, ending: NonNullable<Play["ending"]>): void {
    const entry = this.running.find((each) => each.id === id);
    if (entry === undefined) return;
    const record = {
      prompt: [
        entry.number,
        id,
        entry.request["prompt"],
        entry.request["extra_data"],
        Object.keys(ending.outputs ?? {}),
      ],
      outputs: ending.outputs ?? {},
      status: {
        status_str: ending.status ?? "success",
        completed: (ending.status ?? "success") === "success",
        messages: ending.messages ?? [
          ["execution_start", { prompt_id: id, timestamp: 1000 }],
          ["execution_cached", { nodes: [], prompt_id: id, timestamp: 1000 }],
          ["execution_success", { prompt_id: id, timestamp: 1250 }],
        ],
      },
      meta: {},
    };
    const store = () => {
      this.running = this.running.filter((each) => each !== entry);
      this.history[id] = record;
    };
    const client = entry.request["client_id"] as string;
    const [last] = record.status.messages.at(-1) ?? ["execution_success"];
    this.send(client, {
      type: last as string,
      data: { prompt_id: id, ...(record.status.messages.at(-1)?.[1] as Json) },
    });
    if ((this.options.historyDelayMs ?? 0) === 0) store();
    else setTimeout(store, this.options.historyDelayMs);
    this.send(client, { type: "executing", data: { node: null, prompt_id: id } });
    void this.next();
  }

  private deletePending(response: ServerResponse, body: Json): void {
    for (const id of (body["delete"] ?? []) as string[]) {
      const at = this.pending.findIndex((entry) => entry.id === id);
      if (at >= 0) this.pending.splice(at, 1);
    }
    response.writeHead(200).end();
  }

  private interruptOne(response: ServerResponse, body: Json): void {
    response.writeHead(200).end();
    if (this.running.some(({ id }) => id === body["prompt_id"])) this.interrupt();
  }

  private job(response: ServerResponse, id: string): void {
    if (this.running.some((entry) => entry.id === id)) return json(response, { id, status: "in_progress" });
    if (this.pending.some((entry) => entry.id === id)) return json(response, { id, status: "pending" });
    const entry = this.history[id];
    if (entry === undefined) return json(response, { error: "Job not found" }, 404);
    json(response, {
      id,
      status: entry.status.status_str === "success" ? "completed" : "failed",
      outputs: entry.outputs,
      execution_status: entry.status,
    });
  }

  private view(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const bytes = this.options.files?.[url.searchParams.get("filename") ?? ""];
    if (bytes === undefined) return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
    const from = Number(range?.[1] ?? 0);
    const headers = {
      "content-length": bytes.length - from,
      ...(range && { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    };
    response.writeHead(range === null ? 200 : 206, headers).end(bytes.subarray(from));
  }

  private upload(response: ServerResponse, body: Buffer): void {
    this.uploads.push(body);
    const name = /name="image"; filename="([^"]+)"/.exec(body.toString("latin1"))?.[1];
    const subfolder = /name="subfolder"\r\n\r\n([^\r]*)/.exec(body.toString("latin1"))?.[1] ?? "";
    json(response, { name, subfolder, type: "input" });
  }
}

/** The frames and history of a run that goes well, as the recorded traces have them. */
export function success(outputs: Json, between: Play["frames"] = []): Play {
  return { frames: between, ending: { outputs } };
}

const stats = {
  system: { os: "linux", comfyui_version: "0.8.0", python_version: "3.12" },
  devices: [{ name: "cpu", type: "cpu", vram_total: 100, vram_free: 50 }],
};

export function json(response: ServerResponse, value: unknown, status = 200): void {
  const text = JSON.stringify(value);
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) })
    .end(text);
}

function item({ id, number, request }: Entry): unknown[] {
  return [number, id, request["prompt"], request["extra_data"], []];
}

function pick(object: Json, key: string): Json {
  return Object.hasOwn(object, key) ? { [key]: object[key] } : {};
}
