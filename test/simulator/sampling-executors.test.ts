import { describe, expect, test } from "vitest";
import { client, load, node, picture } from "./node-bench.ts";

describe("sampling draws a picture from all it is given", () => {
  interface Slots {
    text: string;
    negative: string;
    seed: bigint;
    steps: number;
    cfg: number;
    denoise: number;
    sampler: string;
    scheduler: string;
    model: string;
    lora: number;
    image: string;
    strength: number;
    start: number;
    end: number;
  }
  const base: Slots = {
    text: "a lighthouse",
    negative: "blurry",
    seed: 7n,
    steps: 20,
    cfg: 7,
    denoise: 0.8,
    sampler: "euler",
    scheduler: "normal",
    model: "a.safetensors",
    lora: 1,
    image: "stripes.png",
    strength: 0.8,
    start: 0,
    end: 1,
  };
  const graph = (slots: Slots) => ({
    model: node("CheckpointLoaderSimple", { ckpt_name: slots.model }),
    lora: node("LoraLoader", {
      model: ["model", 0],
      clip: ["model", 1],
      lora_name: "l.safetensors",
      strength_model: slots.lora,
      strength_clip: 0,
    }),
    pos: node("CLIPTextEncode", { text: slots.text, clip: ["lora", 1] }),
    neg: node("CLIPTextEncode", { text: slots.negative, clip: ["lora", 1] }),
    net: node("ControlNetLoader", { control_net_name: "pose.safetensors" }),
    load: node("LoadImage", { image: slots.image }),
    apply: node("ControlNetApplyAdvanced", {
      positive: ["pos", 0],
      negative: ["neg", 0],
      control_net: ["net", 0],
      image: ["load", 0],
      strength: slots.strength,
      start_percent: slots.start,
      end_percent: slots.end,
    }),
    latent: node("VAEEncode", { pixels: ["load", 0], vae: ["model", 2] }),
    sample: node("KSampler", {
      model: ["lora", 0],
      seed: slots.seed,
      steps: slots.steps,
      cfg: slots.cfg,
      sampler_name: slots.sampler,
      scheduler: slots.scheduler,
      positive: ["apply", 0],
      negative: ["apply", 1],
      latent_image: ["latent", 0],
      denoise: slots.denoise,
    }),
    decode: node("VAEDecode", { samples: ["sample", 0], vae: ["model", 2] }),
  });
  const draw = async (slots: Slots) => picture(graph(slots), ["decode", 0]);
  const difference = (left: Buffer, right: Buffer) =>
    left.reduce((sum, value, index) => sum + Math.abs(value - right[index]!), 0) / left.length;

  test("the same values give the same bytes", async () => {
    const first = await draw(base);
    await client.post("/free", { free_memory: true });
    expect((await draw(base)).data.equals(first.data)).toBe(true);
    expect(first).toMatchObject({ width: 64, height: 48 });
  });

  test.each<[keyof Slots, Slots[keyof Slots]]>([
    ["text", "a castle"],
    ["negative", "text"],
    ["seed", 18446744073709551615n],
    ["steps", 30],
    ["cfg", 8.5],
    ["denoise", 0.5],
    ["sampler", "dpmpp_2m"],
    ["scheduler", "karras"],
    ["model", "b.safetensors"],
    ["lora", 0.5],
    ["image", "red.png"],
    ["strength", 0.4],
    ["start", 0.3],
    ["end", 0.7],
  ])("another %s shows", async (slot, value) => {
    const [before, after] = [await draw(base), await draw({ ...base, [slot]: value })];
    expect(difference(before.data, after.data)).toBeGreaterThan(0.4);
  });

  test("chains of custom samplers draw too, one picture an item of the batch", async () => {
    const nodes = {
      unet: node("UNETLoader", { unet_name: "u.safetensors", weight_dtype: "default" }),
      clip: node("CLIPLoader", { clip_name: "c.safetensors", type: "stable_diffusion" }),
      deep: node("CLIPSetLastLayer", { clip: ["clip", 0], stop_at_clip_layer: -2 }),
      vae: node("VAELoader", { vae_name: "v.safetensors" }),
      text: node("CLIPTextEncode", { text: "hills", clip: ["deep", 0] }),
      flux: node("FluxGuidance", { conditioning: ["text", 0], guidance: 3.5 }),
      both: node("ConditioningCombine", { conditioning_1: ["flux", 0], conditioning_2: ["text", 0] }),
      guider: node("BasicGuider", { model: ["unet", 0], conditioning: ["both", 0] }),
      noise: node("RandomNoise", { noise_seed: 3 }),
      sampler: node("KSamplerSelect", { sampler_name: "euler" }),
      sigmas: node("BasicScheduler", { model: ["unet", 0], scheduler: "simple", steps: 4, denoise: 1 }),
      latent: node("EmptySD3LatentImage", { width: 96, height: 64, batch_size: 2 }),
      sample: node("SamplerCustomAdvanced", {
        noise: ["noise", 0],
        guider: ["guider", 0],
        sampler: ["sampler", 0],
        sigmas: ["sigmas", 0],
        latent_image: ["latent", 0],
      }),
      larger: node("LatentUpscaleBy", { samples: ["sample", 0], upscale_method: "bilinear", scale_by: 2 }),
      again: node("KSamplerAdvanced", {
        model: ["unet", 0],
        add_noise: "enable",
        noise_seed: 1,
        steps: 8,
        cfg: 3,
        sampler_name: "euler",
        scheduler: "simple",
        positive: ["both", 0],
        negative: ["text", 0],
        latent_image: ["larger", 0],
        start_at_step: 4,
        end_at_step: 8,
        return_with_leftover_noise: "disable",
      }),
      decode: node("VAEDecode", { samples: ["again", 0], vae: ["vae", 0] }),
    };
    expect(await picture(nodes, ["decode", 0])).toMatchObject({ width: 192, height: 128, files: 2 });
  });

  test("inpainting keeps what the mask does not cover", async () => {
    const nodes = {
      ...graph(base),
      black: node("SolidMask", { value: 0, width: 64, height: 48 }),
      latent: node("VAEEncodeForInpaint", {
        pixels: ["load", 0],
        vae: ["model", 2],
        mask: ["black", 0],
        grow_mask_by: 6,
      }),
    };
    const [kept, original] = [await picture(nodes, ["decode", 0]), await picture(load, ["load", 0])];
    expect(difference(kept.data, original.data)).toBeLessThan(1);
  });

  test("conditionings, latents and guiders of every kind lead to a picture", async () => {
    const parts = {
      ...graph(base),
      concat: node("ConditioningConcat", { conditioning_to: ["pos", 0], conditioning_from: ["neg", 0] }),
      zero: node("ConditioningZeroOut", { conditioning: ["neg", 0] }),
      old: node("ControlNetApply", {
        conditioning: ["concat", 0],
        control_net: ["net", 0],
        image: ["load", 0],
        strength: 0.5,
      }),
      diff: node("DiffControlNetLoader", { model: ["model", 0], control_net_name: "d.safetensors" }),
      sd3: node("ControlNetApplySD3", {
        positive: ["old", 0],
        negative: ["zero", 0],
        control_net: ["diff", 0],
        vae: ["model", 2],
        image: ["load", 0],
        strength: 0,
        start_percent: 0,
        end_percent: 1,
      }),
      solid: node("SolidMask", { value: 1, width: 64, height: 48 }),
      inpaint: node("InpaintModelConditioning", {
        positive: ["sd3", 0],
        negative: ["sd3", 1],
        vae: ["model", 2],
        pixels: ["load", 0],
        mask: ["solid", 0],
        noise_mask: true,
      }),
      wan: node("WanImageToVideo", {
        positive: ["pos", 0],
        negative: ["neg", 0],
        vae: ["model", 2],
        width: 64,
        height: 64,
        length: 5,
        batch_size: 1,
        start_image: ["load", 0],
      }),
      guide: node("LTXVAddGuide", {
        positive: ["wan", 0],
        negative: ["wan", 1],
        vae: ["model", 2],
        latent: ["wan", 2],
        image: ["load", 0],
        frame_idx: 0,
        strength: 1,
      }),
      crop: node("LTXVCropGuides", { positive: ["guide", 0], negative: ["guide", 1], latent: ["guide", 2] }),
      masked: node("SetLatentNoiseMask", { samples: ["inpaint", 2], mask: ["solid", 0] }),
      larger: node("LatentUpscale", {
        samples: ["masked", 0],
        upscale_method: "bilinear",
        width: 128,
        height: 0,
        crop: "disabled",
      }),
      batch: node("BatchLatentsNode", { "latents.latent0": ["larger", 0], "latents.latent1": ["larger", 0] }),
      one: node("LatentFromBatch", { samples: ["batch", 0], batch_index: 1, length: 1 }),
      cfg: node("CFGGuider", { model: ["lora", 0], positive: ["inpaint", 0], negative: ["inpaint", 1], cfg: 4 }),
      dual: node("DualCFGGuider", {
        model: ["lora", 0],
        cond1: ["pos", 0],
        cond2: ["concat", 0],
        negative: ["neg", 0],
        cfg_conds: 4,
        cfg_cond2_negative: 4,
        style: "regular",
      }),
      noise: node("RandomNoise", { noise_seed: 3 }),
      silent: node("DisableNoise", {}),
      sampler: node("KSamplerSelect", { sampler_name: "euler" }),
      manual: node("ManualSigmas", { sigmas: "1, 0.5, 0" }),
      karras: node("KarrasScheduler", { steps: 6, sigma_max: 14, sigma_min: 0.03, rho: 7 }),
      split: node("SplitSigmas", { sigmas: ["karras", 0], step: 4 }),
      first: node("SamplerCustomAdvanced", {
        noise: ["noise", 0],
        guider: ["cfg", 0],
        sampler: ["sampler", 0],
        sigmas: ["split", 0],
        latent_image: ["one", 0],
      }),
      second: node("SamplerCustomAdvanced", {
        noise: ["silent", 0],
        guider: ["dual", 0],
        sampler: ["sampler", 0],
        sigmas: ["split", 1],
        latent_image: ["first", 0],
      }),
      video: node("SamplerCustom", {
        model: ["model", 0],
        add_noise: false,
        noise_seed: 1,
        cfg: 3,
        positive: ["crop", 0],
        negative: ["crop", 1],
        sampler: ["sampler", 0],
        sigmas: ["manual", 0],
        latent_image: ["crop", 2],
      }),
      decode: node("VAEDecodeTiled", {
        samples: ["second", 0],
        vae: ["model", 2],
        tile_size: 512,
        overlap: 64,
        temporal_size: 64,
        temporal_overlap: 8,
      }),
      frames: node("VAEDecode", { samples: ["video", 0], vae: ["model", 2] }),
    };
    expect(await picture(parts, ["decode", 0])).toMatchObject({ width: 128, height: 96, files: 1 });
    expect(await picture(parts, ["frames", 0])).toMatchObject({ width: 64, height: 64, files: 5 });
  });

  test("a node type that only the schema knows still counts", async () => {
    const with2 = (shift: number) => ({
      ...graph(base),
      shifted: node("ModelSamplingSD3", { model: ["lora", 0], shift }),
      sample: node("KSampler", { ...graph(base).sample.inputs, model: ["shifted", 0] }),
    });
    const [one, two] = [await picture(with2(1), ["decode", 0]), await picture(with2(3), ["decode", 0])];
    expect(difference(one.data, two.data)).toBeGreaterThan(0.4);
  });
});
