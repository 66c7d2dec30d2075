import { setTimeout as delay } from "node:timers/promises";
import type { ComfyServer } from "../comfy-server.ts";
import { lookUpPrompt } from "./lookup.ts";

/**
 * Ends one prompt and no other: taken off the queue where it waits, interrupted where it runs. Errors are dropped; who
 * needs certainty looks the prompt up afterwards.
 * On servers before late 2025, which interrupt whatever runs, the prompt that follows ours could be hit if ours ends
 * between the look at the queue and the interrupt.
 */
export async function withdrawPrompt(server: ComfyServer, promptId: string): Promise<void> {
  try {
    if (await server.cancelJob(promptId)) return;
    await server.deletePending(promptId);
    const { running } = await server.fetchQueue();
    if (running.some((item) => item.promptId === promptId)) await server.interrupt(promptId);
  } catch {
    // An unreachable server runs nothing that could be ended from here.
  }
}

/** Pauses between the tries to end a prompt that nobody follows, in milliseconds. */
const pauses = [50, 150, 400, 1000];

/**
 * As `withdrawPrompt`, again until the prompt neither waits nor runs: an interrupt that comes between the moment when
 * the server takes a prompt off its queue and the moment when it starts is lost.
 */
export async function withdrawUntilGone(server: ComfyServer, promptId: string): Promise<void> {
  for (const pause of pauses) {
    await withdrawPrompt(server, promptId);
    const state = await lookUpPrompt(server, promptId).catch(() => null);
    if (state === null || state.kind === "unknown" || state.kind === "ended") return;
    await delay(pause);
  }
}
