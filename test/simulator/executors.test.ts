import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPngText } from "../../src/simulator/files/png.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { TestClient } from "./client.ts";

type Inputs = Record<string, unknown>;
const node = (class_type: string, inputs: Inputs) => ({ class_type, inputs });

let simulator: Simulator;
let client: TestClient;
let count = 0;

beforeAll(async () => {
  simulator = await startSimulator({ stepDelay: 0 });
  client = new TestClient(simulator.url);
  const input = path.join(simulator.folder, "input");
  const stripes = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, index) => (index % 7) * 36));
  await sharp(stripes, { raw: { width: 64, height: 48, channels: 3 } })
    .png()
    .toFile(path.join(input, "stripes.png"));
  await sharp({ create: { width: 64, height: 48, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } })
    .png()
    .toFile(path.join(input, "red.png"));
  writeFileSync(path.join(input, "tone.wav"), wav([0, 1000, -1000, 0]));
  writeFileSync(path.join(input, "noise.mp3"), "not really sound");
});
afterAll(() => simulator.close());

function wav(samples: readonly number[]): Buffer {
  const header = Buffer.from(
    "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x02\0\x10\0data\0\0\0\0",
    "latin1",
  );
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(samples.length * 2, 40);
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => data.writeInt16LE(sample, index * 2));
  return Buffer.concat([header, data]);
}

/** Runs nodes up to a picture and gives its pixels. Each run has a prefix of its own, so that no file is reused. */
async function picture(nodes: Record<string, ReturnType<typeof node>>, link: [string, number]) {
  const prompt = { ...nodes, save: node("SaveImage", { images: link, filename_prefix: `t${count++}` }) };
  const entry = await client.run(prompt);
  expect(entry.status.messages.at(-1)).toMatchObject(["execution_success", {}]);
  const png = await client.file(entry, "save");
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    data,
    width: info.width,
    height: info.height,
    channels: info.channels,
    png,
    files: entry.outputs["save"]!["images"]!.length,
  };
}

const load = { load: node("LoadImage", { image: "stripes.png" }) };
const source: [string, number] = ["load", 0];

describe("picture nodes give pictures of the right size", () => {
  const resize = (rule: string, parts: Inputs) =>
    node("ResizeImageMaskNode", {
      input: source,
      resize_type: rule,
      scale_method: "area",
      ...Object.fromEntries(Object.entries(parts).map(([key, value]) => [`resize_type.${key}`, value])),
    });
  test.each([
    [
      "ImageScale",
      node("ImageScale", { image: source, upscale_method: "bilinear", width: 20, height: 10, crop: "center" }),
      20,
      10,
    ],
    [
      "ImageScale with one side 0",
      node("ImageScale", { image: source, upscale_method: "area", width: 32, height: 0, crop: "disabled" }),
      32,
      24,
    ],
    ["ImageScaleBy", node("ImageScaleBy", { image: source, upscale_method: "lanczos", scale_by: 1.5 }), 96, 72],
    [
      "ImageScaleToTotalPixels",
      node("ImageScaleToTotalPixels", { image: source, upscale_method: "area", megapixels: 0.01, resolution_steps: 1 }),
      118,
      89,
    ],
    ["ImageInvert", node("ImageInvert", { image: source }), 64, 48],
    ["ImageCrop", node("ImageCrop", { image: source, width: 30, height: 20, x: 50, y: 10 }), 14, 20],
    [
      "ImagePadForOutpaint",
      node("ImagePadForOutpaint", { image: source, left: 8, top: 8, right: 16, bottom: 0, feathering: 4 }),
      88,
      56,
    ],
    ["ImageRotate", node("ImageRotate", { image: source, rotation: "90 degrees" }), 48, 64],
    ["ImageFlip", node("ImageFlip", { image: source, flip_method: "x-axis: vertically" }), 64, 48],
    [
      "ImageStitch",
      node("ImageStitch", {
        image1: source,
        image2: source,
        direction: "down",
        match_image_size: true,
        spacing_width: 0,
        spacing_color: "white",
      }),
      64,
      96,
    ],
    ["an upscaler named 2x", node("ImageUpscaleWithModel", { image: source, upscale_model: ["up", 0] }), 128, 96],
    ["resize by multiplier", resize("scale by multiplier", { multiplier: 0.5 }), 32, 24],
    ["resize to dimensions", resize("scale dimensions", { width: 10, height: 0, crop: "disabled" }), 10, 8],
    ["resize the longer side", resize("scale longer dimension", { longer_size: 32 }), 32, 24],
    ["resize the shorter side", resize("scale shorter dimension", { shorter_size: 24 }), 32, 24],
    ["resize the width", resize("scale width", { width: 32 }), 32, 24],
    ["resize the height", resize("scale height", { height: 24 }), 32, 24],
    ["resize to pixels", resize("scale total pixels", { megapixels: 0.01 }), 118, 89],
    ["resize to match", resize("match size", { match: source, crop: "center" }), 64, 48],
    ["an unknown node passes its picture", node("ImageBlur", { image: source, blur_radius: 1, sigma: 1 }), 64, 48],
  ])("%s", async (_, given, width, height) => {
    const nodes = { ...load, up: node("UpscaleModelLoader", { model_name: "RealESRGAN_x2.pth" }), it: given };
    expect(await picture(nodes, ["it", 0])).toMatchObject({ width, height });
  });
});

