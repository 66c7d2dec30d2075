import type { JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** A file to stream instead of a body, with ranges. */
  readonly file?: { readonly path: string };
}

/** JSON with integers exact and NaN bare, as Python writes it. */
export function json(value: JsonValue, status = 200): Reply {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: stringifyJson(value) };
}

export function text(body: string, status: number): Reply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}

/** No body and no type: how ComfyUI accepts and refuses most things. */
export function empty(status = 200): Reply {
  return { status };
}

/** What aiohttp answers where a handler raised. */
export function serverError(): Reply {
  return text("500 Internal Server Error\n\nServer got itself in trouble", 500);
}

/** What the static file route answers for a path that nothing else serves. */
export function notFound(): Reply {
  return {
    status: 404,
    headers: { "content-type": "application/octet-stream", "transfer-encoding": "chunked" },
    body: "",
  };
}

export function methodNotAllowed(allowed: readonly string[]): Reply {
  const reply = text("405: Method Not Allowed", 405);
  return { ...reply, headers: { ...reply.headers, allow: allowed.toSorted().join(",") } };
}

/** Thrown by a handler to end with a reply of its own. */
export class ReplyError extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
  }
}
