import { group, slot, workflow } from "comfyc";
import { checkpointSlot, samplingSlots } from "./slots/sampling-slots.ts";

/** A figure in a given pose: the picture of a skeleton steers the sampling between `start` and `end`. */
export default workflow("controlnet_pose", {
  task: "controlnet",
  description: "Makes a picture from a text whose figures take the pose of an OpenPose skeleton.",
  slots: {
    image: slot.image({
      label: "Pose image",
      group: "Pose",
      tooltip: "A picture of an OpenPose skeleton, coloured limbs on black. It is fitted to the size below.",
    }),
    strength: slot.float({
      label: "Strength",
      group: "Pose",
      tooltip: "How strictly the figures keep to the pose; 0 ignores it.",
      min: 0,
      max: 2,
      step: 0.01,
      default: 1,
    }),
    start: slot.float({
      label: "Start",
      group: "Pose",
      tooltip: "When the pose begins to steer, as a part of the sampling: 0 is the beginning.",
      min: 0,
      max: 1,
      step: 0.001,
      default: 0,
    }),
    end: slot.float({
      label: "End",
      group: "Pose",
      tooltip: "When the pose ceases to steer: 1 is the end. An early end leaves more freedom in details.",
      min: 0,
      max: 1,
      step: 0.001,
      default: 1,
    }),
    prompt: slot.text({
      label: "Prompt",
      group: "Text",
      multiline: true,
      tooltip: "What the picture shows.",
      default: "a dancer on a stage, warm light",
    }),
    negative: slot.text({
      label: "Negative prompt",
      group: "Text",
      multiline: true,
      tooltip: "What the picture must not show.",
      default: "blurry, extra limbs, watermark",
    }),
    width: slot.int({ label: "Width", group: "Size", unit: "px", min: 64, max: 2048, step: 8, default: 512 }),
    height: slot.int({ label: "Height", group: "Size", unit: "px", min: 64, max: 2048, step: 8, default: 768 }),
    ...samplingSlots,
    model: checkpointSlot,
    controlnet: slot.model({
      label: "ControlNet",
      group: "Model",
      folder: "controlnet",
      tooltip: "An OpenPose ControlNet for the same family as the checkpoint.",
      default: "control_v11p_sd15_openpose_fp16.safetensors",
    }),
  },
  build(comfy, slots) {
    const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: slots.model });

    const { positive, negative } = group("Pose", () =>
      comfy.ControlNetApplyAdvanced({
        positive: comfy.CLIPTextEncode({ text: slots.prompt, clip: CLIP }, { title: "Prompt" }),
        negative: comfy.CLIPTextEncode({ text: slots.negative, clip: CLIP }, { title: "Negative prompt" }),
        control_net: comfy.ControlNetLoader({ control_net_name: slots.controlnet }),
        image: comfy.LoadImage({ image: slots.image }).IMAGE,
        vae: VAE,
        strength: slots.strength,
        start_percent: slots.start,
        end_percent: slots.end,
      }),
    );

    const samples = comfy.KSampler({
      model: MODEL,
      positive,
      negative,
      latent_image: comfy.EmptyLatentImage({ width: slots.width, height: slots.height }),
      seed: slots.seed,
      steps: slots.steps,
      cfg: slots.cfg,
      denoise: slots.denoise,
      sampler_name: slots.sampler,
      scheduler: slots.scheduler,
    });
    return { image: comfy.SaveImage({ images: comfy.VAEDecode({ samples, vae: VAE }) }) };
  },
});
