import { join } from "node:path";
import { ComfycError } from "../errors/comfyc-error.ts";
import type { BoundSlots } from "../manifest/bind-slots.ts";
import type { Bundle } from "./bundle.ts";
import type { ComfyServer } from "./comfy-server.ts";
import { executionError } from "./follow/execution-error.ts";
import { followPrompt, type FollowPolicy } from "./follow/follow-prompt.ts";
import { PromptWatch } from "./follow/prompt-watch.ts";
import { RunProgress } from "./follow/run-progress.ts";
import { timeLimitError, withinTime } from "./follow/time-limit.ts";
import type { PromptOutcome, PromptSuccess } from "./follow/prompt-outcome.ts";
import { withdrawUntilGone } from "./follow/withdraw-prompt.ts";
import { checkTemplate, defaultNameTemplate, renderFileName, type NameValues } from "./outputs/file-name.ts";
import { makeFolderBelow, prepareOutputFolder } from "./outputs/output-folder.ts";
import { collectResults, requireOutputs } from "./outputs/collect-results.ts";
import { saveOutputs } from "./outputs/save-outputs.ts";
import { sidecarFolder, writeSidecar } from "./outputs/sidecar.ts";
import {
  bindPrompt,
  finalValues,
  findSeed,
  nameValuesOf,
  prepareSlots,
  uploadFiles,
  type PreparedSlots,
} from "./prepare-slots.ts";
import type { RunEvent } from "./run-events.ts";
import type { RunOptions } from "./run-options.ts";
import { RunReport } from "./run-report.ts";
import type { OutputFile, RunResult } from "./run-result.ts";
import type { SocketGenerations } from "./socket/socket-generations.ts";
import { makeAttempt, type Attempt } from "./submit/attempt.ts";
import { matchModelNames } from "./submit/model-names.ts";
import { submitPrompt, type SubmitPolicy } from "./submit/submit-prompt.ts";
import { unlessAborted } from "./unless-aborted.ts";
import type { UploadedFile } from "./uploads/upload-file.ts";

/** What runs of one server share. */
export interface RunEnvironment {
  readonly server: ComfyServer;
  readonly sockets: SocketGenerations;
  readonly models: Readonly<Record<string, string>>;
  readonly submitPolicy: SubmitPolicy;
  readonly followPolicy: FollowPolicy;
}

export interface RunTask {
  readonly id: string;
  readonly bundle: Bundle;
  readonly options: RunOptions;
  readonly cancel: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

/** Runs a bundle to its end and says how it ended; never rejects. */
export async function runBundle(environment: RunEnvironment, task: RunTask): Promise<RunResult> {
  // The caller gets its Run before anything happens.
  await Promise.resolve();
  return await new BundleRun(environment, task).toResult();
}

/** What is settled before anything is sent. */
interface Plan {
  readonly prepared: PreparedSlots;
  readonly dir: string;
  readonly template: string;
}

/** The stages of one run in their order. */
class BundleRun {
  private readonly environment: RunEnvironment;
  private readonly task: RunTask;
  private readonly report: RunReport;
  private bound: BoundSlots = { values: {}, uploads: [], notes: [] };
  private attempt: Attempt | null = null;
  private queued = false;

  constructor(environment: RunEnvironment, task: RunTask) {
    this.environment = environment;
    this.task = task;
    this.report = new RunReport(task.id, task.bundle.manifest.name, environment.server.url);
  }

  async toResult(): Promise<RunResult> {
    let error: ComfycError | null = null;
    try {
      await this.run();
    } catch (caught) {
      error = this.task.cancel.aborted ? this.interrupted() : asComfycError(caught);
    }
    const result = this.report.toResult(error);
    this.task.emit({ type: "finished", state: result.state, error });
    return result;
  }

