import { ComfycError } from "../errors/comfyc-error.ts";
import type { JsonValue } from "../json/json-value.ts";
import { parseJson, type ParseJsonOptions } from "../json/parse-json.ts";
import { ComfyServer } from "../runtime/comfy-server.ts";
import { HttpClient, type HttpReply } from "../runtime/http/http-client.ts";
import { parseServerAddress } from "../runtime/http/server-address.ts";

/** Asks the server at `url` what `ask` wants to know, and ends the connections. @throws as `ask`, invalid_address */
export async function withServer<T>(url: string, ask: (server: ComfyServer) => Promise<T>): Promise<T> {
  const http = new HttpClient({ address: parseServerAddress(url) });
  try {
    return await ask(new ComfyServer(http));
  } finally {
    await http.close();
  }
}

export interface FetchJsonOptions extends Pick<ParseJsonOptions, "onDuplicateKey"> {
  /** Longest body, in bytes. A longer one is refused before it is in memory. */
  readonly limit: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The JSON of a GET. @throws server_unreachable, not_comfyui, invalid_json, invalid_schema for a body over the limit */
export async function fetchJson(server: ComfyServer, path: string, options: FetchJsonOptions): Promise<JsonValue> {
  const { http } = server;
  const reply = await http.send({
    path,
    answerTimeoutMs: options.timeoutMs,
    ...(options.signal !== undefined && { signal: options.signal }),
  });
  const { status, headers } = reply;
  const contentType = headers["content-type"] ?? "";
  const text = await readBody(reply, `${http.address.url}${path}`, options);
  if (status !== 200) throw http.unexpected({ status, contentType, text }, path);
  try {
    const { onDuplicateKey } = options;
    return parseJson(text, { source: http.address.url + path, ...(onDuplicateKey && { onDuplicateKey }) });
  } catch (error) {
    // A web page says most about itself by not being JSON; JSON that is broken, by where.
    throw contentType.includes("json") ? error : http.unexpected({ status, contentType, text }, path);
  }
}

/** As `fetchJson`, for what a server need not have: undefined for any answer but JSON with status 200. */
export async function findJson(
  server: ComfyServer,
  path: string,
  options: FetchJsonOptions,
): Promise<JsonValue | undefined> {
  try {
    return await fetchJson(server, path, options);
  } catch (error) {
    if (options.signal?.aborted || !ComfycError.isInstance(error)) throw error;
    return undefined;
  }
}

async function readBody(reply: HttpReply, source: string, { limit, signal }: FetchJsonOptions): Promise<string> {
  const told = Number(reply.headers["content-length"]);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Refused by what it says of itself where it does, so that nothing of it is read.
    if (told > limit) throw tooLong(source, told, limit);
    for await (const chunk of reply.body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) throw tooLong(source, length, limit);
      chunks.push(chunk);
    }
  } catch (error) {
    reply.body.destroy();
    if (signal?.aborted) throw signal.reason;
    if (ComfycError.isInstance(error)) throw error;
    throw new ComfycError("server_unreachable", `The answer of ${source} broke off.`, {
      hint: "Try again; if it happens again, look at the log of the server.",
      cause: error,
    });
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The error for more bytes than comfyc reads; `bytes` is what was told or read so far. */
export function tooLong(source: string, bytes: number, limit: number): ComfycError {
  const mebibytes = (count: number) => Math.ceil(count / 2 ** 20);
  return new ComfycError(
    "invalid_schema",
    `${source} is ${mebibytes(bytes)} MiB or longer; the limit is ${mebibytes(limit)} MiB.`,
    { hint: "No list of node types is that long: look at what the server sends, and at its node packs." },
  );
}
