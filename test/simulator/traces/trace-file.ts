import { readFileSync } from "node:fs";
import path from "node:path";

/** One line of a recorded run; the kinds that a replay does not need are left out. */
export type TraceEvent =
  | { readonly kind: "ws_open"; readonly conn: string; readonly path: string }
  | { readonly kind: "ws_closing"; readonly conn: string }
  | { readonly kind: "ws_close"; readonly conn: string }
  | {
      readonly kind: "ws_frame";
      readonly conn: string;
      readonly dir: "in" | "out";
      readonly text?: string;
      readonly b64?: string;
    }
  | TraceRequest
  | TraceResponse;

export interface TraceRequest {
  readonly kind: "http_request";
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
  readonly body_b64?: string;
}

export interface TraceResponse {
  readonly kind: "http_response";
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly truncated?: boolean;
}

const kinds = new Set(["ws_open", "ws_closing", "ws_close", "ws_frame", "http_request", "http_response"]);

export function readTrace(folder: string, name: string): TraceEvent[] {
  return readFileSync(path.join(folder, `${name}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as TraceEvent)
    .filter((event) => kinds.has(event.kind));
}
