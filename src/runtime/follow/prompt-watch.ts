import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import type { Prompt } from "../../prompt/prompt.ts";
import type { RunEvent } from "../run-events.ts";
import type { ServerSocket } from "../socket/server-socket.ts";
import type { SocketFrame } from "../socket/socket-frame.ts";
import type { RunProgress } from "./run-progress.ts";

/** An image that a node sent over the socket alone, as SaveImageWebsocket does. */
export interface SentImage {
  readonly node: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

export interface PromptWatchOptions {
  readonly promptId: string;
  readonly prompt: Prompt;
  readonly progress: RunProgress;
  readonly emit: (event: RunEvent) => void;
}

/**
 * What the socket tells of one prompt. All of it is a hint: it feeds progress and previews, and wakes the one who asks
 * the server what is true. Made before the prompt is posted, because events can come before the answer.
 */
export class PromptWatch {
  /** Outputs that `executed` events told, for a history that is gone when it is asked. */
  readonly outputs: JsonObject = Object.create(null) as JsonObject;
  readonly images: SentImage[] = [];
  /** The last word of the socket, or null. */
  ending: { readonly kind: "success" | "interrupted" } | { readonly kind: "error"; readonly error: JsonObject } | null =
    null;
  /** True once the server has said that the prompt is through: its history entry is there or about to be. */
  ended = false;
  started = false;
  /** False once the socket of this prompt has gone; a later one, under another client id, gets no events of it. */
  live: boolean;
  private readonly options: PromptWatchOptions;
  private readonly stopListening: () => void;
  private node: string | null = null;
  private wake: () => void = () => {};

  constructor(socket: ServerSocket | null, options: PromptWatchOptions) {
    this.options = options;
    this.live = socket?.isLive ?? false;
    const onEnd = () => {
      this.live = false;
      this.wake();
    };
    this.stopListening = socket?.listen((frame) => this.receive(frame), onEnd) ?? (() => {});
  }

  /** Resolves after `ms`, or sooner when the socket says or does something that decides, or when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.wake = resolve;
    const onAbort = () => resolve();
    if (!signal.aborted) signal.addEventListener("abort", onAbort, { once: true });
    await promise;
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
    this.wake = () => {};
  }

  stop(): void {
    this.stopListening();
  }

  noteStarted(): void {
    if (this.started) return;
    this.started = true;
    this.options.emit({ type: "started", promptId: this.options.promptId });
  }

  private receive(frame: SocketFrame): void {
    if (frame.kind === "event") {
      if (frame.promptId === this.options.promptId) this.receiveEvent(frame.name, frame.data);
    } else if (frame.kind === "preview") {
      this.receivePreview(frame);
    } else if (this.node !== null && Object.hasOwn(this.options.prompt, frame.node)) {
      // Text frames carry no prompt id and go to everyone.
      this.options.emit({ type: "text", node: frame.node, text: frame.text });
    }
  }

  private receiveEvent(name: string, data: JsonObject): void {
    const { progress } = this.options;
    switch (name) {
      case "execution_start":
        return this.noteStarted();
      case "execution_cached":
        progress.noteCached(data["nodes"]);
        break;
      case "progress_state":
        progress.noteStates(data["nodes"]);
        break;
      case "progress":
        progress.noteStep(data["node"], data["value"], data["max"]);
        break;
      case "executing":
        return this.receiveExecuting(data);
      case "executed":
        if (typeof data["node"] === "string" && isJsonObject(data["output"]))
          this.outputs[data["node"]] = data["output"];
        return;
      default:
        return this.receiveEnding(name, data);
    }
    this.options.emit(progress.snapshot());
  }

  private receiveExecuting(data: JsonObject): void {
    const shown = data["display_node"] ?? data["node"];
    this.node = typeof shown === "string" ? shown : null;
    if (this.node === null) return this.end();
    this.noteStarted();
    this.options.progress.noteRunning(this.node);
    this.options.emit(this.options.progress.snapshot());
  }

  private receiveEnding(name: string, data: JsonObject): void {
    if (name === "execution_success") this.ending = { kind: "success" };
    else if (name === "execution_interrupted") this.ending = { kind: "interrupted" };
    else if (name === "execution_error") {
      // A blocked output reports an error, and the run goes on.
      if (data["exception_type"] === "ExecutionBlocked") return this.logBlocked(data);
      this.ending = { kind: "error", error: data };
    } else return;
    this.end();
  }

  private logBlocked(data: JsonObject): void {
    const message = typeof data["exception_message"] === "string" ? data["exception_message"].trim() : "blocked";
    this.options.emit({ type: "log", level: "warning", message: `Node ${String(data["node_id"])}: ${message}` });
  }

  private receivePreview(frame: SocketFrame & { kind: "preview" }): void {
    // Frames of type 1 carry no ids: they belong to the prompt that is running.
    if (frame.promptId === null ? this.node === null : frame.promptId !== this.options.promptId) return;
    const node = frame.node ?? this.node;
    const { mime, bytes } = frame;
    if (node !== null && this.options.prompt[node]?.class_type === "SaveImageWebsocket") {
      this.images.push({ node, mime, bytes });
    } else {
      this.options.emit({ type: "preview", node, mime, bytes });
    }
  }

  private end(): void {
    this.ended = true;
    this.wake();
  }
}
