import type { HttpClient } from "../http/http-client.ts";
import { ServerSocket } from "./server-socket.ts";

/** Pause before a socket is tried again after one could not be opened, in milliseconds. */
const retryAfterMs = 5000;

/** Hands out the one live socket of a server, and a new one, under a new client id, once the old one has fully ended. */
export class SocketGenerations {
  private readonly http: HttpClient;
  private current: ServerSocket | null = null;
  private failedAt = -Infinity;
  private ended = false;

  constructor(http: HttpClient) {
    this.http = http;
  }

  /** A registered socket, or null where none can be had: then polling alone follows the run. */
  async acquire(): Promise<ServerSocket | null> {
    const { current } = this;
    if (current?.isLive) return (await current.opened) ? current : null;
    await current?.closed;
    if (this.current?.isLive) return await this.acquire();
    if (this.ended) return null;
    if (performance.now() - this.failedAt < retryAfterMs) return null;
    const next = new ServerSocket(this.http.address, this.http.headers);
    this.current = next;
    if (await next.opened) return next;
    this.failedAt = performance.now();
    return null;
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.current?.close();
    this.current = null;
  }
}
