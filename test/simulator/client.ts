import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject, JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";

type PromptJson = Record<string, { class_type: string; inputs: Record<string, unknown> }>;

export interface HistoryEntry {
  readonly outputs: Record<string, Record<string, { filename: string; subfolder: string; type: string }[]>>;
  readonly status: { readonly status_str: string; readonly messages: readonly [string, Record<string, unknown>][] };
}

/** The little that a test needs of a client: requests, and a prompt run to its end. */
export class TestClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async get(path: string): Promise<{ status: number; json: JsonValue; text: string; headers: Headers }> {
    return read(await fetch(this.url + path));
  }

  async post(path: string, body?: string | JsonObject | FormData, method = "POST") {
    const sent =
      body === undefined
        ? {}
        : { body: typeof body === "string" || body instanceof FormData ? body : stringifyJson(body) };
    return read(await fetch(this.url + path, { method, ...sent }));
  }

  /** Posts a prompt and waits for its history. @throws where it is refused */
  async run(prompt: PromptJson, more: JsonObject = {}): Promise<HistoryEntry> {
    const { json, status, text } = await this.post("/prompt", { prompt: prompt as unknown as JsonObject, ...more });
    if (status !== 200) throw new Error(text);
    return this.history(String((json as JsonObject)["prompt_id"]));
  }

  async history(id: string): Promise<HistoryEntry> {
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(10)) {
      const { json } = await this.get(`/history/${id}`);
      const entry = (json as JsonObject)[id];
      if (entry !== undefined) return entry as unknown as HistoryEntry;
    }
    throw new Error(`prompt ${id} did not end`);
  }

  /** Bytes of the first file that a node put out under `key`. */
  async file(entry: HistoryEntry, node: string, key = "images", index = 0): Promise<Buffer> {
    const item = entry.outputs[node]![key]![index]!;
    const query = new URLSearchParams({ filename: item.filename, subfolder: item.subfolder, type: item.type });
    return Buffer.from(await (await fetch(`${this.url}/view?${query}`)).arrayBuffer());
  }
}

async function read(response: Response) {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: response.status, json: isJson ? parseJson(text) : null, text, headers: response.headers };
}
