import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { WebSocketServer } from "ws";

export interface EditorBackendOptions {
  /** Folder with the editor's index.html. */
  readonly staticFolder: string;
  /** Text of GET /object_info. */
  readonly objectInfo: string;
}

export interface EditorBackend {
  readonly url: string;
  close(): Promise<void>;
}

/** The least server that the editor's page starts on: its own files, node types, settings, and empty lists. */
export async function startEditorBackend(options: EditorBackendOptions): Promise<EditorBackend> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response, options).catch((error: unknown) => send(response, String(error), "text/plain", 500));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    const status = { status: { exec_info: { queue_remaining: 0 } }, sid: "editor-test" };
    socket.send(JSON.stringify({ type: "status", data: status }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Without these the editor opens a tour, release notes or a warning about versions over the canvas. */
const settings: Record<string, unknown> = {
  "Comfy.Locale": "en",
  "Comfy.TutorialCompleted": true,
  "Comfy.InstalledVersion": "1.58.1",
  "Comfy.Release.Status": "skipped",
  "Comfy.Notification.ShowVersionUpdates": false,
  "Comfy.VersionCompatibility.DisableWarnings": true,
  "Comfy.Workflow.Persist": false,
};

const systemStats = {
  system: {
    os: "posix",
    ram_total: 3e10,
    ram_free: 2e10,
    comfyui_version: "0.8.0",
    required_frontend_version: "1.58.1",
    installed_templates_version: "0.7.67",
    required_templates_version: "0.7.67",
    python_version: "3.11",
    pytorch_version: "2.9",
    embedded_python: false,
    argv: ["main.py"],
  },
  devices: [{ name: "cpu", type: "cpu", index: null, vram_total: 1, vram_free: 1 }],
};

const replies: Record<string, unknown> = {
  "/users": { storage: "server", migrated: true },
  "/settings": settings,
  "/system_stats": systemStats,
  "/features": { supports_preview_metadata: true, max_upload_size: 104_857_600 },
  "/queue": { queue_running: [], queue_pending: [] },
  "/jobs": { jobs: [], pagination: { offset: 0, limit: 200, total: 0, has_more: false } },
  "/prompt": { exec_info: { queue_remaining: 0 } },
  "/assets": { assets: [], total: 0, has_more: false },
  "/internal/logs/raw": { entries: [], size: { cols: 80, rows: 24 } },
};
const emptyObjects = ["/history", "/i18n", "/workflow_templates", "/global_subgraphs", "/node_replacements"];
const emptyLists = ["/extensions", "/embeddings", "/models", "/experiment/models", "/userdata", "/v2/userdata"];

async function answer(request: IncomingMessage, response: ServerResponse, options: EditorBackendOptions) {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  if (path === "/user.css" || path === "/api/userdata/user.css") return send(response, "", "text/css");
  if (path.startsWith("/templates/")) return send(response, "[]", "application/json");
  if (!path.startsWith("/api/") && !path.startsWith("/internal/")) {
    return sendFile(response, options.staticFolder, path === "/" ? "/index.html" : path);
  }
  const route = path.replace(/^\/api/, "");
  if (route === "/object_info") return send(response, options.objectInfo, "application/json");
  const reply = replyTo(route);
  if (reply === undefined) return send(response, "{}", "application/json", 404);
  return send(response, JSON.stringify(reply), "application/json");
}

function replyTo(route: string): unknown {
  if (Object.hasOwn(replies, route)) return replies[route];
  if (route.startsWith("/settings/")) return settings[route.slice("/settings/".length)] ?? null;
  if (emptyObjects.some((known) => route.startsWith(known))) return {};
  if (emptyLists.includes(route) || route.startsWith("/models/") || route.startsWith("/experiment/models/")) return [];
  if (route.startsWith("/internal/")) return [];
  return undefined;
}

const contentTypes: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const file = normalize(join(folder, path));
  if (!file.startsWith(normalize(folder) + sep)) return send(response, "", "text/plain", 403);
  try {
    const body = await readFile(file);
    send(response, body, contentTypes[extname(file)] ?? "application/octet-stream");
  } catch {
    send(response, "not found", "text/plain", 404);
  }
}

function send(response: ServerResponse, body: string | Buffer, contentType: string, status = 200): void {
  response.writeHead(status, { "content-type": contentType });
  response.end(body);
}
