import type { ComfyServer } from "../comfy-server.ts";

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