describe("picture nodes do what they say", () => {
  const flat = (color: number, batch = 1) => node("EmptyImage", { width: 4, height: 4, batch_size: batch, color });
  const pixel = async (nodes: Record<string, ReturnType<typeof node>>, from: [string, number]) => [
    ...(await picture(nodes, from)).data.subarray(0, 3),
  ];

  test("EmptyImage has its colour, ImageInvert turns it", async () => {
    const nodes = { a: flat(0x102030), b: node("ImageInvert", { image: ["a", 0] }) };
    expect(await pixel(nodes, ["a", 0])).toEqual([16, 32, 48]);
    expect(await pixel(nodes, ["b", 0])).toEqual([239, 223, 207]);
  });

  test.each([
    ["normal", 100],
    ["multiply", 78],
    ["screen", 222],
    ["overlay", 189],
    ["soft_light", 189],
    ["difference", 100],
  ])("ImageBlend %s", async (blend_mode, expected) => {
    const nodes = {
      a: flat(0xc8c8c8),
      b: flat(0x646464),
      c: node("ImageBlend", { image1: ["a", 0], image2: ["b", 0], blend_factor: 1, blend_mode }),
    };
    expect(Math.abs((await pixel(nodes, ["c", 0]))[0]! - expected)).toBeLessThanOrEqual(3);
  });

  test("batches join, repeat and are cut", async () => {
    const nodes = {
      a: flat(1, 2),
      b: node("ImageBatch", { image1: ["a", 0], image2: ["a", 0] }),
      c: node("BatchImagesNode", { "images.image0": ["a", 0], "images.image1": ["b", 0] }),
      d: node("RepeatImageBatch", { image: ["c", 0], amount: 2 }),
      e: node("ImageFromBatch", { image: ["d", 0], batch_index: 9, length: 2 }),
    };
    expect((await picture(nodes, ["d", 0])).files).toBe(12);
    expect((await picture(nodes, ["e", 0])).files).toBe(2);
  });

  test("masks come from alpha, and go back to it", async () => {
    const nodes = {
      load: node("LoadImage", { image: "red.png" }),
      inverted: node("InvertMask", { mask: ["load", 1] }),
      join: node("JoinImageWithAlpha", { image: ["load", 0], alpha: ["load", 1] }),
      split: node("SplitImageWithAlpha", { image: ["join", 0] }),
      shown: node("MaskToImage", { mask: ["inverted", 0] }),
      solid: node("SolidMask", { value: 1, width: 64, height: 48 }),
      channel: node("ImageToMask", { image: ["load", 0], channel: "red" }),
      red: node("MaskToImage", { mask: ["channel", 0] }),
      fromFile: node("LoadImageMask", { image: "red.png", channel: "alpha" }),
      small: node("ResizeImageMaskNode", {
        input: ["solid", 0],
        resize_type: "scale width",
        "resize_type.width": 32,
        scale_method: "area",
      }),
      smallShown: node("MaskToImage", { mask: ["small", 0] }),
      over: node("ImageCompositeMasked", {
        destination: ["load", 0],
        source: ["shown", 0],
        x: 0,
        y: 0,
        resize_source: false,
        mask: ["solid", 0],
      }),
      preview: node("MaskPreview", { mask: ["fromFile", 0] }),
    };
    expect((await pixel(nodes, ["shown", 0]))[0]).toBe(128);
    expect((await picture(nodes, ["join", 0])).channels).toBe(4);
    expect((await picture(nodes, ["split", 0])).channels).toBe(3);
    expect(await pixel(nodes, ["red", 0])).toEqual([255, 255, 255]);
    expect(await pixel(nodes, ["over", 0])).toEqual([128, 128, 128]);
    expect(await picture(nodes, ["smallShown", 0])).toMatchObject({ width: 32, height: 24 });
  });

  test("files say what made them and that they are simulated", async () => {
    const prompt = { a: flat(5), b: node("SaveImage", { images: ["a", 0], filename_prefix: "ünï%width%" }) };
    const entry = await client.run(prompt, { extra_data: { extra_pnginfo: { workflow: { id: "ü" } } } });
    const texts = readPngText(await client.file(entry, "b"));
    expect(texts["comfyc_simulated"]).toBe("true");
    expect(JSON.parse(texts["prompt"]!)).toMatchObject({ b: { inputs: { filename_prefix: "ünï%width%" } } });
    expect(JSON.parse(texts["workflow"]!)).toEqual({ id: "ü" });
    expect(entry.outputs["b"]!["images"]![0]!.filename).toBe("ünï4_00001_.png");
  });
});

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

