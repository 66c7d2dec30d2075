import { isJsonNumber, isJsonObject, numericValue, type JsonValue } from "../../json/json-value.ts";
import { isLink, type Prompt } from "../../prompt/prompt.ts";
import type { ProgressEvent } from "../run-events.ts";

/** Steps assumed for a sampler whose number of steps comes from nowhere that can be seen. */
const assumedSteps = 20;
/** Only the end of the run makes it 1. */
const most = 0.999;

/**
 * How far a prompt is, from 0 to 1. Every node counts 1, a sampler as many as it has steps, so that the bar does not
 * stand at 90 % while the sampler begins. Nodes whose results are cached do not count.
 */
export class RunProgress {
  private readonly prompt: Prompt;
  private readonly weights = new Map<string, number>();
  private readonly done = new Map<string, number>();
  private highest = 0;
  private node: string | null = null;
  private step: number | null = null;
  private steps: number | null = null;

  constructor(prompt: Prompt) {
    this.prompt = prompt;
    for (const id of Object.keys(prompt)) this.weights.set(id, weightOf(prompt, id));
  }

  /** `execution_cached`: these nodes will not run. */
  noteCached(nodes: JsonValue | undefined): void {
    if (!Array.isArray(nodes)) return;
    for (const id of nodes) if (typeof id === "string") this.weights.delete(id);
  }

  /** `executing`: this node begins. */
  noteRunning(node: string): void {
    if (this.node === node) return;
    this.node = node;
    this.step = null;
    this.steps = null;
  }

  /** `progress_state`: every node that has begun, each time. */
  noteStates(nodes: JsonValue | undefined): void {
    if (!isJsonObject(nodes)) return;
    for (const [id, state] of Object.entries(nodes)) {
      if (!isJsonObject(state)) continue;
      if (state["state"] === "finished") this.done.set(id, 1);
      else this.noteStep(id, state["value"], state["max"]);
    }
  }

  /** `progress`: a step of one node. */
  noteStep(node: JsonValue | undefined, value: JsonValue | undefined, max: JsonValue | undefined): void {
    if (typeof node !== "string" || !isJsonNumber(value) || !isJsonNumber(max)) return;
    const [at, of] = [Number(numericValue(value)), Number(numericValue(max))];
    if (!(of > 0) || !Number.isFinite(at)) return;
    this.done.set(node, Math.max(this.done.get(node) ?? 0, Math.min(1, Math.max(0, at / of))));
    if (of <= 1) return;
    this.node = node;
    this.step = at;
    this.steps = of;
  }

  snapshot(): ProgressEvent {
    let total = 0;
    let done = 0;
    for (const [id, weight] of this.weights) {
      total += weight;
      done += weight * (this.done.get(id) ?? 0);
    }
    this.highest = Math.max(this.highest, total === 0 ? 0 : Math.min(most, done / total));
    return this.event(this.highest);
  }

  finished(): ProgressEvent {
    this.node = null;
    this.step = null;
    this.steps = null;
    return this.event(1);
  }

  private event(value: number): ProgressEvent {
    const { node, step, steps } = this;
    const nodeType = node !== null && Object.hasOwn(this.prompt, node) ? this.prompt[node]!.class_type : null;
    return { type: "progress", value, node, nodeType, step, steps };
  }
}

function weightOf(prompt: Prompt, id: string): number {
  const node = prompt[id]!;
  const isSampler =
    /sampler/i.test(node.class_type) && Object.values(node.inputs).some(isLink) && "latent_image" in node.inputs;
  return isSampler ? 1 + (findSteps(prompt, id, 3) ?? assumedSteps) : 1;
}

/** The `steps` of a node, or of the scheduler that feeds it. */
function findSteps(prompt: Prompt, id: string, depth: number): number | null {
  const node = Object.hasOwn(prompt, id) ? prompt[id] : undefined;
  if (node === undefined) return null;
  const steps = node.inputs["steps"];
  if (typeof steps === "number" && steps > 0) return Math.min(steps, 10_000);
  if (depth === 0) return null;
  const links = [node.inputs["sigmas"], ...Object.values(node.inputs)].filter(isLink);
  for (const [source] of links) {
    const found = findSteps(prompt, source, depth - 1);
    if (found !== null) return found;
  }
  return null;
}