  private async run(): Promise<void> {
    const plan = await this.plan();
    const { server, sockets } = this.environment;
    const connected = Promise.all([server.fetchFacts(), sockets.acquire()]);
    const [facts, socket] = await unlessAborted(connected, this.task.cancel);
    this.report.server = facts;
    if (socket === null) this.log("warning", "Live progress is unavailable; the server is asked instead.");
    const uploads = await uploadFiles(server, plan.prepared.files, this.task.cancel);
    const attempt = await this.makeAttempt(plan, uploads, socket?.clientId ?? crypto.randomUUID());
    const progress = new RunProgress(attempt.prompt);
    const emit = (event: RunEvent) => this.relay(event);
    const watch = new PromptWatch(socket, { promptId: attempt.promptId, prompt: attempt.prompt, progress, emit });
    try {
      const outcome = await this.submitAndFollow(attempt, watch);
      const success = this.requireSuccess(outcome);
      this.task.emit(progress.finished());
      await this.save(plan, success, watch, uploads);
    } finally {
      watch.stop();
    }
  }

  /** Everything that can be wrong on this side is found here, before the server hears of it. */
  private async plan(): Promise<Plan> {
    const { bundle, options, cancel } = this.task;
    const template = options.nameTemplate ?? defaultNameTemplate;
    const prepared = await prepareSlots(bundle.manifest, options.slots ?? {}, this.environment.models);
    for (const note of prepared.bound.notes) this.log("info", note);
    const item = { output: "", index: 1, node: "", kind: "", ext: "" };
    checkTemplate(template, { ...this.nameValues(prepared, null), ...item });
    const dir = await prepareOutputFolder(options.outDir ?? "output");
    cancel.throwIfAborted();
    return { prepared, dir, template };
  }

  private async makeAttempt(plan: Plan, uploads: readonly UploadedFile[], clientId: string): Promise<Attempt> {
    const { bundle, options, id, cancel } = this.task;
    const { server } = this.environment;
    this.bound = finalValues(plan.prepared, uploads);
    this.report.slots = this.bound.values;
    const bound = bindPrompt(bundle, this.bound);
    const prompt = await unlessAborted(matchModelNames(server, bound, bundle.manifest), cancel);
    this.attempt = makeAttempt({
      prompt,
      manifest: bundle.manifest,
      runId: id,
      clientId,
      serverUrl: server.url,
      workflowJson: bundle.workflowJson,
      previews: options.previews ?? true,
    });
    return this.attempt;
  }

  private async submitAndFollow(attempt: Attempt, watch: PromptWatch): Promise<PromptOutcome> {
    const { server, submitPolicy, followPolicy } = this.environment;
    const { bundle, cancel } = this.task;
    this.report.submitted(attempt.promptId);
    const signal = cancel;
    const submitted = submitPrompt({ server, attempt, sources: bundle.sources, policy: submitPolicy, signal });
    const promptId = await this.orWithdraw(submitted, attempt.promptId);
    this.report.promptId = promptId;
    this.noteQueued();
    const policy = { ...followPolicy, timeoutMs: this.timeoutMs };
    return await followPrompt({ server, promptId, watch, policy, cancel });
  }

  /** A cancel during the submission waits a moment for its outcome, and then takes back what may have arrived. */
  private async orWithdraw(submitted: Promise<string>, promptId: string): Promise<string> {
    const { cancel } = this.task;
    try {
      return await unlessAborted(submitted, cancel);
    } catch (error) {
      if (!cancel.aborted) throw error;
      const grace = this.environment.followPolicy.cancelGraceMs;
      const withdrawn = submitted.catch(() => null).then(() => withdrawUntilGone(this.environment.server, promptId));
      await unlessAborted(withdrawn, AbortSignal.timeout(grace)).catch(() => {});
      throw error;
    }
  }

