import { ComfycError } from "../../errors/comfyc-error.ts";
import type { ComfyServer } from "../comfy-server.ts";
import { lookUpPrompt, type PromptState } from "./lookup.ts";
import type { PromptWatch } from "./prompt-watch.ts";
import { timeLimitError } from "./time-limit.ts";
import { readOutcome, type PromptOutcome } from "./prompt-outcome.ts";
import { withdrawPrompt, withdrawUntilGone } from "./withdraw-prompt.ts";

export interface FollowPolicy {
  /** Pause between two questions while the socket talks. @default 2000 */
  readonly pollMs: number;
  /** Pause between two questions without a socket; the first ones come sooner. @default 1000 */
  readonly pollAloneMs: number;
  /** A prompt that the server does not know twice, this far apart, is lost. @default 2000 */
  readonly lostAfterMs: number;
  /** A server that gives no useful answer for so long is given up. @default 120000 */
  readonly patienceMs: number;
  /** A cancelled prompt whose node does not stop is left to the server after so long. @default 5000 */
  readonly cancelGraceMs: number;
  /** Longest time from the submission to the end. @default 6 hours */
  readonly timeoutMs: number;
}

export const defaultFollowPolicy: FollowPolicy = {
  pollMs: 2000,
  pollAloneMs: 1000,
  lostAfterMs: 2000,
  patienceMs: 120_000,
  cancelGraceMs: 5000,
  timeoutMs: 6 * 60 * 60 * 1000,
};

export interface FollowOptions {
  readonly server: ComfyServer;
  readonly promptId: string;
  readonly watch: PromptWatch;
  readonly policy: FollowPolicy;
  /** Aborting it ends the prompt on the server. */
  readonly cancel: AbortSignal;
}

/** Pauses, in milliseconds, after the socket said that the prompt is through: its history entry comes a moment later. */
const afterEnd = [0, 10, 20, 50, 100, 200, 400];

/**
 * Follows a posted prompt to its end, which always comes: the server is asked what is true, the socket only says when to
 * ask.
 * @throws server_unreachable, not_comfyui, execution_lost; `kind: "cancelled"` covers both who cancelled here and elsewhere.
 */
export async function followPrompt(options: FollowOptions): Promise<PromptOutcome> {
  return await new Follower(options).follow();
}

class Follower {
  private readonly options: FollowOptions;
  private readonly begun = performance.now();
  private polls = 0;
  private lastKnown: "pending" | "running" = "pending";
  private unknownSince: number | null = null;
  private failingSince: number | null = null;
  private cancelledAt: number | null = null;
  private lookedAfterEnd = false;
  private readonly liveAtStart: boolean;

  constructor(options: FollowOptions) {
    this.options = options;
    this.liveAtStart = options.watch.live;
  }

  async follow(): Promise<PromptOutcome> {
    const { watch, cancel } = this.options;
    for (;;) {
      if (cancel.aborted) {
        const outcome = await this.cancelNow();
        if (outcome !== null) return outcome;
      } else {
        await watch.wait(this.pause(), cancel);
        if (cancel.aborted) continue;
        await this.checkTime();
      }
      const state = watch.ended && !this.lookedAfterEnd ? await this.lookAfterEnd() : await this.look();
      const outcome = state === null ? null : this.judge(state);
      if (outcome !== null) return outcome;
    }
  }

  private pause(): number {
    const { watch, policy } = this.options;
    if (watch.ended && !this.lookedAfterEnd) return 0;
    // The second look at a prompt that was unknown must not come too early to count.
    if (this.unknownSince !== null) return policy.lostAfterMs;
    if (watch.live) return policy.pollMs;
    return Math.min(policy.pollAloneMs, 100 * 2 ** Math.min(this.polls, 8));
  }

  private async look(): Promise<PromptState | null> {
    this.polls++;
    return await this.ask(() => lookUpPrompt(this.options.server, this.options.promptId));
  }

