import { describe, expect, it } from "vitest";
import { collectItems } from "../../src/runtime/outputs/output-item.ts";

describe("results in a node's output", () => {
  const file = (filename: string, more = {}) => ({ filename, subfolder: "", type: "output", ...more });
  it.each([
    { name: "images", output: { images: [file("a.png")] }, want: ["image png"] },
    {
      name: "temporary images",
      output: { images: [file("a.png", { type: "temp" })], animated: [false] },
      want: ["image png temp"],
    },
    { name: "an animation", output: { images: [file("a.webp")], animated: [true] }, want: ["animation webp"] },
    { name: "a video under images", output: { images: [file("a.mp4")], animated: [true] }, want: ["video mp4"] },
    {
      name: "a video under gifs",
      output: { gifs: [file("a.bin", { format: "video/h264-mp4" })] },
      want: ["video bin"],
    },
    { name: "audio", output: { audio: [file("a.flac")] }, want: ["audio flac"] },
    { name: "a 3D model", output: { "3d": [file("a.glb")] }, want: ["mesh glb"] },
    { name: "Preview3D", output: { result: ["3d/a.glb", { camera: 1 }, "temp/bg.png"] }, want: ["mesh glb"] },
    { name: "a latent", output: { latents: [file("a.latent")] }, want: ["latent latent"] },
    { name: "text", output: { text: ["a", "b"] }, want: ["text txt", "text txt"] },
    { name: "any key", output: { zzz: [file("a.xyz"), 5, null, [1]], flag: true }, want: ["unknown xyz"] },
    { name: "an input shown again", output: { images: [file("a.png", { type: "input" })] }, want: [] },
    { name: "an unknown type", output: { images: [file("a.png", { type: "../temp" })] }, want: [] },
  ])("$name", ({ output, want }) => {
    const items = collectItems("1", output as never);
    expect(items.map((item) => `${item.kind} ${item.extension}${item.temporary ? " temp" : ""}`)).toEqual(want);
  });

  it("of Preview3D are asked for by name and folder", () => {
    expect(collectItems("1", { result: ["3d\\deep\\a.glb [temp]"] })).toMatchObject([
      { file: { filename: "a.glb", subfolder: "3d/deep", type: "temp" } },
    ]);
  });
});
