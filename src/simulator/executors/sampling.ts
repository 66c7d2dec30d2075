import type { ExecutorContext, ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { drawPreview } from "../picture/draw-picture.ts";
import { encodePreview } from "../picture/pixels.ts";
import {
  conditioningInput,
  describedInput,
  flag,
  integer,
  latentInput,
  number,
  seed,
  socket,
  text,
} from "../values/read-input.ts";
import {
  type Conditioning,
  conditioning,
  described,
  type GuiderValue,
  isValue,
  type LatentValue,
  type NoiseValue,
  type Recipe,
  type SigmasValue,
} from "../values/node-values.ts";

/** Goes through the steps of a recipe as a sampler does: a tick each, with a preview where the prompt asked for them. */
async function sample(
  latent: LatentValue,
  recipe: Recipe,
  steps: number,
  context: ExecutorContext,
): Promise<LatentValue> {
  const content = { kind: "sampled" as const, recipe, base: latent.content, mask: latent.mask };
  const sampled: LatentValue = { ...latent, content };
  for (let step = 1; step <= steps; step++) {
    await context.sleep(context.stepDelay);
    const preview = context.previews ? await previewOf(sampled, step / steps) : undefined;
    context.progress(step, steps, preview);
  }
  return sampled;
}

async function previewOf(latent: LatentValue, part: number) {
  const { pixels, width, height } = await drawPreview(latent, part);
  return { format: "jpeg" as const, bytes: await encodePreview(pixels, width, height) };
}

interface Parts {
  readonly positive: Conditioning;
  readonly negative: Conditioning;
  readonly model: string;
}

function parts(inputs: NodeInputs): Parts {
  return {
    positive: conditioningInput(inputs, "positive"),
    negative: conditioningInput(inputs, "negative"),
    model: describedInput(inputs, "model"),
  };
}

function recipeOf(given: Parts, how: Omit<Recipe, "text" | "negative" | "model" | "hints">): Recipe {
  const { positive, negative, model } = given;
  return { ...how, text: positive.text, negative: negative.text, model, hints: [...positive.hints, ...negative.hints] };
}

async function kSampler(inputs: NodeInputs, context: ExecutorContext): Promise<LatentValue[]> {
  const steps = integer(inputs, "steps");
  const recipe = recipeOf(parts(inputs), {
    seed: seed(inputs, "seed"),
    steps,
    cfg: number(inputs, "cfg"),
    denoise: number(inputs, "denoise", 1),
    sampler: text(inputs, "sampler_name"),
    scheduler: text(inputs, "scheduler"),
  });
  const latent = latentInput(inputs, "latent_image");
  return [recipe.denoise <= 0 ? latent : await sample(latent, recipe, steps, context)];
}

/** A part of the steps does a part of the work: it counts as that much denoise. */
async function kSamplerAdvanced(inputs: NodeInputs, context: ExecutorContext): Promise<LatentValue[]> {
  const steps = integer(inputs, "steps");
  const from = Math.min(steps, integer(inputs, "start_at_step", 0));
  const to = Math.min(steps, integer(inputs, "end_at_step", steps));
  const latent = latentInput(inputs, "latent_image");
  if (to <= from) return [latent];
  const leftover = text(inputs, "return_with_leftover_noise", "disable") === "enable";
  const recipe = recipeOf(parts(inputs), {
    seed: text(inputs, "add_noise", "enable") === "enable" ? seed(inputs, "noise_seed") : 0n,
    steps,
    cfg: number(inputs, "cfg"),
    denoise: leftover ? to / steps : 1 - from / steps,
    sampler: text(inputs, "sampler_name"),
    scheduler: text(inputs, "scheduler"),
  });
  return [await sample(latent, recipe, to - from, context)];
}

function sigmasInput(inputs: NodeInputs): SigmasValue {
  return socket<SigmasValue>(inputs, "sigmas", "SIGMAS");
}

async function samplerCustom(inputs: NodeInputs, context: ExecutorContext): Promise<LatentValue[]> {
  const { steps, denoise, scheduler } = sigmasInput(inputs);
  const recipe = recipeOf(parts(inputs), {
    seed: flag(inputs, "add_noise", true) ? seed(inputs, "noise_seed") : 0n,
    steps,
    cfg: number(inputs, "cfg"),
    denoise,
    sampler: describedInput(inputs, "sampler"),
    scheduler,
  });
  const latent = await sample(latentInput(inputs, "latent_image"), recipe, steps, context);
  return [latent, latent];
}

async function samplerCustomAdvanced(inputs: NodeInputs, context: ExecutorContext): Promise<LatentValue[]> {
  const { steps, denoise, scheduler } = sigmasInput(inputs);
  const guider = socket<GuiderValue>(inputs, "guider", "GUIDER");
  const recipe = recipeOf(guider, {
    seed: socket<NoiseValue>(inputs, "noise", "NOISE").seed,
    steps,
    cfg: guider.cfg,
    denoise,
    sampler: describedInput(inputs, "sampler"),
    scheduler,
  });
  const latent = await sample(latentInput(inputs, "latent_image"), recipe, steps, context);
  return [latent, latent];
}

function sigmas(scheduler: string, steps: number, denoise = 1): SigmasValue {
  return { type: "SIGMAS", scheduler, steps, denoise };
}

function splitSigmas(inputs: NodeInputs): SigmasValue[] {
  const whole = sigmasInput(inputs);
  const at = Math.min(whole.steps, Math.max(0, integer(inputs, "step")));
  return [
    sigmas(`${whole.scheduler} high`, at, whole.denoise),
    sigmas(`${whole.scheduler} low`, whole.steps - at, 1 - at / Math.max(1, whole.steps)),
  ];
}

/** A scheduler node of any kind: steps and denoise by name, everything else of it in the scheduler's text. */
export function sigmasFrom(inputs: NodeInputs, classType: string): SigmasValue {
  const settings = Object.entries(inputs)
    .filter(
      ([name, value]) => !["steps", "denoise"].includes(name) && ["string", "number", "boolean"].includes(typeof value),
    )
    .map(([name, value]) => `${name}=${String(value)}`);
  const source = inputs["sigmas"];
  const steps = isValue<SigmasValue>(source, "SIGMAS") ? source.steps : 20;
  const before = isValue<SigmasValue>(source, "SIGMAS") ? [source.scheduler] : [];
  return sigmas(
    [classType, ...settings, ...before].join(" "),
    integer(inputs, "steps", steps),
    number(inputs, "denoise", 1),
  );
}

function guider(model: string, positive: Conditioning, negative: Conditioning, cfg: number): GuiderValue {
  return { type: "GUIDER", model, positive, negative, cfg };
}

function dualGuider(inputs: NodeInputs): GuiderValue[] {
  const first = conditioningInput(inputs, "cond1");
  const second = conditioningInput(inputs, "cond2");
  const positive = conditioning(`${first.text} ${second.text}`, [...first.hints, ...second.hints]);
  const cfg = number(inputs, "cfg_conds") + number(inputs, "cfg_cond2_negative") / 10;
  return [guider(describedInput(inputs, "model"), positive, conditioningInput(inputs, "negative"), cfg)];
}

export const samplingExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  KSampler: { execute: kSampler },
  KSamplerAdvanced: { execute: kSamplerAdvanced },
  SamplerCustom: { execute: samplerCustom },
  SamplerCustomAdvanced: { execute: samplerCustomAdvanced },
  KSamplerSelect: { execute: (inputs) => [described("SAMPLER", text(inputs, "sampler_name"))] },
  BasicScheduler: {
    execute: (inputs) => [sigmas(text(inputs, "scheduler"), integer(inputs, "steps"), number(inputs, "denoise", 1))],
  },
  SplitSigmas: { execute: splitSigmas },
  ManualSigmas: {
    execute: (inputs) => {
      const list = text(inputs, "sigmas");
      return [sigmas(`manual ${list}`, Math.max(0, list.split(",").length - 1))];
    },
  },
  RandomNoise: { execute: (inputs): NoiseValue[] => [{ type: "NOISE", seed: seed(inputs, "noise_seed") }] },
  DisableNoise: { execute: (): NoiseValue[] => [{ type: "NOISE", seed: 0n }] },
  BasicGuider: {
    execute: (inputs) => [
      guider(describedInput(inputs, "model"), conditioningInput(inputs, "conditioning"), conditioning(""), 1),
    ],
  },
  CFGGuider: {
    execute: (inputs) => [
      guider(
        describedInput(inputs, "model"),
        conditioningInput(inputs, "positive"),
        conditioningInput(inputs, "negative"),
        number(inputs, "cfg"),
      ),
    ],
  },
  DualCFGGuider: { execute: dualGuider },
};
