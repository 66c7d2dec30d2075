import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../json/json-value.ts";
import { isFolderType } from "../files/server-folders.ts";
import type { ServerState } from "../server-state.ts";
import { empty, json, type Reply } from "./reply.ts";
import type { Route } from "./router.ts";

/** Routes of the frontend alone; they have no `/api` form. */
export function internalRoutes(state: ServerState): Route[] {
  const { log } = state;
  const routes: Omit<Route, "internal">[] = [
    {
      method: "GET",
      path: "/internal/logs",
      handler: () => json(log.all.map((entry) => `${String(entry["t"])} - ${String(entry["m"])}`).join("")),
    },
    { method: "GET", path: "/internal/logs/raw", handler: () => json({ entries: [...log.all], size: null }) },
    {
      method: "PATCH",
      path: "/internal/logs/subscribe",
      handler: async (request) => {
        const body = await request.jsonObject();
        log.subscribe(String(body["clientId"]), body["enabled"] === true);
        return empty();
      },
    },
    { method: "GET", path: "/internal/folder_paths", handler: () => json(folderPaths(state)) },
    { method: "GET", path: "/internal/files/{type}", handler: ({ params }) => files(state, params["type"]!) },
  ];
  return routes.map((route) => ({ ...route, internal: true }));
}

function folderPaths(state: ServerState): JsonObject {
  return Object.fromEntries(Object.keys(state.models).map((folder) => [folder, [`models/${folder}`]]));
}

/** Names in a folder, newest first. */
function files(state: ServerState, type: string): Reply {
  if (!isFolderType(type)) return json({ error: "Invalid directory type" }, 400);
  const folder = state.folders.of(type);
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, time: statSync(path.join(folder, entry.name)).mtimeMs }));
  return json(found.toSorted((left, right) => right.time - left.time).map((file) => file.name));
}
