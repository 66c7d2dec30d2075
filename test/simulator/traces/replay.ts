import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { isJsonObject, type JsonValue } from "../../../src/json/json-value.ts";
import { parseJson } from "../../../src/json/parse-json.ts";
import { type Frame, type FrameSummary, summarizeFrames } from "./frame-summary.ts";
import { IdMap } from "./id-map.ts";
import { shapeDifferences } from "./json-shape.ts";
import type { TraceEvent, TraceRequest, TraceResponse } from "./trace-file.ts";

/** How a simulator behaved beside a trace. All lists are empty where it behaved alike. */
export interface ReplayReport {
  readonly responses: readonly string[];
  readonly events: readonly string[];
  /** Every frame came in the very order of the trace; otherwise only those of each node did. */
  readonly sameOrder: boolean;
}

const patience = 10_000;

/** Plays the client of a trace against a server, and compares what comes back. */
export class Replay {
  private readonly ids = new IdMap();
  private readonly sockets = new Map<string, WebSocket>();
  private readonly recorded = new Map<string, Frame[]>();
  private readonly received = new Map<string, Frame[]>();
  private readonly differences: string[] = [];
  private readonly url: string;
  private readonly trace: readonly TraceEvent[];

  constructor(url: string, trace: readonly TraceEvent[]) {
    this.url = url;
    this.trace = trace;
  }

  async run(): Promise<ReplayReport> {
    await this.advanceCounter();
    for (const [index, event] of this.trace.entries()) await this.play(event, index);
    await this.catchUp();
    const report = this.compareEvents();
    for (const socket of this.sockets.values()) socket.terminate();
    return { responses: this.differences, ...report };
  }

  /** The recorded server had numbered other prompts before; a body without a prompt is refused and takes a number too. */
  private async advanceCounter(): Promise<void> {
    const first = this.trace.find((event) => event.kind === "http_response" && event.body?.startsWith('{"prompt_id"'));
    const reply = first?.kind === "http_response" ? parse(first.body) : undefined;
    const count = isJsonObject(reply) && typeof reply["number"] === "number" ? reply["number"] : 0;
    for (let number = 0; number < count; number++) await fetch(`${this.url}/prompt`, { method: "POST", body: "{}" });
  }

  private async play(event: TraceEvent, index: number): Promise<void> {
    if (event.kind === "ws_open") return this.open(event.conn, event.path);
    if (event.kind === "ws_closing" || event.kind === "ws_close") return this.close(event.conn, index);
    if (event.kind === "ws_frame") return this.frame(event);
    if (event.kind === "http_response") return;
    const expected = this.trace.find((other) => other.kind === "http_response" && other.id === event.id);
    // A poll that the next poll repeats is only waiting.
    if (expected?.kind !== "http_response" || this.isAskedAgain(event, index)) return;
    await this.catchUp();
    await this.exchange(event, expected);
  }

  private frame(event: Extract<TraceEvent, { kind: "ws_frame" }>): void {
    const frame = event.text ?? Buffer.from(event.b64 ?? "", "base64");
    if (event.dir === "out") this.sockets.get(event.conn)?.send(frame);
    else this.recorded.get(event.conn)!.push(frame);
  }

  private async open(conn: string, path: string): Promise<void> {
    const socket = new WebSocket(this.url.replace("http", "ws") + path);
    const frames: Frame[] = [];
    this.sockets.set(conn, socket);
    this.recorded.set(conn, []);
    this.received.set(conn, frames);
    socket.on("message", (data: Buffer, isBinary) => frames.push(isBinary ? Buffer.from(data) : data.toString("utf8")));
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  }

  private async close(conn: string, index: number): Promise<void> {
    await this.catchUp();
    const socket = this.sockets.get(conn);
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    const isLast = !this.trace
      .slice(index + 1)
      .some((later) => later.kind === "http_request" || later.kind === "ws_open");
    // The last frames of the trace may still be under way.
    if (isLast) await sleep(30);
    socket.close();
    await new Promise((resolve) => socket.once("close", resolve));
    await sleep(20);
  }

  private isAskedAgain(request: TraceRequest, index: number): boolean {
    const next = this.trace.slice(index + 1).find((event) => event.kind === "http_request");
    const isPoll = request.method === "GET" && request.path.startsWith("/history/");
    return isPoll && next?.kind === "http_request" && next.path === request.path;
  }

  private async exchange(request: TraceRequest, expected: TraceResponse): Promise<void> {
    let response = await this.send(request);
    // What the trace found in the history, we may have to wait for.
    for (const end = Date.now() + patience; response.body === "{}" && expected.body !== "{}" && Date.now() < end;) {
      await sleep(20);
      response = await this.send(request);
    }
    this.learnIds(request, expected, response.body);
    this.compareResponse(request, expected, response);
  }

