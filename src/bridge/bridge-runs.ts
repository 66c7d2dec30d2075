import type { JsonObject, JsonValue } from "../json/json-value.ts";
import type { Run } from "../runtime/run.ts";
import type { RunEvent } from "../runtime/run-events.ts";
import type { RunResult } from "../runtime/run-result.ts";
import { errorToJson } from "./json-rpc.ts";

type Notify = (method: string, params: JsonObject) => void;

/** Ended runs that `runs/get` still knows; older ones are forgotten so that a long session stays flat. */
const mostEnded = 200;

/** The runs of one bridge, by id. Their events become notifications. */
export class BridgeRuns {
  private readonly notify: Notify;
  private readonly active = new Map<string, Run>();
  private readonly ended = new Map<string, JsonObject>();

  constructor(notify: Notify) {
    this.notify = notify;
  }

  /**
   * Follows `run`, and comes back when the server has taken it: a bad slot value, a missing file, a dead server and a
   * rejected prompt are errors of the call that started it.
   */
  async follow(run: Run, previews: boolean): Promise<JsonObject> {
    this.active.set(run.id, run);
    let accepted = false;
    const taken = new Promise<void>((resolve) => {
      void this.forward(run, previews, () => {
        accepted = true;
        resolve();
      }).finally(resolve);
    });
    await taken;
    if (!accepted) {
      const { error } = await run.settled;
      if (error !== null) throw error;
    }
    return { run: run.id };
  }

  /** False where the run is not known or has ended. */
  async cancel(id: string): Promise<boolean> {
    const run = this.active.get(id);
    if (run === undefined) return false;
    await run.cancel();
    return true;
  }

  /** `{ state: "running" }`, or what `run/finished` said; null where the run is not known. */
  find(id: string): JsonObject | null {
    return this.active.has(id) ? { run: id, state: "running" } : (this.ended.get(id) ?? null);
  }

  private async forward(run: Run, previews: boolean, onTaken: () => void): Promise<void> {
    let taken = false;
    for await (const event of run) {
      if (event.type === "queued") {
        taken = true;
        onTaken();
      }
      const notification = toNotification(event, previews);
      if (notification !== null) this.notify(notification.method, { run: run.id, ...notification.params });
    }
    const outcome = outcomeOf(await run.settled);
    this.active.delete(run.id);
    this.remember(run.id, outcome);
    // A run that the server never took is told by the error of its call alone.
    if (taken) this.notify("run/finished", outcome);
  }

  private remember(id: string, outcome: JsonObject): void {
    this.ended.set(id, outcome);
    const [oldest] = this.ended.keys();
    if (this.ended.size > mostEnded && oldest !== undefined) this.ended.delete(oldest);
  }
}

function toNotification(event: RunEvent, previews: boolean): { method: string; params: JsonObject } | null {
  switch (event.type) {
    case "queued":
      return { method: "run/queued", params: { server: event.server } };
    case "progress":
      return { method: "run/progress", params: { value: event.value, node: event.node } };
    case "preview":
      if (!previews) return null;
      return { method: "run/preview", params: { mime: event.mime, data: Buffer.from(event.bytes).toString("base64") } };
    case "output":
      return { method: "run/output", params: { ...event.file } };
    case "log":
      return { method: "log", params: { level: event.level, message: event.message } };
    default:
      return null;
  }
}

function outcomeOf(result: RunResult): JsonObject {
  const outcome: JsonObject = { run: result.id, state: result.state };
  if (result.error !== null) return { ...outcome, error: errorToJson(result.error) };
  return {
    ...outcome,
    result: {
      runId: result.id,
      workflow: result.workflow,
      files: result.files.map((file) => ({ ...file })),
      sidecar: result.sidecar,
      slots: { ...result.slots },
      simulated: result.server.simulated,
      server: result.server.url,
      notes: [...result.notes],
    } satisfies Record<string, JsonValue>,
  };
}
