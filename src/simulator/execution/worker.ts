import type { Events } from "../events.ts";
import type { ExecutionServices } from "./execution-services.ts";
import { LivePrompt, WorkerFault } from "./live-prompt.ts";
import type { PromptQueue } from "./prompt-queue.ts";
import { PromptExecution } from "./prompt-execution.ts";
import type { QueueItem } from "./queue-item.ts";
import type { History } from "./history.ts";
import type { ExecutionOutcome } from "./execution-record.ts";

export interface WorkerParts {
  readonly queue: PromptQueue;
  readonly history: History;
  readonly services: ExecutionServices;
  readonly events: Events;
  readonly canDie: boolean;
  /** Told the client of the prompt that begins, and null for the running node when it has ended. */
  readonly client: (clientId: string | null) => void;
  readonly idle: () => void;
  readonly log: (line: string) => void;
}

/** Runs the prompts of the queue, one at a time. */
export class Worker {
  private readonly parts: WorkerParts;
  private running: Promise<void> | null = null;
  private stopped = false;
  private dead = false;
  private freeMemory = false;

  constructor(parts: WorkerParts) {
    this.parts = parts;
  }

  /** Starts on the queue, unless it is at work. */
  wake(): void {
    if (this.running !== null || this.stopped || this.dead) return;
    this.running = this.work().finally(() => {
      this.running = null;
      if (this.parts.queue.waiting.length > 0) this.wake();
    });
  }

  /** Drops all results once nothing runs, as POST /free does. */
  free(): void {
    this.freeMemory = true;
    this.wake();
  }

  /** Interrupts what runs and takes nothing more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.parts.services.interrupt.request();
    await this.running;
  }

  private async work(): Promise<void> {
    // The answer to POST /prompt leaves before the first event of its execution, as a rule.
    await new Promise((resolve) => setImmediate(resolve));
    for (let item = this.take(); item !== null; item = this.take()) {
      await this.runOne(item);
      if (this.dead) return;
      this.dropResults();
    }
    this.dropResults();
  }

  private take(): QueueItem | null {
    return this.stopped ? null : this.parts.queue.take();
  }

  private dropResults(): void {
    if (!this.freeMemory) return;
    this.freeMemory = false;
    this.parts.services.cache.clear();
  }

  private async runOne(item: QueueItem): Promise<void> {
    const { queue, history, services, events } = this.parts;
    const began = performance.now();
    const client = clientOf(item);
    services.interrupt.clear();
    this.parts.client(client);
    const outcome = await this.outcomeOf(item);
    if (outcome === null) return;
    this.parts.idle();
    history.add(item, outcome);
    queue.done();
    if (client !== null) events.send("executing", { node: null, prompt_id: item.promptId }, client);
    this.parts.log(`Prompt executed in ${((performance.now() - began) / 1000).toFixed(2)} seconds\n`);
  }

  /** Null where the worker died: the prompt stays in `running` for ever. */
  private async outcomeOf(item: QueueItem): Promise<ExecutionOutcome | null> {
    const execution = new PromptExecution(item, new LivePrompt(item.prompt), this.parts.services);
    try {
      return await execution.run();
    } catch (error) {
      if (!(error instanceof WorkerFault)) throw error;
      this.parts.log(`the worker died: ${error.message}\n`);
      if (!this.parts.canDie) return execution.faulted(error);
      this.dead = true;
      return null;
    }
  }
}

function clientOf(item: QueueItem): string | null {
  const id = item.extraData["client_id"];
  return typeof id === "string" ? id : null;
}
