import { existsSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import { resolveInside } from "../files/server-folders.ts";
import type { ServerState } from "../server-state.ts";
import { mediaType } from "./media-type.ts";
import { empty, json, type Reply, ReplyError, text } from "./reply.ts";
import type { SimulatorRequest } from "./request.ts";
import type { Route } from "./router.ts";

/** Files of the one user: workflows, settings. */
export function userdataRoutes(state: ServerState): Route[] {
  const root = state.folders.user;
  return [
    { method: "GET", path: "/userdata", handler: (request) => list(root, request) },
    { method: "GET", path: "/v2/userdata", handler: (request) => listV2(root, request) },
    { method: "GET", path: "/userdata/{file}", handler: (request) => fileReply(existing(root, request)) },
    { method: "POST", path: "/userdata/{file}", handler: (request) => store(root, request) },
    {
      method: "DELETE",
      path: "/userdata/{file}",
      handler: async (request) => {
        await rm(existing(root, request));
        return empty(204);
      },
    },
    { method: "POST", path: "/userdata/{file}/move/{dest}", handler: (request) => move(root, request) },
  ];
}

function fileReply(file: string): Reply {
  return { status: 200, headers: { "content-type": mediaType(file) }, file: { path: file } };
}

/** @throws ReplyError 403 for a path outside */
function placeOf(root: string, request: SimulatorRequest, param: string): string {
  const place = resolveInside(root, request.params[param]!);
  if (place === null) throw new ReplyError(empty(403));
  return place;
}

/** @throws ReplyError 404 for a file that is not there */
function existing(root: string, request: SimulatorRequest): string {
  const file = placeOf(root, request, "file");
  if (!existsSync(file) || !statSync(file).isFile()) throw new ReplyError(empty(404));
  return file;
}

async function list(root: string, request: SimulatorRequest): Promise<Reply> {
  const asked = request.query("dir");
  if (!asked) return text("Directory not provided", 400);
  const folder = resolveInside(root, asked);
  if (folder === null) return text("Invalid directory", 403);
  if (!existsSync(folder)) return text("Directory not found", 404);
  const isOn = (name: string) => request.query(name)?.toLowerCase() === "true";
  const files = await filesBelow(folder, isOn("recurse"));
  return json(
    files.map((file): JsonValue => {
      if (isOn("full_info")) return fileInfo(file, folder);
      const relative = relativePath(folder, file);
      return isOn("split") ? [relative, ...relative.split("/")] : relative;
    }),
  );
}

async function filesBelow(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function listV2(root: string, request: SimulatorRequest): Promise<Reply> {
  const asked = request.query("path") ?? "";
  const folder = resolveInside(root, asked);
  if (folder === null) return text("Invalid path requested", 400);
  if (!existsSync(folder)) return asked === "" ? json([]) : text("Requested path not found", 404);
  if (!statSync(folder).isDirectory()) return text("Requested path is not a directory", 400);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const items = entries.map((entry): JsonObject => {
    const full = path.join(entry.parentPath, entry.name);
    const item = { name: entry.name, path: relativePath(root, full), type: entry.isDirectory() ? "directory" : "file" };
    if (entry.isDirectory()) return item;
    const stats = statSync(full);
    return { ...item, size: stats.size, modified: stats.mtimeMs / 1000 };
  });
  const key = (item: JsonObject) => `${item["type"] === "directory" ? 0 : 1}${String(item["name"]).toLowerCase()}`;
  return json(items.toSorted((left, right) => (key(left) < key(right) ? -1 : 1)));
}

async function store(root: string, request: SimulatorRequest): Promise<Reply> {
  const file = placeOf(root, request, "file");
  const body = await request.bytes();
  if (request.query("overwrite") === "false" && existsSync(file)) return text("File already exists", 409);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, body);
  return stored(root, file, request);
}

async function move(root: string, request: SimulatorRequest): Promise<Reply> {
  const source = existing(root, request);
  const target = placeOf(root, request, "dest");
  if (request.query("overwrite") === "false" && existsSync(target)) return text("File already exists", 409);
  await mkdir(path.dirname(target), { recursive: true });
  await rename(source, target);
  return stored(root, target, request);
}

function stored(root: string, file: string, request: SimulatorRequest): Reply {
  return json(request.query("full_info")?.toLowerCase() === "true" ? fileInfo(file, root) : relativePath(root, file));
}

function relativePath(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join("/");
}

function fileInfo(file: string, root: string): JsonObject {
  const stats = statSync(file);
  return {
    path: relativePath(root, file),
    size: stats.size,
    modified: Math.trunc(stats.mtimeMs),
    created: Math.trunc(stats.birthtimeMs),
  };
}
