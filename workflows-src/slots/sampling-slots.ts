import { slot } from "comfyc";

/** What steers a Stable Diffusion 1.5 sampler: the same in every workflow that has one. */
export const samplingSlots = {
  seed: slot.seed({ label: "Seed", group: "Sampling", tooltip: "The same seed gives the same picture again." }),
  steps: slot.int({
    label: "Steps",
    group: "Sampling",
    tooltip: "More steps take longer and refine the picture; beyond 40 little changes.",
    min: 1,
    max: 150,
    default: 20,
  }),
  cfg: slot.float({
    label: "Guidance",
    group: "Sampling",
    tooltip: "How closely the picture keeps to the prompt. High values look harsh.",
    min: 1,
    max: 30,
    step: 0.1,
    default: 7,
  }),
  denoise: slot.float({
    label: "Denoise",
    group: "Sampling",
    tooltip: "1 starts from pure noise. Lower values leave the picture grey and unfinished.",
    min: 0,
    max: 1,
    step: 0.01,
    default: 1,
  }),
  sampler: slot.choice({ label: "Sampler", group: "Sampling", default: "euler" }),
  scheduler: slot.choice({ label: "Scheduler", group: "Sampling", default: "normal" }),
};

export const checkpointSlot = slot.model({
  label: "Checkpoint",
  group: "Model",
  folder: "checkpoints",
  tooltip: "A Stable Diffusion 1.5 checkpoint on the server.",
  default: "v1-5-pruned-emaonly-fp16.safetensors",
});
