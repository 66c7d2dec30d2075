import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { HttpClient, HttpReply, HttpRequest, TextReply } from "./http/http-client.ts";

/** A file on the server, as its history and /view name it. */
export interface ServerFile {
  readonly filename: string;
  readonly subfolder: string;
  /** The server's folder: "output", "temp" or "input". */
  readonly type: string;
}

/** What a server says of itself. */
export interface ServerFacts {
  /** `comfyui_version`, or null where it is not told. */
  readonly version: string | null;
  /** The embedded simulator: its pictures are not made by a model. */
  readonly simulated: boolean;
  readonly devices: readonly ServerDevice[];
}

export interface ServerDevice {
  readonly name: string;
  readonly type: string;
  /** Bytes; null where unknown. */
  readonly vramTotal: number | null;
  readonly vramFree: number | null;
}

/** An entry of the queue, as far as a client needs it. */
interface QueueItem {
  readonly promptId: string;
  /** Lowest first. */
  readonly number: number;
  /** Ids of the output nodes that will run. */
  readonly outputs: readonly string[];
}

export interface Queue {
  readonly running: readonly QueueItem[];
  /** In the order in which they will run. */
  readonly pending: readonly QueueItem[];
}

/** The routes of one ComfyUI, typed. Knows nothing of runs. */
export class ComfyServer {
  readonly http: HttpClient;
  private facts: Promise<ServerFacts> | null = null;
  private objectInfos = new Map<string, Promise<JsonValue>>();
  /** False once the server has shown that it has no `/api/jobs/{id}` (before 0.8) or no cancel route (before late 2026). */
  private hasJobs = true;
  private hasCancel = true;

  constructor(http: HttpClient) {
    this.http = http;
  }

  get url(): string {
    return this.http.address.url;
  }

  /** Facts of the server, asked once. @throws server_unreachable, not_comfyui */
  async fetchFacts(): Promise<ServerFacts> {
    this.facts ??= this.http.getJson("/system_stats").then((json) => this.parseFacts(json));
    try {
      return await this.facts;
    } catch (error) {
      this.facts = null;
      throw error;
    }
  }

  /** Largest body in bytes that the server says it takes, or null. */
  async fetchMaxUploadSize(signal?: AbortSignal): Promise<number | null> {
    const reply = await this.http.sendTextAgain({ path: "/features", ...(signal && { signal }) });
    if (reply.status !== 200) return null;
    const features = this.http.parseReply(reply, "/features");
    const size = isJsonObject(features) ? features["max_upload_size"] : null;
    return typeof size === "number" ? size : null;
  }

  /** The object_info entry of one node type, or null where the server does not have it. Kept for the life of the client. */
  async fetchNodeInfo(classType: string): Promise<JsonObject | null> {
    const known = this.objectInfos.get(classType) ?? this.http.getJson(`/object_info/${encodeURIComponent(classType)}`);
    this.objectInfos.set(classType, known);
    try {
      const info = await known;
      const entry = isJsonObject(info) ? info[classType] : null;
      return isJsonObject(entry) ? entry : null;
    } catch (error) {
      this.objectInfos.delete(classType);
      throw error;
    }
  }

  /** The bare answer of `POST /prompt`, whatever its status. @throws server_unreachable */
  async postPrompt(body: string): Promise<TextReply> {
    return await this.http.sendText(jsonPost("/prompt", body));
  }

  async fetchQueue(signal?: AbortSignal): Promise<Queue> {
    const json = await this.http.getJson("/queue", signal && { signal });
    const items = (key: string) =>
      isJsonObject(json) && Array.isArray(json[key]) ? json[key].flatMap(parseQueueItem) : [];
    // queue_pending comes in heap order.
    const pending = items("queue_pending").sort((a, b) => a.number - b.number || (a.promptId < b.promptId ? -1 : 1));
    return { running: items("queue_running"), pending };
  }