  private requireSuccess(outcome: PromptOutcome): PromptSuccess {
    const { server } = this.environment;
    if (outcome.kind === "failed") throw executionError(outcome.error, this.task.bundle.sources, server.url);
    if (outcome.kind === "cancelled") {
      if (this.task.cancel.aborted) throw this.interrupted();
      throw new ComfycError("execution_cancelled", `The run was cancelled on ${server.url} by somebody else.`, {
        hint: "Run it again.",
        details: { url: server.url, promptId: this.report.promptId },
      });
    }
    this.report.succeeded(outcome, this.attempt!.prompt);
    return outcome;
  }

  private async save(
    plan: Plan,
    outcome: PromptSuccess,
    watch: PromptWatch,
    uploads: readonly UploadedFile[],
  ): Promise<void> {
    const { bundle, options, cancel, emit } = this.task;
    const reported = { ...watch.outputs, ...outcome.outputs };
    const items = collectResults(bundle.manifest.outputs, reported, watch.images);
    const values = this.nameValues(plan.prepared, findSeed(bundle.manifest, this.bound, this.attempt!.prompt));
    const { server } = this.environment;
    const late = timeLimitError(server.url, this.report.promptId!, this.timeoutMs);
    const saved = {
      server,
      items,
      outputs: bundle.manifest.outputs,
      dir: plan.dir,
      template: plan.template,
      values,
      onFile: (file: OutputFile) => {
        this.report.files.push(file);
        emit({ type: "output", file });
      },
    };
    await withinTime(this.timeLeftMs, late, cancel, (signal) => saveOutputs({ ...saved, signal }));
    if (options.sidecar !== false) await this.writeSidecar(plan, values, uploads);
    requireOutputs(bundle.manifest.outputs, this.attempt!.prompt, items);
    if (items.length === 0) this.log("info", "The run left no files to fetch.");
  }

  private async writeSidecar(plan: Plan, values: NameValues, uploads: readonly UploadedFile[]): Promise<void> {
    const { bundle } = this.task;
    const item = { output: "run", index: 0, node: "run", kind: "text", ext: "json" };
    const fallback = join(plan.dir, renderFileName(plan.template, { ...values, ...item }));
    const folder = sidecarFolder(this.report.files, fallback);
    await makeFolderBelow(plan.dir, join(folder, "_"));
    const seed = findSeed(bundle.manifest, this.bound, this.attempt!.prompt);
    const result = this.report.toResult(null);
    const facts = { result, manifest: bundle.manifest, prompt: this.attempt!.prompt, seed, uploads };
    this.report.sidecar = await writeSidecar(folder, facts);
  }

  private get timeoutMs(): number {
    return this.task.options.timeoutMs ?? this.environment.followPolicy.timeoutMs;
  }

  private get timeLeftMs(): number {
    return this.timeoutMs - (Date.now() - this.report.submittedAt!);
  }

  private nameValues(prepared: PreparedSlots, seed: string | number | bigint | null): NameValues {
    const { id, bundle, options } = this.task;
    const [date, time] = [`${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}`, id.slice(9, 15)];
    const facts = { workflow: bundle.manifest.name, run: id, seed: seed ?? 0, date, time };
    return { ...nameValuesOf(prepared), ...options.variables, ...facts };
  }

  /** Frames can come before the answer to the POST; they prove as well that the server has taken the prompt. */
  private noteQueued(): void {
    if (this.queued) return;
    this.queued = true;
    this.task.emit({ type: "queued", promptId: this.report.promptId!, server: this.environment.server.url });
  }

  private relay(event: RunEvent): void {
    this.noteQueued();
    if (event.type === "started") this.report.startedAt ??= Date.now();
    this.task.emit(event);
  }

  private log(level: "info" | "warning", message: string): void {
    this.report.notes.push(message);
    this.task.emit({ type: "log", level, message });
  }

  private interrupted(): ComfycError {
    return new ComfycError("interrupted", "The run was cancelled here.", {
      details: { promptId: this.report.promptId },
    });
  }
}

function asComfycError(error: unknown): ComfycError {
  if (ComfycError.isInstance(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ComfycError("internal", `The run failed in comfyc itself: ${message}`, { cause: error });
}