  private async send(request: TraceRequest): Promise<{ status: number; type: string; body: string }> {
    const headers = { ...request.headers };
    for (const name of Object.keys(headers)) {
      headers[name] = headers[name]!.replace(/127\.0\.0\.1:\d+/, new URL(this.url).host);
      if (["host", "content-length"].includes(name.toLowerCase())) delete headers[name];
    }
    const body =
      request.body_b64 === undefined
        ? request.body && this.ids.translate(request.body)
        : Buffer.from(request.body_b64, "base64");
    if (request.body_b64 !== undefined)
      headers["content-type"] ??= `multipart/form-data; boundary=${boundaryOf(body as Buffer)}`;
    const response = await fetch(this.url + this.ids.translate(request.path), {
      method: request.method,
      headers,
      ...(body === undefined || body === null || body === "" ? {} : { body }),
    });
    return { status: response.status, type: response.headers.get("content-type") ?? "", body: await response.text() };
  }

  private learnIds(request: TraceRequest, expected: TraceResponse, body: string): void {
    if (!request.path.endsWith("/prompt") || request.method !== "POST" || expected.status !== 200) return;
    const [trace, own] = [parse(expected.body), parse(body)];
    if (!isJsonObject(trace) || !isJsonObject(own)) return;
    this.ids.add(String(trace["prompt_id"]), String(own["prompt_id"]));
  }

  private compareResponse(
    request: TraceRequest,
    expected: TraceResponse,
    response: { status: number; type: string; body: string },
  ): void {
    const place = `${request.method} ${request.path}`;
    this.learnFiles();
    const type = expected.headers["content-type"] ?? "";
    if (response.status !== expected.status)
      this.differences.push(`${place}: status ${expected.status} there, ${response.status} here`);
    if (type.split(";")[0] !== response.type.split(";")[0])
      this.differences.push(`${place}: ${type} there, ${response.type} here`);
    if (!type.startsWith("application/json") || expected.truncated === true) return;
    const own = parse(response.body);
    if (own === undefined) this.differences.push(`${place}: no JSON here: ${response.body.slice(0, 100)}`);
    else if (!isCatalogue(request.path)) {
      this.differences.push(
        ...shapeDifferences(parse(expected.body)!, own, this.ids).map((text) => `${place} ${text}`),
      );
    }
  }

  /** File names of both sides, in the order in which `executed` told them. */
  private learnFiles(): void {
    for (const [conn, frames] of this.recorded) {
      const pairs = [fileNames(frames, this.ids), fileNames(this.received.get(conn)!, this.ids)] as const;
      for (const [place, names] of pairs[0]) {
        names.forEach((name, index) => {
          const own = pairs[1].get(place)?.[index];
          if (own !== undefined) this.ids.add(name, own);
        });
      }
    }
  }

  /** Waits until every socket has heard what the trace's had heard by now. */
  private async catchUp(): Promise<void> {
    for (const end = Date.now() + patience; Date.now() < end && this.isBehind();) await sleep(5);
  }

  private isBehind(): boolean {
    return [...this.recorded].some(([conn, frames]) => {
      const wanted = summarizeFrames(frames, this.ids).length;
      return summarizeFrames(this.received.get(conn)!, this.ids).length < wanted;
    });
  }

  private compareEvents(): { events: string[]; sameOrder: boolean } {
    const events: string[] = [];
    let sameOrder = true;
    for (const [conn, frames] of this.recorded) {
      const there = summarizeFrames(frames, this.ids);
      const here = summarizeFrames(this.received.get(conn)!, this.ids);
      sameOrder &&= lines(there) === lines(here);
      for (const group of new Set([...there, ...here].map((summary) => summary.group))) {
        const pair = [there, here].map((all) => groupLines(all, group));
        if (pair[0] !== pair[1]) events.push(`${conn}, ${group}:\nthere\n${pair[0]}\nhere\n${pair[1]}`);
      }
    }
    return { events, sameOrder };
  }
}

/** Of `status`, the first, the last and how many: a POST and the worker race for those in between. */
function groupLines(summaries: readonly FrameSummary[], group: string): string {
  const own = summaries.filter((summary) => summary.group === group);
  return group === "status" ? `${own[0]?.line} … ${own.at(-1)?.line}, ${own.length} in all` : lines(own);
}

function lines(summaries: readonly FrameSummary[]): string {
  return summaries.map((summary) => `${summary.group}: ${summary.line}`).join("\n");
}

function parse(text: string | undefined): JsonValue | undefined {
  try {
    return parseJson(text ?? "");
  } catch {
    return undefined;
  }
}

/** Lists that depend on what is installed on the server, or on how long things took: their content is not compared. */
function isCatalogue(path: string): boolean {
  if (path.includes("sort_by=execution_duration")) return true;
  return /^\/(?:api\/)?(?:extensions|models|embeddings|experiment\/models|workflow_templates|global_subgraphs|object_info|internal)/.test(
    path,
  );
}

function boundaryOf(body: Buffer): string {
  return body.toString("latin1", 2, body.indexOf("\r\n"));
}

function fileNames(frames: readonly Frame[], ids: IdMap): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const frame of frames) {
    if (typeof frame !== "string" || !frame.includes('"executed"')) continue;
    const { type, data } = JSON.parse(frame) as {
      type: string;
      data: { node: string; prompt_id: string; output: object | null };
    };
    if (type !== "executed" || data.output === null) continue;
    const items = Object.values(data.output).flat() as unknown[];
    const names = items.flatMap((item) =>
      typeof item === "object" && item !== null && "filename" in item ? [String(item.filename)] : [],
    );
    found.set(`${ids.label(data.prompt_id)} ${data.node}`, names);
  }
  return found;
}
