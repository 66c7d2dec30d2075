import { setTimeout as delay } from "node:timers/promises";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import type { ComfyServer } from "../comfy-server.ts";
import { lookUpPrompt } from "../follow/lookup.ts";
import { withdrawUntilGone } from "../follow/withdraw-prompt.ts";
import type { TextReply } from "../http/http-client.ts";
import { neverSent } from "../http/http-failure.ts";
import { readPromptId, type Attempt } from "./attempt.ts";
import { checkDroppedOutputs } from "./dropped-outputs.ts";
import type { NodeSources } from "../node-sources.ts";
import { hasNodeErrors, rejectionError } from "./rejection.ts";

export interface SubmitPolicy {
  /** Pauses before further tries of a POST that never left, in milliseconds. */
  readonly pausesMs: readonly number[];
  /** A POST whose fate is not known has not arrived if the server does not know it twice, this far apart. */
  readonly unknownAfterMs: number;
  /** Longest time in which the server is asked for the fate of a POST. */
  readonly askForMs: number;
}

export const defaultSubmitPolicy: SubmitPolicy = { pausesMs: [200, 800], unknownAfterMs: 2000, askForMs: 60_000 };

export interface SubmitOptions {
  readonly server: ComfyServer;
  readonly attempt: Attempt;
  readonly sources: NodeSources;
  readonly policy: SubmitPolicy;
  readonly signal: AbortSignal;
}

/** The answers of one POST: the server's word, or that nobody knows whether it arrived. */
type Posted = { readonly reply: TextReply } | { readonly unknown: ComfycError };

/**
 * Posts an attempt and gives back the id under which the server queued it. Posted again only where it never left, or
 * once where the server, asked twice, does not know it. A prompt of which the server would run only a part is withdrawn.
 * @throws prompt_rejected, server_unreachable, not_comfyui; the reason of the signal.
 */
export async function submitPrompt(options: SubmitOptions): Promise<string> {
  const first = await post(options);
  if ("reply" in first) return await judgeReply(options, first.reply);
  if (await hasArrived(options, first.unknown)) return options.attempt.promptId;
  const second = await post(options);
  const id = "reply" in second ? await judgeReply(options, second.reply) : null;
  if (id === null && !(await hasArrived(options, (second as { unknown: ComfycError }).unknown))) {
    throw (second as { unknown: ComfycError }).unknown;
  }
  await collapseDuplicates(options);
  return id ?? options.attempt.promptId;
}

async function post({ server, attempt, policy, signal }: SubmitOptions): Promise<Posted> {
  for (const pause of [...policy.pausesMs, null]) {
    try {
      // Never aborted half-way: whoever cancels has to know whether it arrived.
      const reply = await server.postPrompt(attempt.body);
      // A 5xx can mean "accepted": the queue may hold the prompt although its answer failed.
      return reply.status >= 500 || reply.status === 429
        ? { unknown: server.http.unexpected(reply, "/prompt") }
        : { reply };
    } catch (error) {
      if (!ComfycError.isInstance(error) || error.code !== "server_unreachable") throw error;
      if (!neverSent(error)) return { unknown: error };
      if (pause === null) throw error;
      await delay(pause, undefined, { signal });
    }
  }
  throw new ComfycError("internal", "The submission ended without an answer.");
}

/** Asks the server whether it knows the prompt, until it does or has denied it twice. */
async function hasArrived({ server, attempt, policy, signal }: SubmitOptions, failure: ComfycError): Promise<boolean> {
  const begun = performance.now();
  let deniedAt: number | null = null;
  for (;;) {
    const state = await lookUpPrompt(server, attempt.promptId, signal).catch((error: unknown) => {
      // What fails as the POST failed is no ComfyUI, and a server that stays away is given up.
      const bear = ComfycError.isInstance(error) && error.code === "server_unreachable";
      if (!bear || performance.now() - begun > policy.askForMs) throw failure;
      return null;
    });
    if (state !== null && state.kind !== "unknown") return true;
    const now = performance.now();
    if (state !== null) deniedAt ??= now;
    if (deniedAt !== null && now - deniedAt >= policy.unknownAfterMs) return false;
    await delay(Math.max(10, policy.unknownAfterMs / 2), undefined, { signal });
  }
}

async function judgeReply(options: SubmitOptions, reply: TextReply): Promise<string> {
  const { server, attempt, sources } = options;
  const json = readObject(reply);
  // Later servers refuse a second prompt of one id: then the first has arrived.
  if (reply.status === 409) return attempt.promptId;
  if (reply.status === 400 && json !== null && ("error" in json || "node_errors" in json)) {
    throw await rejectionError(json, sources, server);
  }
  const promptId = reply.status === 200 && json !== null ? readPromptId(json) : null;
  if (promptId === null || json === null) throw server.http.unexpected(reply, "/prompt");
  if (hasNodeErrors(json)) {
    // 200 with node_errors: the bad outputs are dropped and the rest is queued.
    await withdrawUntilGone(server, promptId);
    throw await rejectionError(json, sources, server);
  }
  await checkDroppedOutputs(server, attempt, promptId, sources);
  return promptId;
}

/** A late first POST beside a second one: each delete takes one waiting copy and never the running one. */
async function collapseDuplicates({ server, attempt }: SubmitOptions): Promise<void> {
  const mine = (item: { promptId: string }) => item.promptId === attempt.promptId;
  const queue = await server.fetchQueue().catch(() => null);
  if (queue === null) return;
  const pending = queue.pending.filter(mine).length;
  const extra = queue.running.some(mine) ? pending : pending - 1;
  for (let copy = 0; copy < extra; copy++) await server.deletePending(attempt.promptId);
}

function readObject(reply: TextReply): JsonObject | null {
  try {
    const json = parseJson(reply.text);
    return isJsonObject(json) ? json : null;
  } catch {
    return null;
  }
}
