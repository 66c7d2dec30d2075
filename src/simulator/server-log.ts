import type { JsonObject } from "../json/json-value.ts";

const kept = 300;

/** The last lines of the server's log, and who listens to it. */
export class ServerLog {
  private entries: JsonObject[] = [];
  private readonly listeners = new Set<string>();
  private readonly send: (clientId: string, entries: JsonObject[]) => void;

  constructor(send: (clientId: string, entries: JsonObject[]) => void) {
    this.send = send;
  }

  add(line: string): void {
    const entry = { t: new Date().toISOString().replace("Z", "000"), m: line };
    this.entries = [...this.entries, entry].slice(-kept);
    for (const listener of this.listeners) this.send(listener, [entry]);
  }

  subscribe(clientId: string, enabled: boolean): void {
    if (enabled) this.listeners.add(clientId);
    else this.listeners.delete(clientId);
  }

  get all(): readonly JsonObject[] {
    return this.entries;
  }
}
