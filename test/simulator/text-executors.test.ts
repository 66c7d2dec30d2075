import { describe, expect, test } from "vitest";
import { client, node } from "./node-bench.ts";

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
