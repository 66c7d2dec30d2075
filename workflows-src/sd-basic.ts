import { slot, workflow } from "comfyc";
import { checkpointSlot, samplingSlots } from "./slots/sampling-slots.ts";

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
    ...samplingSlots,
    model: checkpointSlot,
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
