import { type JsonObject, numericValue, isJsonNumber } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { queueItemJson } from "../execution/queue-item.ts";
import type { ServerState } from "../server-state.ts";
import { empty, json, type Reply, ReplyError, serverError } from "./reply.ts";
import type { SimulatorRequest } from "./request.ts";
import type { Route } from "./router.ts";

/** Queue, history, interrupt and free. */
export function queueRoutes(state: ServerState): Route[] {
  const { queue, history } = state;
  return [
    { method: "GET", path: "/queue", handler: () => json(queueJson(state)) },
    {
      method: "POST",
      path: "/queue",
      handler: async (request) =>
        change(await request.jsonObject(), { clear: () => queue.clear(), remove: (id) => queue.remove(id) }),
    },
    { method: "GET", path: "/history", handler: (request) => json(historyPage(state, request)) },
    { method: "GET", path: "/history/{id}", handler: ({ params }) => json(historyEntry(state, params["id"]!)) },
    {
      method: "POST",
      path: "/history",
      handler: async (request) =>
        change(await request.jsonObject(), { clear: () => history.clear(), remove: (id) => history.remove(id) }),
    },
    { method: "POST", path: "/interrupt", handler: async (request) => interrupt(state, await request.bytes()) },
    { method: "POST", path: "/free", handler: async (request) => free(state, await request.jsonObject()) },
  ];
}

function queueJson(state: ServerState): JsonObject {
  const { running, waiting } = state.queue;
  return { queue_running: running === null ? [] : [queueItemJson(running)], queue_pending: waiting.map(queueItemJson) };
}

function change(body: JsonObject, list: { clear: () => void; remove: (id: string) => unknown }): Reply {
  if (body["clear"] === true) list.clear();
  const ids = body["delete"];
  if (Array.isArray(ids)) for (const id of ids) if (typeof id === "string") list.remove(id);
  return empty();
}

function historyEntry(state: ServerState, id: string): JsonObject {
  const entry = state.history.find(id);
  return entry === undefined ? {} : { [id]: entry };
}

function historyPage(state: ServerState, request: SimulatorRequest): JsonObject {
  const maxItems = request.query("max_items");
  const offset = request.query("offset");
  return state.history.page(
    maxItems === null ? null : wholeNumber(maxItems),
    offset === null ? -1 : wholeNumber(offset),
  );
}

/** @throws ReplyError 500 where Python's `int()` raises */
function wholeNumber(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new ReplyError(serverError());
  return Number(text);
}

/** Interrupts what runs; with a prompt_id only where that one runs. A body that is no JSON counts as none. */
function interrupt(state: ServerState, bytes: Buffer): Reply {
  const body = parseBody(bytes);
  if (body === null || typeof body !== "object" || Array.isArray(body)) throw new ReplyError(serverError());
  const promptId = (body as JsonObject)["prompt_id"];
  const isMeant =
    promptId === undefined || promptId === null || promptId === "" || promptId === state.queue.running?.promptId;
  if (isMeant) state.interrupt.request();
  return empty();
}

function parseBody(bytes: Buffer) {
  try {
    return parseJson(bytes.toString("utf8"));
  } catch {
    return {};
  }
}

/** Done by the worker when it is idle. The simulator has no models to unload. */
function free(state: ServerState, body: JsonObject): Reply {
  const value = body["free_memory"];
  const wanted = isJsonNumber(value) ? numericValue(value) !== 0 : Boolean(value);
  if (wanted) state.worker.free();
  return empty();
}
