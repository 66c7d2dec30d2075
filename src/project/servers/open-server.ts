import { ComfycError } from "../../errors/comfyc-error.ts";
import type { JsonValue } from "../../json/json-value.ts";
import { parseJson, type ParseJsonOptions } from "../../json/parse-json.ts";
import { ComfyServer } from "../../runtime/comfy-server.ts";
import { HttpClient, type HttpReply } from "../../runtime/http/http-client.ts";
import { parseServerAddress } from "../../runtime/http/server-address.ts";
import { tooLong } from "../node-types/schema-text.ts";

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
  const source = server.url + path;
  const { status, contentType, text } = await fetchText(server, path, source, options);
  if (status !== 200) throw server.http.unexpected({ status, contentType, text }, path);
  try {
    const { onDuplicateKey } = options;
    return parseJson(text, { source, ...(onDuplicateKey && { onDuplicateKey }) });
  } catch (error) {
    // A web page says most about itself by not being JSON; JSON that is broken, by where.
    throw contentType.includes("json") ? error : server.http.unexpected({ status, contentType, text }, path);
  }
}

async function fetchText(server: ComfyServer, path: string, source: string, options: FetchJsonOptions) {
  const { limit, timeoutMs, signal: given } = options;
  // A body may come a byte at a time and never end.
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = given === undefined ? deadline : AbortSignal.any([given, deadline]);
  try {
    const reply = await server.http.send({ path, answerTimeoutMs: timeoutMs, signal });
    const contentType = reply.headers["content-type"] ?? "";
    return { status: reply.status, contentType, text: await readBody(reply, source, limit) };
  } catch (error) {
    if (given?.aborted) throw given.reason;
    if (ComfycError.isInstance(error)) throw error;
    const what = deadline.aborted ? `did not end within ${timeoutMs / 1000} s` : "broke off";
    throw new ComfycError("server_unreachable", `The answer of ${source} ${what}.`, {
      hint: "Try again; if it happens again, look at the log of the server.",
      cause: error,
    });
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

async function readBody({ headers, body }: HttpReply, source: string, limit: number): Promise<string> {
  const told = Number(headers["content-length"]);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Refused by what it says of itself where it does, so that nothing of it is read.
    if (told > limit) throw tooLong(source, told, limit);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) throw tooLong(source, length, limit);
      chunks.push(chunk);
    }
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}