const hasFfprobe = spawnSync("ffprobe", ["-version"]).status === 0;

describe.skipIf(!hasFfprobe)("files that other programs read", () => {
  const probe = (bytes: Buffer, name: string, entries: string): Record<string, unknown> => {
    const folder = mkdtempSync(path.join(tmpdir(), "probe-"));
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    const output = execFileSync("ffprobe", [
      "-v",
      "error",
      "-count_frames",
      "-show_entries",
      entries,
      "-of",
      "json",
      file,
    ]);
    rmSync(folder, { recursive: true });
    return JSON.parse(output.toString()) as Record<string, unknown>;
  };

  test("a video of LTXV nodes has the asked frames, rate and size, and moves", async () => {
    const prompt = {
      model: node("CheckpointLoaderSimple", { ckpt_name: "ltx.safetensors" }),
      pos: node("CLIPTextEncode", { text: "waves", clip: ["model", 1] }),
      neg: node("CLIPTextEncode", { text: "", clip: ["model", 1] }),
      cond: node("LTXVConditioning", { positive: ["pos", 0], negative: ["neg", 0], frame_rate: 25 }),
      load: node("LoadImage", { image: "stripes.png" }),
      start: node("LTXVImgToVideo", {
        positive: ["cond", 0],
        negative: ["cond", 1],
        vae: ["model", 2],
        image: ["load", 0],
        width: 96,
        height: 64,
        length: 17,
        batch_size: 1,
        strength: 1,
      }),
      sampler: node("KSamplerSelect", { sampler_name: "euler" }),
      sigmas: node("LTXVScheduler", {
        steps: 5,
        max_shift: 2.05,
        base_shift: 0.95,
        stretch: true,
        terminal: 0.1,
        latent: ["start", 2],
      }),
      sample: node("SamplerCustom", {
        model: ["model", 0],
        add_noise: true,
        noise_seed: 1,
        cfg: 3,
        positive: ["start", 0],
        negative: ["start", 1],
        sampler: ["sampler", 0],
        sigmas: ["sigmas", 0],
        latent_image: ["start", 2],
      }),
      decode: node("VAEDecode", { samples: ["sample", 0], vae: ["model", 2] }),
      video: node("CreateVideo", { images: ["decode", 0], fps: 25 }),
      save: node("SaveVideo", { video: ["video", 0], filename_prefix: "video/v", format: "auto", codec: "auto" }),
    };
    const entry = await client.run(prompt);
    const bytes = await client.file(entry, "save");
    const { streams, format } = probe(
      bytes,
      "v.mp4",
      "stream=codec_name,width,height,avg_frame_rate,nb_read_frames:format_tags",
    );
    expect(streams).toMatchObject([
      { codec_name: "h264", width: 96, height: 64, avg_frame_rate: "25/1", nb_read_frames: "17" },
    ]);
    expect(format).toMatchObject({ tags: { comfyc_simulated: "true" } });

    writeFileSync(path.join(simulator.folder, "input", "back.mp4"), bytes);
    const again = await client.run({
      load: node("LoadVideo", { file: "back.mp4" }),
      parts: node("GetVideoComponents", { video: ["load", 0] }),
      size: node("GetImageSize", { image: ["parts", 0] }),
      fps: node("PreviewAny", { source: ["parts", 2] }),
      count: node("PreviewAny", { source: ["size", 2] }),
    });
    expect(again.outputs).toMatchObject({ fps: { text: ["25"] }, count: { text: ["17"] } });
  });

  test("sound is FLAC of the right length", async () => {
    const entry = await client.run({
      empty: node("EmptyAudio", { duration: 2, sample_rate: 44100, channels: 2 }),
      part: node("TrimAudioDuration", { audio: ["empty", 0], start_index: 0.5, duration: 1 }),
      both: node("AudioConcat", { audio1: ["part", 0], audio2: ["part", 0], direction: "after" }),
      save: node("SaveAudio", { audio: ["both", 0], filename_prefix: "sound" }),
      wav: node("LoadAudio", { audio: "tone.wav" }),
      wavOut: node("SaveAudio", { audio: ["wav", 0], filename_prefix: "wav" }),
      other: node("LoadAudio", { audio: "noise.mp3" }),
      otherOut: node("PreviewAudio", { audio: ["other", 0] }),
    });
    const info = probe(
      await client.file(entry, "save", "audio"),
      "a.flac",
      "stream=codec_name,sample_rate,channels,duration:format_tags",
    );
    expect(info["streams"]).toMatchObject([
      { codec_name: "flac", sample_rate: "44100", channels: 2, duration: "2.000000" },
    ]);
    const short = probe(
      await client.file(entry, "wavOut", "audio"),
      "w.flac",
      "stream=sample_rate,channels,duration_ts",
    );
    expect(short["streams"]).toMatchObject([{ sample_rate: "8000", channels: 1, duration_ts: 4 }]);
    expect(entry.outputs["otherOut"]!["audio"]).toMatchObject([{ type: "temp" }]);
  });

  test("animations have all frames", async () => {
    const entry = await client.run({
      a: node("EmptyImage", { width: 16, height: 16, batch_size: 1, color: 255 }),
      b: node("ImageInvert", { image: ["a", 0] }),
      c: node("ImageBatch", { image1: ["a", 0], image2: ["b", 0] }),
      webp: node("SaveAnimatedWEBP", {
        images: ["c", 0],
        filename_prefix: "anim",
        fps: 10,
        lossless: true,
        quality: 80,
        method: "default",
      }),
      png: node("SaveAnimatedPNG", { images: ["c", 0], filename_prefix: "anim", fps: 10, compress_level: 4 }),
    });
    const webp = await sharp(await client.file(entry, "webp"), { pages: -1 }).metadata();
    expect([webp.pages, webp.delay]).toEqual([2, [100, 100]]);
    expect(webp.exif?.toString("latin1")).toContain("comfyc_simulated");
    const { streams } = probe(await client.file(entry, "png"), "a.png", "stream=codec_name,nb_read_frames");
    expect(streams).toMatchObject([{ codec_name: "apng", nb_read_frames: "2" }]);
  });
});