  private async lookAfterEnd(): Promise<PromptState | null> {
    this.lookedAfterEnd = true;
    const { server, promptId, watch, cancel } = this.options;
    for (const pause of afterEnd) {
      if (pause > 0) await watch.wait(pause, cancel);
      const entry = await this.ask(() => server.fetchHistoryEntry(promptId));
      if (entry !== null) return { kind: "ended", entry };
    }
    return await this.look();
  }

  /** Null where the server gave no useful answer, which is borne for a while. */
  private async ask<T>(question: () => Promise<T>): Promise<T | null> {
    const { policy, watch, cancel } = this.options;
    try {
      const answer = await this.unlessCancelled(question());
      if (answer !== null) this.failingSince = null;
      return answer;
    } catch (error) {
      if (!ComfycError.isInstance(error)) throw error;
      const now = performance.now();
      this.failingSince ??= now;
      if (now - this.failingSince > policy.patienceMs) throw error;
      await watch.wait(Math.min(1000, policy.pollAloneMs), cancel);
      return null;
    }
  }

  /** Null where the cancel comes before the answer, or where the answer outlasts the grace after it. */
  private async unlessCancelled<T>(answer: Promise<T>): Promise<T | null> {
    const { cancel, policy } = this.options;
    answer.catch(() => {});
    if (cancel.aborted) return await withDeadline(answer, policy.cancelGraceMs);
    const { promise, resolve } = Promise.withResolvers<null>();
    const stop = () => resolve(null);
    cancel.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([answer, promise]);
    } finally {
      cancel.removeEventListener("abort", stop);
    }
  }

  private judge(state: PromptState): PromptOutcome | null {
    if (state.kind === "ended") return readOutcome(state.entry);
    if (state.kind === "unknown") return this.judgeUnknown();
    this.unknownSince = null;
    this.lastKnown = state.kind;
    if (state.kind === "running") this.options.watch.noteStarted();
    return null;
  }

  private judgeUnknown(): PromptOutcome | null {
    const { watch, policy, server, promptId } = this.options;
    if (this.cancelledAt !== null) return { kind: "cancelled" };
    const now = performance.now();
    this.unknownSince ??= now;
    if (now - this.unknownSince < policy.lostAfterMs * 0.9) return null;
    if (watch.ending !== null) return this.outcomeOfSocket();
    // A socket that never broke shows that the server did not restart: somebody took the prompt off the queue.
    if (this.lastKnown === "pending" && !watch.started && this.liveAtStart && watch.live) return { kind: "cancelled" };
    throw new ComfycError("execution_lost", `${server.url} no longer knows the run ${promptId}.`, {
      hint: "The server was restarted, or its queue and history were cleared: run it again.",
      details: { url: server.url, promptId },
    });
  }

  /** For a history that was cleared before it was read. */
  private outcomeOfSocket(): PromptOutcome {
    const { ending, outputs } = this.options.watch;
    if (ending?.kind === "error") return { kind: "failed", error: ending.error };
    if (ending?.kind === "interrupted") return { kind: "cancelled" };
    return { kind: "succeeded", outputs, targets: null, cachedNodes: [], startedAt: null, endedAt: null };
  }

  private async cancelNow(): Promise<PromptOutcome | null> {
    const { server, promptId, watch, policy } = this.options;
    this.cancelledAt ??= performance.now();
    if (performance.now() - this.cancelledAt > policy.cancelGraceMs) return { kind: "cancelled" };
    await withDeadline(withdrawPrompt(server, promptId), policy.cancelGraceMs);
    // An interrupt is seen only between nodes and at progress ticks, and one that comes as the prompt starts is lost.
    if (!watch.ended) await watch.wait(Math.min(300, policy.cancelGraceMs), new AbortController().signal);
    return performance.now() - this.cancelledAt > policy.cancelGraceMs ? { kind: "cancelled" } : null;
  }

  private async checkTime(): Promise<void> {
    const { policy, server, promptId } = this.options;
    if (performance.now() - this.begun <= policy.timeoutMs) return;
    await withDeadline(withdrawUntilGone(server, promptId), policy.cancelGraceMs);
    throw timeLimitError(server.url, promptId, policy.timeoutMs);
  }
}

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
