import { group, slot, workflow } from "comfyc";

/** A short film from a text, with LTX-Video: a checkpoint for pictures in time and a T5 text encoder. */
export default workflow("ltx_video", {
  task: "video_generation",
  description: "Makes a short mp4 film from a text with LTX-Video.",
  slots: {
    prompt: slot.text({
      label: "Prompt",
      group: "Text",
      multiline: true,
      tooltip: "What the film shows, what moves and how the camera moves. Several sentences work best.",
      default:
        "A lighthouse on a cliff at dusk. Waves roll slowly against the rocks below while its beam sweeps over the " +
        "sea. The camera glides forward. The light is soft and golden.",
    }),
    negative: slot.text({
      label: "Negative prompt",
      group: "Text",
      multiline: true,
      tooltip: "What the film must not show.",
      default: "low quality, distorted, flicker, motion smear, watermark",
    }),
    width: slot.int({ label: "Width", group: "Film", unit: "px", min: 64, max: 1280, step: 32, default: 768 }),
    height: slot.int({ label: "Height", group: "Film", unit: "px", min: 64, max: 1280, step: 32, default: 512 }),
    frames: slot.int({
      label: "Frames",
      group: "Film",
      unit: "frames",
      tooltip: "Length of the film. The model works in blocks of eight frames after a first one: 9, 17, 25 … 97.",
      min: 9,
      max: 257,
      step: 8,
      default: 97,
    }),
    fps: slot.float({
      label: "Frame rate",
      group: "Film",
      unit: "fps",
      tooltip: "Frames per second, for the motion that the model aims at and for the file.",
      min: 1,
      max: 120,
      step: 1,
      default: 25,
    }),
    seed: slot.seed({ label: "Seed", group: "Sampling", tooltip: "The same seed gives the same film again." }),
    steps: slot.int({
      label: "Steps",
      group: "Sampling",
      tooltip: "More steps take longer and give steadier motion.",
      min: 1,
      max: 100,
      default: 30,
    }),
    cfg: slot.float({
      label: "Guidance",
      group: "Sampling",
      tooltip: "How closely the film keeps to the prompt. LTX-Video wants low values, about 3.",
      min: 1,
      max: 10,
      step: 0.1,
      default: 3,
    }),
    model: slot.model({
      label: "Checkpoint",
      group: "Model",
      folder: "checkpoints",
      tooltip: "An LTX-Video checkpoint on the server.",
      default: "ltx-video-2b-v0.9.5.safetensors",
    }),
    text_encoder: slot.model({
      label: "Text encoder",
      group: "Model",
      folder: "text_encoders",
      tooltip: "The T5-XXL text encoder that LTX-Video reads prompts with.",
      default: "t5xxl_fp16.safetensors",
    }),
  },
  build(comfy, slots) {
    const { MODEL, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: slots.model });
    const clip = comfy.CLIPLoader({ clip_name: slots.text_encoder, type: "ltxv" });

    const { positive, negative } = group("Text", () =>
      comfy.LTXVConditioning({
        positive: comfy.CLIPTextEncode({ text: slots.prompt, clip }, { title: "Prompt" }),
        negative: comfy.CLIPTextEncode({ text: slots.negative, clip }, { title: "Negative prompt" }),
        frame_rate: slots.fps,
      }),
    );

    const { output: samples } = group("Sampling", () => {
      const latent = comfy.EmptyLTXVLatentVideo({ width: slots.width, height: slots.height, length: slots.frames });
      return comfy.SamplerCustom({
        model: MODEL,
        positive,
        negative,
        noise_seed: slots.seed,
        cfg: slots.cfg,
        sampler: comfy.KSamplerSelect({ sampler_name: "euler" }),
        // The latent tells the scheduler how many tokens the film has, which shifts its noise levels.
        sigmas: comfy.LTXVScheduler({ steps: slots.steps, latent }),
        latent_image: latent,
      });
    });

    const video = comfy.CreateVideo({ images: comfy.VAEDecode({ samples, vae: VAE }), fps: slots.fps });
    return { video: comfy.SaveVideo({ video, format: "mp4", codec: "h264" }) };
  },
});
