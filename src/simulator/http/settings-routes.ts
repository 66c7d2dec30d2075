import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { ServerState } from "../server-state.ts";
import { empty, json } from "./reply.ts";
import type { Route } from "./router.ts";

/** Settings of the one user, and /users. */
export function settingsRoutes(state: ServerState): Route[] {
  const file = path.join(state.folders.user, "comfy.settings.json");
  return [
    {
      method: "GET",
      path: "/users",
      handler: () => json({ storage: "server", migrated: existsSync(state.folders.user) }),
    },
    { method: "GET", path: "/settings", handler: async () => json(await read(file)) },
    {
      method: "GET",
      path: "/settings/{id}",
      handler: async ({ params }) => json((await read(file))[params["id"]!] ?? null),
    },
    {
      method: "POST",
      path: "/settings",
      handler: async (request) => {
        await write(file, { ...(await read(file)), ...(await request.jsonObject()) });
        return empty();
      },
    },
    {
      method: "POST",
      path: "/settings/{id}",
      handler: async (request) => {
        await write(file, { ...(await read(file)), [request.params["id"]!]: await request.json() });
        return empty();
      },
    },
  ];
}

/** Nothing where the file is missing or broken. */
async function read(file: string): Promise<JsonObject> {
  try {
    const settings = parseJson(await readFile(file, "utf8"));
    return isJsonObject(settings) ? settings : {};
  } catch {
    return {};
  }
}

async function write(file: string, settings: JsonObject): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, stringifyJson(settings, 4));
}
