import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { socketUrl, type ServerAddress } from "../http/server-address.ts";
import { parseBinaryFrame, parseTextFrame, type SocketFrame } from "./socket-frame.ts";

export type FrameListener = (frame: SocketFrame) => void;

/** The server never pings by itself; a proxy cuts what is idle for a minute. */
const pingEveryMs = 15_000;
/** A node that holds Python's lock starves the server for many seconds, so silence is borne for three pings. */
const deadAfterMs = 45_000;
/** Longest wait for the greeting; a server that sends none is used all the same. */
const greetingMs = 500;
const openMs = 5000;
const largestFrame = 256 * 1024 * 1024;

/**
 * The life of one WebSocket, from handshake to close. Each has a client id of its own: a server up to 0.8 that sees an
 * id again unregisters the new socket when the old one ends, and the new one stays silent for ever.
 */
export class ServerSocket {
  readonly clientId: string = randomUUID();
  /** Resolves to true when the server has registered this client, to false where no socket could be opened. Never rejects. */
  readonly opened: Promise<boolean>;
  /** Resolves when the connection has fully ended. */
  readonly closed: Promise<void>;
  // Truly private: it holds the headers with the credentials, and a printed object must not show them.
  readonly #socket: WebSocket;
  private readonly listeners = new Set<FrameListener>();
  private readonly endListeners = new Set<() => void>();
  private readonly pinger: NodeJS.Timeout;
  private lastSign = performance.now();
  private live = true;

  constructor(address: ServerAddress, headers: Readonly<Record<string, string>>) {
    this.#socket = new WebSocket(socketUrl(address, this.clientId), {
      headers,
      handshakeTimeout: openMs,
      maxPayload: largestFrame,
      perMessageDeflate: false,
    });
    const { promise: greeted, resolve: greet } = Promise.withResolvers<boolean>();
    this.opened = greeted;
    this.closed = new Promise((resolve) => this.#socket.once("close", () => resolve()));
    this.#socket.once("open", () => {
      // Taken only as the very first message.
      this.#socket.send(JSON.stringify({ type: "feature_flags", data: { supports_preview_metadata: true } }));
      setTimeout(() => greet(true), greetingMs).unref();
    });
    this.#socket.on("error", () => {});
    this.#socket.on("pong", () => this.noteSign());
    this.#socket.on("message", (data, isBinary) => {
      greet(true);
      this.receive(data as Buffer, isBinary);
    });
    this.#socket.once("close", () => {
      greet(false);
      this.end();
    });
    this.pinger = setInterval(() => this.ping(), pingEveryMs);
    this.pinger.unref();
  }

  /** False once the connection has ended or is given up. */
  get isLive(): boolean {
    return this.live;
  }

  /** Gives every frame from now on to `listener`; the returned function ends that. */
  listen(listener: FrameListener, onEnd: () => void): () => void {
    this.listeners.add(listener);
    this.endListeners.add(onEnd);
    return () => {
      this.listeners.delete(listener);
      this.endListeners.delete(onEnd);
    };
  }

  /** Closes the connection and waits until it has ended, at most a second. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(1000);
    const kill = setTimeout(() => this.#socket.terminate(), 1000);
    await this.closed;
    clearTimeout(kill);
  }

  private receive(data: Buffer, isBinary: boolean): void {
    this.noteSign();
    const frame = isBinary ? parseBinaryFrame(data) : parseTextFrame(data.toString("utf8"));
    if (frame === null) return;
    for (const listener of this.listeners) listener(frame);
  }

  private ping(): void {
    if (performance.now() - this.lastSign > deadAfterMs) this.#socket.terminate();
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  private noteSign(): void {
    this.lastSign = performance.now();
  }

  private end(): void {
    this.live = false;
    clearInterval(this.pinger);
    for (const listener of this.endListeners) listener();
  }
}
