import type { JsonObject } from "../../json/json-value.ts";
import { isRunTimeLink } from "../../prompt/run-time-link.ts";
import { ExecutionBlocker, type ExecutorDefinition, type ExecutorResult, resultOf } from "./executor.ts";
import { NodeError } from "../node-error.ts";
import { contextFor } from "./executor-context.ts";
import { Expansions } from "./expansions.ts";
import { cycleFailure, type Failure, failureOf } from "./failure.ts";
import { FailureReport } from "./failure-report.ts";
import { mergeCalls, mergeUi } from "./merge-results.ts";
import type { LivePrompt } from "./live-prompt.ts";
import {
  callsOf,
  checkArguments,
  declaredInputs,
  gatherInputs,
  type GatheredInputs,
  withPlainNumbers,
} from "./node-inputs.ts";
import { ProgressBoard } from "./progress-board.ts";
import type { QueueItem } from "./queue-item.ts";
import type { CachedResult } from "./result-cache.ts";
import { ExecutionRecord, type ExecutionOutcome } from "./execution-record.ts";
import { Schedule } from "./schedule.ts";
import type { ExecutionServices } from "./execution-services.ts";

type StepResult = "done" | "pending" | Failure;

/** One execution of one prompt: schedules its nodes, calls their executors, sends events, fills the cache. */
export class PromptExecution {
  private readonly record: ExecutionRecord;
  private readonly board: ProgressBoard;
  private readonly schedule: Schedule;
  private readonly values = new Map<string, CachedResult>();
  private readonly started = new Map<string, Promise<ExecutorResult[]>>();
  private readonly expansions: Expansions;
  private readonly failures: FailureReport;
  private readonly item: QueueItem;
  private readonly live: LivePrompt;
  private readonly services: ExecutionServices;

  constructor(item: QueueItem, live: LivePrompt, services: ExecutionServices) {
    this.item = item;
    this.live = live;
    this.services = services;
    this.record = new ExecutionRecord(item, services.events);
    this.board = new ProgressBoard(services.events, item.promptId, this.record.clientId, live);
    this.schedule = new Schedule(live, {
      isCached: (id) => this.result(id) !== undefined,
      isOutputNode: (id) => services.findType(live.get(id).class_type)?.outputNode ?? false,
      isConcurrent: (id) => this.definition(id).concurrent ?? false,
      isLazy: (id, input) => this.isLazy(id, input),
      linked: (from) => this.keep(from),
    });
    this.expansions = new Expansions(live, this.schedule, services);
    this.failures = new FailureReport(this.record, live, services);
  }

