import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { Events } from "../events.ts";
import type { QueueItem } from "./queue-item.ts";

export interface ExecutionOutcome {
  readonly outputs: JsonObject;
  readonly meta: JsonObject;
  readonly status: JsonObject;
}

/** What the history will hold of an execution: messages and ui outputs, sent as they come. */
export class ExecutionRecord {
  readonly clientId: string | null;
  readonly promptId: string;
  private readonly events: Events;
  private readonly messages: JsonValue[] = [];
  private readonly outputs: JsonObject = {};
  private readonly meta: JsonObject = {};
  success = true;

  constructor(item: QueueItem, events: Events) {
    this.promptId = item.promptId;
    this.events = events;
    const clientId = item.extraData["client_id"];
    this.clientId = typeof clientId === "string" ? clientId : null;
  }

  /** Adds to the history's messages and sends it. Without a client id only a broadcast is sent, to everyone. */
  message(type: string, data: JsonObject, options: { broadcast?: boolean } = {}): void {
    const stamped = { prompt_id: this.promptId, ...data, timestamp: Date.now() };
    this.messages.push([type, stamped]);
    if (this.clientId !== null || options.broadcast === true) this.events.send(type, stamped, this.clientId);
  }

  /** Sends an event of this execution to its client alone. */
  tell(type: string, data: JsonObject): void {
    if (this.clientId !== null) this.events.send(type, { ...data, prompt_id: this.promptId }, this.clientId);
  }

  addOutput(id: string, ui: { readonly meta: JsonObject; readonly output: JsonObject }): void {
    this.outputs[id] = ui.output;
    this.meta[id] = ui.meta;
  }

  outcome(): ExecutionOutcome {
    const status: JsonObject = {
      status_str: this.success ? "success" : "error",
      completed: this.success,
      messages: this.messages,
    };
    return { outputs: this.outputs, meta: this.meta, status };
  }
}
