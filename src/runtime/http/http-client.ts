import { setTimeout as delay } from "node:timers/promises";
import { Agent, request, type Dispatcher } from "undici";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { JsonValue } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { notComfyui, unreachable } from "./http-failure.ts";
import { readChunks, type ReadLimits } from "./read-chunks.ts";
import type { ServerAddress } from "./server-address.ts";

export interface HttpClientOptions {
  readonly address: ServerAddress;
  /** Sent as `Authorization: Bearer …`. Never printed. */
  readonly token?: string;
  /** Sent with each request and with the WebSocket handshake. Never printed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 5000 */
  readonly connectTimeoutMs?: number;
  /**
   * Longest wait for the first byte of an answer; one that is read as text has to be complete within four times that.
   * @default 30000
   */
  readonly answerTimeoutMs?: number;
}

export interface HttpRequest {
  readonly method?: "GET" | "POST";
  /** Below the server's base path, with a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly answerTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Dispatcher.ResponseData["body"];
}

/** Text of an answer, already read. */
export interface TextReply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Pause before each further try of a GET, in milliseconds. */
const retryPauses = [150, 500];
/** Time between two chunks of a body after which the transfer counts as dead. */
const bodyTimeoutMs = 30_000;
const longestText = 256 * 1024 * 1024;
/** The beginning of a refusal says what there is to say. */
const longestRefusal = 64 * 1024;
/** A file of which less than this comes in the time of one answer would never end. */
const slowestFile = 16 * 1024;

/** HTTP to one server. Redirects are not followed: credentials go to the configured server only. */
export class HttpClient {
  readonly address: ServerAddress;
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;
  readonly #answerTimeoutMs: number;

  constructor(options: HttpClientOptions) {
    this.address = options.address;
    this.#agent = new Agent({ connect: { timeout: options.connectTimeoutMs ?? 5000 }, keepAliveTimeout: 4000 });
    this.#answerTimeoutMs = options.answerTimeoutMs ?? 30_000;
    const { authorization } = options.address;
    this.#headers = {
      ...(authorization === null ? {} : { authorization }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    };
  }

  /** The headers that carry credentials, for the WebSocket handshake. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  /** `text` with every secret of this client blanked out. */
  redact(text: string): string {
    const secrets = Object.values(this.#headers).flatMap((value) => [value, value.split(" ").at(-1)!]);
    return secrets.filter((each) => each.length > 3).reduce((shown, each) => shown.replaceAll(each, "***"), text);
  }

  /** One exchange, no retry. @throws server_unreachable, or the reason of the signal. */
  async send(call: HttpRequest): Promise<HttpReply> {
    const query = call.query === undefined ? "" : `?${new URLSearchParams(call.query)}`;
    const url = `${this.address.url}${call.path}`;
    try {
      const reply = await request(url + query, {
        dispatcher: this.#agent,
        method: call.method ?? "GET",
        headers: { ...this.#headers, ...call.headers },
        body: (call.body ?? null) as Dispatcher.DispatchOptions["body"] & string,
        headersTimeout: call.answerTimeoutMs ?? this.#answerTimeoutMs,
        bodyTimeout: bodyTimeoutMs,
        signal: call.signal ?? null,
      });
      // A connection that dies after the headers is reported to whoever reads the body; nobody else must crash on it.
      reply.body.on("error", () => {});
      return { status: reply.statusCode, headers: flatHeaders(reply.headers), body: reply.body };
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      throw unreachable(this.address.url, error);
    }
  }

  /** One exchange, its answer read as text. @throws server_unreachable */
  async sendText(call: HttpRequest): Promise<TextReply> {
    const reply = await this.send(call);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.read(reply, { withinMs: 4 * this.#answerTimeoutMs }, call.signal)) {
      length += chunk.length;
      if (length > longestText) throw this.unexpected(textReply(reply, ""), call.path);
      chunks.push(chunk);
    }
    return textReply(reply, Buffer.concat(chunks).toString("utf8"));
  }

  /**
   * The chunks of a file's body, however large it is, as long as it comes on.
   * @throws server_unreachable, or the reason of the signal.
   */
  readFile(reply: HttpReply, signal?: AbortSignal): AsyncIterable<Buffer> {
    return this.read(reply, { leastBytes: slowestFile, everyMs: this.#answerTimeoutMs }, signal);
  }

  /** The beginning of the body of an answer that is not what was asked for. @throws as `readFile` */
  async readRefusal(reply: HttpReply, signal?: AbortSignal): Promise<TextReply> {
    let text = "";
    for await (const chunk of this.read(reply, { withinMs: this.#answerTimeoutMs }, signal)) {
      text += chunk.toString("utf8");
      if (text.length > longestRefusal) break;
    }
    return textReply(reply, text);
  }

  /** As `sendText`, tried again after a failure of the transport or a 502, 503 or 504. For calls that may be repeated. */
  async sendTextAgain(call: HttpRequest): Promise<TextReply> {
    for (const pause of retryPauses) {
      try {
        const reply = await this.sendText(call);
        if (![502, 503, 504].includes(reply.status)) return reply;
      } catch (error) {
        if (!ComfycError.isInstance(error) || error.code !== "server_unreachable") throw error;
      }
      await delay(pause, undefined, call.signal === undefined ? {} : { signal: call.signal });
    }
    return await this.sendText(call);
  }

  /** The JSON of a GET. @throws server_unreachable, not_comfyui */
  async getJson(path: string, options: Omit<HttpRequest, "path"> = {}): Promise<JsonValue> {
    const call = { ...options, path };
    return this.parseReply(await this.sendTextAgain(call), path);
  }

  /** The JSON of an answer with status 200. @throws not_comfyui */
  parseReply(reply: TextReply, path: string): JsonValue {
    if (reply.status !== 200) throw this.unexpected(reply, path);
    try {
      return parseJson(reply.text, { source: this.address.url + path });
    } catch {
      throw this.unexpected(reply, path);
    }
  }

  unexpected(reply: TextReply, path: string): ComfycError {
    const text = this.redact(reply.text.slice(0, 2000));
    return notComfyui({ ...reply, text, url: this.address.url + path });
  }

  /** Ends every open connection. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  private async *read(reply: HttpReply, limits: ReadLimits, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    try {
      yield* readChunks(reply.body, limits);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw unreachable(this.address.url, error);
    }
  }
}

function textReply({ status, headers }: HttpReply, text: string): TextReply {
  return { status, contentType: headers["content-type"] ?? "", text };
}

function flatHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const flat: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
