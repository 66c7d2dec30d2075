import type { ComfycError } from "../errors/comfyc-error.ts";
import type { Prompt } from "../prompt/prompt.ts";
import type { ServerFacts } from "./comfy-server.ts";
import type { PromptSuccess } from "./follow/prompt-outcome.ts";
import type { OutputFile, RunResult } from "./run-result.ts";

/** What is known of a run so far; at its end, or when it fails on the way, the result is made from it. */
export class RunReport {
  readonly notes: string[] = [];
  readonly files: OutputFile[] = [];
  server: ServerFacts = { version: null, simulated: false, devices: [] };
  slots: RunResult["slots"] = {};
  promptId: string | null = null;
  submittedAt: number | null = null;
  startedAt: number | null = null;
  sidecar: string | null = null;
  private executionMs: number | null = null;
  private cached = false;
  private readonly begun = performance.now();
  private readonly id: string;
  private readonly workflow: string;
  private readonly url: string;

  constructor(id: string, workflow: string, url: string) {
    this.id = id;
    this.workflow = workflow;
    this.url = url;
  }

  /** The prompt is on its way, under the id that was asked for. */
  submitted(promptId: string): void {
    this.submittedAt = Date.now();
    this.promptId = promptId;
  }

  /** Takes the server's own times, and whether it had every node but its targets from an earlier prompt. */
  succeeded(outcome: PromptSuccess, prompt: Prompt): void {
    const { startedAt, endedAt } = outcome;
    if (startedAt !== null) this.startedAt = startedAt;
    if (startedAt !== null && endedAt !== null) this.executionMs = endedAt - startedAt;
    const targets = new Set(outcome.targets ?? []);
    const others = Object.keys(prompt).filter((id) => !targets.has(id));
    this.cached = others.length > 0 && others.every((id) => outcome.cachedNodes.includes(id));
  }

  toResult(error: ComfycError | null): RunResult {
    const cancelled = error?.code === "interrupted" || error?.code === "execution_cancelled";
    return {
      id: this.id,
      state: error === null ? "succeeded" : cancelled ? "cancelled" : "failed",
      promptId: this.promptId,
      workflow: this.workflow,
      files: this.files,
      sidecar: this.sidecar,
      slots: this.slots,
      server: { url: this.url, version: this.server.version, simulated: this.server.simulated },
      timings: {
        submittedAt: isoTime(this.submittedAt),
        startedAt: isoTime(this.startedAt),
        finishedAt: new Date().toISOString(),
        totalMs: Math.round(performance.now() - this.begun),
        executionMs: this.executionMs,
      },
      cached: this.cached,
      notes: this.notes,
      error,
    };
  }
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
