import type { IncomingMessage } from "node:http";
import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import { isJsonObject } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { ReplyError, serverError, text } from "./reply.ts";

/** A request with its route's parameters. */
export class SimulatorRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly params: Readonly<Record<string, string>>;
  private readonly message: IncomingMessage;
  private readonly maxBody: number;

  constructor(message: IncomingMessage, url: URL, params: Readonly<Record<string, string>>, maxBody: number) {
    this.message = message;
    this.method = message.method ?? "GET";
    this.headers = message.headers;
    this.url = url;
    this.params = params;
    this.maxBody = maxBody;
  }

  query(name: string): string | null {
    return this.url.searchParams.get(name);
  }

  /** The whole body. @throws ReplyError 413 above the limit */
  async bytes(): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.message as AsyncIterable<Buffer>) {
      size += part.length;
      if (size <= this.maxBody) parts.push(part);
    }
    if (size > this.maxBody)
      throw new ReplyError(text(`Maximum request body size ${this.maxBody} exceeded, actual body size ${size}`, 413));
    return Buffer.concat(parts);
  }

  /** The body as JSON; ComfyUI does not look at the content type. @throws ReplyError 500 for anything else */
  async json(): Promise<JsonValue> {
    const bytes = await this.bytes();
    try {
      return parseJson(bytes.toString("utf8"), { source: "request" });
    } catch {
      throw new ReplyError(serverError());
    }
  }

  /** @throws ReplyError 500 for JSON that is no object */
  async jsonObject(): Promise<JsonObject> {
    const value = await this.json();
    if (!isJsonObject(value)) throw new ReplyError(serverError());
    return value;
  }
}