  /** @throws WorkerFault for a prompt that kills ComfyUI's worker. */
  async run(): Promise<ExecutionOutcome> {
    this.record.message("execution_start", {});
    const fingerprints = await this.fingerprints();
    this.services.cache.begin(this.live, this.signatureFacts(fingerprints));
    const cached = this.services.cache.cachedIds();
    this.record.message("execution_cached", { nodes: cached });
    for (const id of this.item.outputs) this.schedule.add(id);
    for (let staged = await this.schedule.next(); staged !== null; staged = await this.schedule.next()) {
      if ("cycle" in staged) {
        // ComfyUI reports the error but leaves `success` as the node before set it (execution.py: execute_async).
        this.failures.report(staged.cycle, cycleFailure());
        return this.record.outcome();
      }
      const result = await this.step(staged.node);
      this.record.success = typeof result === "string";
      if (result === "done") this.schedule.complete(staged.node);
      else if (result !== "pending") {
        this.failures.report(this.live.realOf(staged.node), result);
        return this.record.outcome();
      }
      // A turn of the event loop, so that requests are answered between nodes.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.record.message("execution_success", {});
    return this.record.outcome();
  }

  /** Ends an execution that would have killed ComfyUI's worker with an execution error. */
  faulted(error: Error): ExecutionOutcome {
    this.failures.report(
      this.live.rootIds[0] ?? "",
      failureOf(new NodeError(error.message, "KeyError"), null, "prompt"),
    );
    return this.record.outcome();
  }

  private async step(id: string): Promise<StepResult> {
    const cached = this.result(id);
    if (cached !== undefined) return this.reuse(id, cached);
    let gathered: GatheredInputs | null = null;
    try {
      if (this.expansions.has(id)) return this.finishExpansion(id);
      let results = await this.takeStarted(id);
      if (results === undefined) {
        gathered = this.begin(id);
        this.checkArguments(id);
        if (await this.asksForMore(id, gathered)) return "pending";
        const calls = this.callAll(id, gathered);
        if ((this.definition(id).concurrent ?? false) && (await isSlow(calls))) return this.suspend(id, calls);
        results = await calls;
      }
      return this.settle(id, results);
    } catch (error) {
      return failureOf(error, gathered, this.live.get(id).class_type);
    }
  }

  private begin(id: string): GatheredInputs {
    this.board.start(id);
    const node = this.live.get(id);
    const gathered = gatherInputs(node, this.services.findType(node.class_type), (from) => this.result(from));
    this.services.running(this.live.displayOf(id));
    this.record.tell("executing", { node: id, display_node: this.live.displayOf(id) });
    return gathered;
  }

  private checkArguments(id: string): void {
    const node = this.live.get(id);
    if (this.definition(id).takesAnything !== true) checkArguments(node, this.services.findType(node.class_type));
  }

  /** A result of an earlier execution, or of an equal node of this one. */
  private reuse(id: string, cached: CachedResult): StepResult {
    const display_node = this.live.displayOf(id);
    this.record.tell("executed", { node: id, display_node, output: cached.ui?.output ?? null });
    if (cached.ui !== null && this.record.clientId !== null) this.record.addOutput(id, cached.ui);
    this.board.finish(id);
    this.values.set(id, cached);
    return "done";
  }

  /** Asks a node with lazy inputs which of them it needs, and schedules those. */
  private async asksForMore(id: string, gathered: GatheredInputs): Promise<boolean> {
    const definition = this.definition(id);
    if (definition.needs === undefined) return false;
    const wanted = new Set<string>();
    for (const inputs of this.callInputs(definition, gathered)) {
      for (const name of await definition.needs(inputs, this.context(id, 0))) wanted.add(name);
    }
    const missing = [...wanted].filter((name) => gathered.missing.has(name) || !(name in gathered.lists));
    for (const name of missing) {
      const link = this.live.get(id).inputs[name];
      if (isRunTimeLink(link)) this.schedule.need(link[0], id);
    }
    return missing.length > 0;
  }

  private async callAll(id: string, gathered: GatheredInputs): Promise<ExecutorResult[]> {
    const definition = this.definition(id);
    const calls = this.callInputs(definition, gathered);
    const results: Promise<ExecutorResult>[] = [];
    for (const [index, inputs] of calls.entries()) {
      this.services.interrupt.check();
      const blocked = Object.values(inputs).find((value) => value instanceof ExecutionBlocker);
      const call =
        blocked instanceof ExecutionBlocker ? this.block(id, blocked) : this.call(definition, id, inputs, index);
      results.push(call);
      if (definition.concurrent !== true) await call;
    }
    return Promise.all(results);
  }

  private async call(definition: ExecutorDefinition, id: string, inputs: Record<string, unknown>, index: number) {
    return resultOf(await definition.execute(inputs, this.context(id, index)));
  }

  private async block(id: string, blocker: ExecutionBlocker): Promise<ExecutorResult> {
    const node = this.live.get(id);
    if (blocker.message !== null) this.failures.tellBlocked(id, node.class_type, blocker.message);
    const count = this.services.findType(node.class_type)?.outputs.length ?? 1;
    return { outputs: Array.from({ length: count }, () => new ExecutionBlocker()) };
  }

  private suspend(id: string, calls: Promise<ExecutorResult[]>): StepResult {
    this.started.set(id, calls);
    const release = this.schedule.hold(id);
    calls.then(release, release);
    return "pending";
  }

  private async takeStarted(id: string): Promise<ExecutorResult[] | undefined> {
    const calls = this.started.get(id);
    this.started.delete(id);
    return calls;
  }

  private settle(id: string, results: readonly ExecutorResult[]): StepResult {
    const output = mergeUi(results);
    const ui = output === null ? null : { meta: this.uiMeta(id), output };
    if (ui !== null) {
      this.record.addOutput(id, ui);
      this.record.tell("executed", { node: id, display_node: this.live.displayOf(id), output: ui.output });
    }
    if (results.some((result) => result.expand !== undefined)) {
      const facts = this.signatureFacts(new Map());
      this.expansions.begin(id, results, (added) => this.services.cache.addExpanded(this.live, added, id, facts));
      return "pending";
    }
    const outputType = this.services.findType(this.live.get(id).class_type)?.outputs ?? [];
    this.finish(id, {
      ui,
      outputs: mergeCalls(
        results.map((result) => result.outputs ?? []),
        outputType,
      ),
    });
    return "done";
  }

  private finishExpansion(id: string): StepResult {
    const outputs = this.expansions.takeOutputs(id, (from) => this.result(from));
    const outputType = this.services.findType(this.live.get(id).class_type)?.outputs ?? [];
    this.finish(id, { ui: null, outputs: mergeCalls(outputs, outputType) });
    return "done";
  }

  private finish(id: string, result: CachedResult): void {
    this.values.set(id, result);
    this.services.cache.set(id, result);
    this.board.finish(id);
    this.failures.executed.add(id);
  }

  private uiMeta(id: string): JsonObject {
    return {
      node_id: id,
      display_node: this.live.displayOf(id),
      parent_node: this.live.parentOf(id),
      real_node_id: this.live.realOf(id),
    };
  }

  private callInputs(definition: ExecutorDefinition, gathered: GatheredInputs): Record<string, unknown>[] {
    const calls = definition.takesLists === true ? [{ ...gathered.lists }] : callsOf(gathered.lists);
    return definition.keepsFloats === true ? calls : calls.map(withPlainNumbers);
  }

  private context(id: string, callIndex: number) {
    return contextFor(id, callIndex, this.item, this.live, this.board, this.services);
  }

  private definition(id: string): ExecutorDefinition {
    return this.services.findExecutor(this.live.get(id).class_type);
  }

  /** Of this execution first: the cache may already have lost it to an equal node. */
  private result(id: string): CachedResult | undefined {
    return this.values.get(id) ?? this.services.cache.find(id);
  }

  private keep(id: string): void {
    const cached = this.services.cache.find(id);
    if (cached !== undefined) this.values.set(id, cached);
  }

  private isLazy(id: string, input: string): boolean {
    const node = this.live.get(id);
    return declaredInputs(this.services.findType(node.class_type), node)?.get(input)?.options.lazy ?? false;
  }

  private signatureFacts(fingerprints: ReadonlyMap<string, string>) {
    return {
      fingerprint: (id: string) => fingerprints.get(id) ?? null,
      knowsItsId: (id: string) =>
        this.services.findType(this.live.get(id).class_type)?.hidden.includes("unique_id") ?? false,
    };
  }

  private async fingerprints(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const id of this.live.rootIds) {
      const node = this.live.get(id);
      const { fingerprint } = this.definition(id);
      if (fingerprint !== undefined)
        found.set(id, await fingerprint(withPlainNumbers(node.inputs), this.context(id, 0)));
    }
    return found;
  }
}

/** True where the calls did not end at once. An executor that answers without waiting is never suspended. */
async function isSlow(calls: Promise<unknown>): Promise<boolean> {
  const later = new Promise<true>((resolve) => setImmediate(resolve, true));
  return Promise.race([later, calls.then(() => false as const)]);
}