describe("texts, numbers and other kinds of output", () => {
  const shown = async (given: ReturnType<typeof node>, output = 0) => {
    const entry = await client.run(
      { it: given, show: node("PreviewAny", { source: ["it", output] }) },
      { client_id: "reader" },
    );
    return (entry.outputs["show"] as unknown as { text: string[] }).text[0];
  };

  test.each([
    ["PrimitiveInt", { value: 18446744073709n }, "18446744073709"],
    ["PrimitiveFloat", { value: 1 }, "1.0"],
    ["PrimitiveBoolean", { value: true }, "True"],
    ["StringConcatenate", { string_a: "a", string_b: "b", delimiter: "-" }, "a-b"],
    ["StringSubstring", { string: "abcdef", start: 1, end: 3 }, "bc"],
    ["StringLength", { string: "abc" }, "3"],
    ["CaseConverter", { string: "two words", mode: "Title Case" }, "Two Words"],
    ["StringTrim", { string: " a ", mode: "Left" }, "a "],
    ["StringReplace", { string: "aXa", find: "X", replace: "$&" }, "a$&a"],
    ["StringContains", { string: "ABC", substring: "b", case_sensitive: false }, "True"],
    ["StringCompare", { string_a: "abc", string_b: "bc", mode: "Ends With", case_sensitive: true }, "True"],
    [
      "RegexMatch",
      { string: "abc", regex_pattern: "B", case_insensitive: true, multiline: false, dotall: false },
      "True",
    ],
    [
      "RegexExtract",
      {
        string: "a1b2",
        regex_pattern: "([a-z])(\\d)",
        mode: "All Groups",
        case_insensitive: true,
        multiline: false,
        dotall: false,
        group_index: 2,
      },
      "1\n2",
    ],
    ["RegexReplace", { string: "aaa", regex_pattern: "(a)", replace: "<\\1>", count: 2 }, "<a><a>a"],
  ])("%s", async (classType, inputs, expected) => {
    expect(await shown(node(classType, inputs))).toBe(expected);
  });

  test("latents are saved as safetensors", async () => {
    const entry = await client.run({
      a: node("EmptyLatentImage", { width: 64, height: 32, batch_size: 2 }),
      b: node("RepeatLatentBatch", { samples: ["a", 0], amount: 2 }),
      c: node("SaveLatent", { samples: ["b", 0], filename_prefix: "lat" }),
    });
    const bytes = await client.file(entry, "c", "latents");
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + Number(bytes.readBigUInt64LE()))) as Record<
      string,
      { shape: number[] }
    >;
    expect(header["latent_tensor"]!.shape).toEqual([4, 4, 4, 8]);
    expect(bytes.length).toBe(8 + Number(bytes.readBigUInt64LE()) + 4 * 4 * 4 * 8 * 4);
  });

  test("meshes are saved as binary glTF", async () => {
    const entry = await client.run({
      a: node("VoxelToMeshBasic", { voxel: ["v", 0], threshold: 0.6 }),
      v: node("VAEDecodeHunyuan3D", { samples: ["l", 0], vae: ["m", 2], num_chunks: 8000, octree_resolution: 256 }),
      l: node("EmptyLatentHunyuan3Dv2", { resolution: 3072, batch_size: 1 }),
      m: node("CheckpointLoaderSimple", { ckpt_name: "m.safetensors" }),
      b: node("SaveGLB", { mesh: ["a", 0], filename_prefix: "mesh/m" }),
    });
    const bytes = await client.file(entry, "b", "3d");
    expect([bytes.toString("latin1", 0, 4), bytes.readUInt32LE(8)]).toEqual(["glTF", bytes.length]);
  });

  test("placeholders have the type that the schema names", async () => {
    const prompt = {
      m: node("CheckpointLoaderSimple", { ckpt_name: "m.safetensors" }),
      audioLatent: node("EmptyLatentAudio", { seconds: 3, batch_size: 1 }),
      sound: node("VAEDecodeAudio", { samples: ["audioLatent", 0], vae: ["m", 2] }),
      save: node("PreviewAudio", { audio: ["sound", 0] }),
      noise: node("GenerateTracks", {
        width: 64,
        height: 64,
        start_x: 0,
        start_y: 0,
        end_x: 1,
        end_y: 1,
        num_frames: 5,
        num_tracks: 1,
        track_spread: 0.1,
        bezier: false,
        mid_x: 0.5,
        mid_y: 0.5,
        interpolation: "linear",
      }),
      text: node("PreviewAny", { source: ["noise", 0] }),
      length: node("PreviewAny", { source: ["noise", 1] }),
      mesh: node("Preview3D", { model_file: "mesh/a.glb" }),
    };
    const entry = await client.run(prompt);
    expect(entry.status.messages.at(-1)![0]).toBe("execution_success");
    expect(entry.outputs).toMatchObject({
      save: { audio: [{ type: "temp" }] },
      mesh: { result: ["mesh/a.glb", null, null] },
    });
    expect(entry.outputs["text"]).toEqual({ text: ["<TRACKS>"] });
  });

  test.each([
    ["SaveAudioMP3", { audio: ["a", 0], filename_prefix: "x", quality: "V0" }, "MP3 encoder"],
    ["SaveAudioOpus", { audio: ["a", 0], filename_prefix: "x", quality: "96k" }, "Opus encoder"],
    ["SaveWEBM", { images: ["b", 0], filename_prefix: "x", codec: "vp9", fps: 8, crf: 30 }, "WebM encoder"],
    ["SaveImage", { images: 5, filename_prefix: "x" }, "needs IMAGE"],
    ["SaveImage", { images: ["b", 0], filename_prefix: "../../x" }, "outside the output folder"],
  ])("%s says why it cannot", async (classType, inputs, expected) => {
    const entry = await client.run({
      a: node("EmptyAudio", { duration: 1, sample_rate: 8000, channels: 1 }),
      b: node("EmptyImage", { width: 8, height: 8, batch_size: 1, color: 0 }),
      c: node(classType, inputs),
    });
    const [type, data] = entry.status.messages.at(-1)!;
    expect(type).toBe("execution_error");
    expect(data["exception_message"]).toContain(expected);
    expect(data["node_id"]).toBe("c");
  });
});
