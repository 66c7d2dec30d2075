import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { ServerState } from "../server-state.ts";
import { infoRoutes } from "./info-routes.ts";
import { internalRoutes } from "./internal-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { isForeignOrigin } from "./origin-guard.ts";
import { promptRoutes } from "./prompt-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import { empty, methodNotAllowed, notFound, type Reply, ReplyError, serverError } from "./reply.ts";
import { SimulatorRequest } from "./request.ts";
import { Router } from "./router.ts";
import { serveFile } from "./serve-file.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { uploadRoutes } from "./upload-routes.ts";
import { userdataRoutes } from "./userdata-routes.ts";
import { viewRoutes } from "./view-routes.ts";

/** Longest message that a client may send over the socket, as aiohttp has it. */
const maxSocketMessage = 4 * 1024 * 1024;

/** The HTTP server with all routes and the socket; not listening yet. */
export function createHttpServer(state: ServerState): Server {
  const router = new Router([
    ...promptRoutes(state),
    ...queueRoutes(state),
    ...jobRoutes(state),
    ...viewRoutes(state),
    ...uploadRoutes(state),
    ...infoRoutes(state),
    ...userdataRoutes(state),
    ...settingsRoutes(state),
    ...internalRoutes(state),
  ]);
  const server = createServer((message, response) => void respond(message, response, router, state));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxSocketMessage, perMessageDeflate: true });
  server.on("upgrade", (message, socket, head) => upgrade(message, socket, head, sockets, state));
  return server;
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  router: Router,
  state: ServerState,
): Promise<void> {
  try {
    const url = addressOf(message);
    const reply = url === null ? empty(400) : await answer(message, url, router, state).catch(replyOf);
    // An unread body would hold back the next request on this connection.
    message.resume();
    await write(reply, message, response);
  } catch {
    // The client went away.
    response.destroy();
  }
}

/** Null where the request line holds no address, such as `//`. */
function addressOf(message: IncomingMessage): URL | null {
  const [text, base] = [message.url ?? "/", "http://simulator"];
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

async function answer(message: IncomingMessage, url: URL, router: Router, state: ServerState): Promise<Reply> {
  const method = message.method ?? "GET";
  if (isForeignOrigin(message.headers)) return empty(403);
  if (method === "OPTIONS") return empty(200);
  const match = router.match(method, url.pathname);
  if (match === undefined)
    return method === "GET" || method === "HEAD" ? notFound() : methodNotAllowed(["GET", "HEAD"]);
  if ("allowed" in match) return methodNotAllowed(match.allowed);
  return match.handler(new SimulatorRequest(message, url, match.params, state.maxUploadSize));
}

/** A handler's own reply, or 500 for anything that it did not expect. */
function replyOf(error: unknown): Reply {
  return error instanceof ReplyError ? error.reply : serverError();
}

async function write(reply: Reply, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = { server: "comfyc simulator", ...reply.headers };
  if (reply.file !== undefined) {
    await serveFile(reply.file.path, headers, { method: message.method ?? "GET", headers: message.headers }, response);
    return;
  }
  const body = reply.body ?? "";
  const length =
    headers["transfer-encoding" as keyof typeof headers] === undefined
      ? { "content-length": String(Buffer.byteLength(body)) }
      : {};
  response.writeHead(reply.status, reply.status === 204 ? headers : { ...headers, ...length });
  response.end(message.method === "HEAD" ? undefined : body);
}

function upgrade(
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  sockets: WebSocketServer,
  state: ServerState,
): void {
  socket.on("error", () => socket.destroy());
  const url = addressOf(message);
  if (url === null) {
    socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  if (isForeignOrigin(message.headers)) {
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  if (!/^(?:\/api)?\/ws$/.test(url.pathname)) {
    socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  sockets.handleUpgrade(message, socket, head, (webSocket) =>
    state.sockets.add(webSocket, url.searchParams.get("clientId") || null),
  );
}
