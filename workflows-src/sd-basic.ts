import { slot, workflow } from "comfyc";

/** The shortest road from a text to a picture: one checkpoint, one sampler. */
export default workflow("sd_basic", {
  task: "image_generation",
  description: "Makes a picture from a text with a Stable Diffusion 1.5 checkpoint.",
  slots: {
    prompt: slot.text({
      label: "Prompt",
      group: "Text",
      multiline: true,
      tooltip: "What the picture shows.",
      default: "a lighthouse at dusk",
    }),
    negative: slot.text({
      label: "Negative prompt",
      group: "Text",
      multiline: true,
      tooltip: "What the picture must not show.",
      default: "blurry, watermark",
    }),
    width: slot.int({ label: "Width", group: "Size", unit: "px", min: 64, max: 2048, step: 8, default: 512 }),
    height: slot.int({ label: "Height", group: "Size", unit: "px", min: 64, max: 2048, step: 8, default: 512 }),
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
    model: slot.model({
      label: "Checkpoint",
      group: "Model",
      folder: "checkpoints",
      tooltip: "A Stable Diffusion 1.5 checkpoint on the server.",
      default: "v1-5-pruned-emaonly-fp16.safetensors",
    }),
  },
  build(comfy, { prompt, negative, width, height, seed, steps, cfg, denoise, sampler, scheduler, model }) {
    const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: model });
    const samples = comfy.KSampler({
      model: MODEL,
      seed,
      steps,
      cfg,
      denoise,
      sampler_name: sampler,
      scheduler,
      positive: comfy.CLIPTextEncode({ text: prompt, clip: CLIP }, { title: "Prompt" }),
      negative: comfy.CLIPTextEncode({ text: negative, clip: CLIP }, { title: "Negative prompt" }),
      latent_image: comfy.EmptyLatentImage({ width, height }),
    });
    return { image: comfy.SaveImage({ images: comfy.VAEDecode({ samples, vae: VAE }) }) };
  },
});
