import { describe, expect, test } from "vitest";
import { readPngText } from "../../src/simulator/files/png.ts";
import { client, type Inputs, load, node, picture, source } from "./node-bench.ts";

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
