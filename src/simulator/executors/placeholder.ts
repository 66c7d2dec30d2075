import type { JsonValue } from "../../json/json-value.ts";
import type { OutputType } from "../../schema/node-type.ts";
import type { ExecutorContext, ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { drawLatent } from "../picture/draw-picture.ts";
import { tone } from "./audio.ts";
import { emptyLatent, latentFromImage } from "./latents.ts";
import { pythonText } from "../values/python-text.ts";
import { integer } from "../values/read-input.ts";
import { sigmasFrom } from "./sampling.ts";
import {
  conditioning,
  type Conditioning,
  described,
  type ImageValue,
  isValue,
  type LatentValue,
  mask,
  type Recipe,
} from "../values/node-values.ts";

/**
 * Runs a node type that the simulator knows only by its schema. An output takes over an input of its type where there
 * is one; otherwise a value of its type is made up from all inputs, so that each of them changes the result.
 */
export const placeholder: ExecutorDefinition = { execute: runPlaceholder };

async function runPlaceholder(inputs: NodeInputs, context: ExecutorContext): Promise<unknown[]> {
  const outputs: unknown[] = [];
  const taken = new Set<unknown>();
  for (const output of context.nodeType?.outputs ?? []) {
    const value = passedOn(inputs, output, taken) ?? (await madeUp(inputs, output, context));
    taken.add(value);
    outputs.push(output.isList ? [value] : value);
  }
  return outputs;
}

/** Pictures, latents, masks, sounds and videos pass through; descriptions are made anew, with this node's values. */
const passing = new Set(["IMAGE", "MASK", "LATENT", "AUDIO", "VIDEO"]);

function passedOn(inputs: NodeInputs, output: OutputType, taken: ReadonlySet<unknown>): unknown {
  const type = String(output.type);
  if (!passing.has(type) && type !== "*" && output.matchTemplate === null) return undefined;
  const fits = (value: unknown) =>
    passing.has(type) ? isValue(value, type) : value !== null && typeof value === "object";
  const named = inputs[output.name];
  if (fits(named) && !taken.has(named)) return named;
  return Object.values(inputs).find((value) => fits(value) && !taken.has(value));
}

async function madeUp(inputs: NodeInputs, output: OutputType, context: ExecutorContext): Promise<unknown> {
  if (Array.isArray(output.type)) return (output.type[0] as JsonValue) ?? "";
  const digest = digestOf(inputs, context.classType);
  switch (String(output.type)) {
    case "IMAGE":
      return placeholderImage(inputs, digest);
    case "MASK":
      return mask(64, 64, [Buffer.alloc(64 * 64, 255)]);
    case "LATENT":
      return placeholderLatent(inputs, context.classType);
    case "CONDITIONING":
      return placeholderConditioning(inputs, output, digest);
    case "SIGMAS":
      return sigmasFrom(inputs, context.classType);
    case "AUDIO":
      return tone(digest, 1);
    case "VIDEO":
      return { type: "VIDEO", images: await placeholderImage(inputs, digest, 16), fps: 16, audio: null };
    case "INT":
      return numberAmong(inputs) ?? 0;
    case "FLOAT":
      return numberAmong(inputs) ?? 0;
    case "BOOLEAN":
      return Object.values(inputs).find((value) => typeof value === "boolean") ?? false;
    case "STRING":
      return Object.values(inputs).find((value) => typeof value === "string") ?? "";
    default:
      return described(String(output.type), digest);
  }
}

function numberAmong(inputs: NodeInputs): unknown {
  return Object.values(inputs).find((value) => typeof value === "number" || typeof value === "bigint");
}

async function placeholderImage(inputs: NodeInputs, digest: string, length = 1): Promise<ImageValue> {
  const size = (name: string) =>
    Math.min(4096, Math.max(1, typeof inputs[name] === "number" ? integer(inputs, name) : 512));
  const how = { steps: 8, cfg: 5, denoise: 1, sampler: "none", scheduler: "none", negative: "", seed: 0n, hints: [] };
  const recipe: Recipe = { ...how, text: digest, model: digest };
  const content = { kind: "sampled" as const, recipe, base: { kind: "empty" as const }, mask: null };
  const latent: LatentValue = {
    type: "LATENT",
    width: size("width"),
    height: size("height"),
    batch: 1,
    length,
    isVideo: length > 1,
    content,
    mask: null,
  };
  return drawLatent(latent);
}

function placeholderLatent(inputs: NodeInputs, classType: string): LatentValue {
  const start = Object.keys(inputs).find((name) => isValue(inputs[name], "IMAGE"));
  return start === undefined ? emptyLatent(inputs, classType) : latentFromImage(inputs, classType, start, 1);
}

/** The conditioning that has the output's name, or the first one, with what else the node was given. */
function placeholderConditioning(inputs: NodeInputs, output: OutputType, digest: string): Conditioning {
  const named = inputs[output.name];
  const all = Object.values(inputs).filter((value) => isValue<Conditioning>(value, "CONDITIONING"));
  const source = isValue<Conditioning>(named, "CONDITIONING") ? named : all[0];
  const own = textsOf(inputs).join(" ");
  if (source === undefined) return conditioning(own === "" ? digest : own);
  return conditioning(`${source.text} {${digest}}`, source.hints);
}

function textsOf(inputs: NodeInputs): string[] {
  return Object.values(inputs).filter((value): value is string => typeof value === "string" && value !== "");
}

/** One line that names the node and all its values. */
function digestOf(inputs: NodeInputs, classType: string): string {
  const values = Object.entries(inputs).map(([name, value]) => {
    const isDescribed = typeof value === "object" && value !== null && "text" in value;
    return `${name}=${isDescribed ? String(value.text) : pythonText(value)}`;
  });
  return [classType, ...values].join(" ");
}