  /** The history entry of a prompt that has ended, else null: also where the server never knew it. */
  async fetchHistoryEntry(promptId: string, signal?: AbortSignal): Promise<JsonObject | null> {
    const json = await this.http.getJson(`/history/${encodeURIComponent(promptId)}`, signal && { signal });
    const entry = isJsonObject(json) ? json[promptId] : null;
    return isJsonObject(entry) ? entry : null;
  }

  /** `/api/jobs/{id}`: the job, null where the server does not know it, undefined where it has no such route. */
  async findJob(promptId: string, signal?: AbortSignal): Promise<JsonObject | null | undefined> {
    if (!this.hasJobs) return undefined;
    const path = `/api/jobs/${encodeURIComponent(promptId)}`;
    const reply = await this.http.sendTextAgain({ path, ...(signal && { signal }) });
    if (reply.status === 404) {
      if (reply.text.includes("Job not found")) return null;
      this.hasJobs = false;
      return undefined;
    }
    const json = this.http.parseReply(reply, path);
    return isJsonObject(json) ? json : null;
  }

  /** Ends one prompt atomically where the server can; false where it has no such route. */
  async cancelJob(promptId: string): Promise<boolean> {
    if (!this.hasCancel) return false;
    const reply = await this.http.sendText(jsonPost(`/api/jobs/${encodeURIComponent(promptId)}/cancel`, "{}"));
    this.hasCancel = reply.status === 200;
    return this.hasCancel;
  }

  /** Takes one pending copy of a prompt off the queue; a running one is untouched. */
  async deletePending(promptId: string): Promise<void> {
    await this.http.sendTextAgain(jsonPost("/queue", JSON.stringify({ delete: [promptId] })));
  }

  /** Interrupts a prompt if it is running. Servers before late 2025 ignore the id: check the queue just before. */
  async interrupt(promptId: string): Promise<void> {
    await this.http.sendText(jsonPost("/interrupt", JSON.stringify({ prompt_id: promptId })));
  }

  /** The bytes of a file; `from` asks for the rest after that many bytes. @throws server_unreachable */
  async view(file: ServerFile, from: number, signal?: AbortSignal): Promise<HttpReply> {
    const { filename, subfolder, type } = file;
    return await this.http.send({
      path: "/view",
      query: { filename, subfolder, type },
      // A content encoding would make the length and the ranges those of the packed bytes.
      headers: { "accept-encoding": "identity", ...(from > 0 && { range: `bytes=${from}-` }) },
      ...(signal && { signal }),
    });
  }

  private parseFacts(json: JsonValue): ServerFacts {
    const system = isJsonObject(json) ? json["system"] : null;
    if (!isJsonObject(json) || !isJsonObject(system)) {
      throw this.http.unexpected({ status: 200, contentType: "application/json", text: "" }, "/system_stats");
    }
    const version = system["comfyui_version"];
    return {
      version: typeof version === "string" ? version : null,
      simulated: system["comfyc_simulator"] === true,
      devices: Array.isArray(json["devices"]) ? json["devices"].filter(isJsonObject).map(parseDevice) : [],
    };
  }
}

function jsonPost(path: string, body: string): HttpRequest {
  return { method: "POST", path, headers: { "content-type": "application/json" }, body };
}

function parseDevice(json: JsonObject): ServerDevice {
  const { name, type, vram_total: total, vram_free: free } = json;
  return {
    name: typeof name === "string" ? name : "unknown",
    type: typeof type === "string" ? type : "unknown",
    vramTotal: typeof total === "number" ? total : null,
    vramFree: typeof free === "number" ? free : null,
  };
}

function parseQueueItem(json: JsonValue): QueueItem[] {
  if (!Array.isArray(json)) return [];
  const [number, promptId, , , outputs] = json;
  if (typeof promptId !== "string") return [];
  const ids = Array.isArray(outputs) ? outputs.filter((each) => typeof each === "string") : [];
  return [{ promptId, number: Number(number), outputs: ids }];
}
