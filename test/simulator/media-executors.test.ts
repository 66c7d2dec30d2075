import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { client, node, simulator } from "./node-bench.ts";

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
