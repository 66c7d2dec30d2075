import { link, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Prompt } from "../../src/prompt/prompt.ts";
import { RunProgress } from "../../src/runtime/follow/run-progress.ts";
import { readOutcome } from "../../src/runtime/follow/prompt-outcome.ts";
import { collectItems } from "../../src/runtime/outputs/output-item.ts";
import { publishFile, renameOntoReserved } from "../../src/runtime/files/publish-file.ts";
import { RunEvents, type RunEvent } from "../../src/runtime/run-events.ts";
import { rewritePrefixes } from "../../src/runtime/submit/filename-prefix.ts";
import { renderNearestName } from "../../src/runtime/submit/model-names.ts";
import { temporaryFolder } from "./sample-bundle.ts";

const link0 = (id: string) => [id, 0] as unknown as string;

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

describe("progress", () => {
  const prompt: Prompt = {
    load: { class_type: "Loader", inputs: {} },
    sched: { class_type: "BasicScheduler", inputs: { steps: 8 } },
    sample: { class_type: "SamplerCustom", inputs: { sigmas: link0("sched"), latent_image: link0("load") } },
    save: { class_type: "SaveImage", inputs: { images: link0("sample") } },
  };
  it("weighs a sampler by the steps of its scheduler, and leaves cached nodes out", () => {
    const progress = new RunProgress(prompt);
    expect(progress.snapshot()).toMatchObject({ value: 0, node: null });
    progress.noteCached(["load", "sched"]);
    progress.noteRunning("sample");
    progress.noteStep("sample", 4, 8);
    expect(progress.snapshot()).toMatchObject({
      value: 0.45,
      node: "sample",
      nodeType: "SamplerCustom",
      step: 4,
      steps: 8,
    });
    progress.noteStates({
      sample: { state: "finished", value: 8, max: 8 },
      save: { state: "finished", value: 1, max: 1 },
    });
    expect(progress.snapshot().value).toBe(0.999);
    expect(progress.finished()).toMatchObject({ value: 1, node: null, step: null });
  });
  it("never falls, whatever comes", () => {
    const progress = new RunProgress(prompt);
    progress.noteStep("sample", 6, 8);
    const before = progress.snapshot().value;
    progress.noteStep("sample", 1, 8);
    progress.noteStep("sample", Number.NaN, 8);
    progress.noteStep("unknown", 1, 1);
    progress.noteCached(undefined);
    expect(progress.snapshot().value).toBe(before);
  });
});

describe("the outcome of a prompt", () => {
  it.each([
    { entry: { outputs: { "1": {} }, status: null }, want: { kind: "succeeded", outputs: { "1": {} }, targets: null } },
    { entry: { status: { status_str: "error" } }, want: { kind: "failed" } },
    { entry: { status: { messages: [["execution_interrupted", null], [5], "x"] } }, want: { kind: "cancelled" } },
    {
      entry: { prompt: [0, "p", {}, {}, ["9"]], status: { status_str: "success", messages: [] } },
      want: { kind: "succeeded", targets: ["9"] },
    },
  ])("on $entry is $want.kind", ({ entry, want }) => {
    expect(readOutcome(entry as never)).toMatchObject(want);
  });
});

describe("the prefix of an attempt", () => {
  const prompt: Prompt = {
    a: { class_type: "SaveImage", inputs: { filename_prefix: "x" } },
    b: { class_type: "CheckpointSave", inputs: { filename_prefix: "x" } },
    c: { class_type: "Inner", inputs: { filename_prefix: "x" } },
    d: { class_type: "VHS_VideoCombine", inputs: { filename_prefix: "x" } },
    e: { class_type: "Show", inputs: { from: link0("d"), also: link0("c") } },
    "f:g": { class_type: "SaveImage", inputs: { filename_prefix: link0("c") } },
  };
  it("goes to output nodes alone, and to no saved model", () => {
    const result = rewritePrefixes(prompt, new Set(["d"]), "p");
    const prefixes = Object.fromEntries(
      Object.entries(result).map(([id, node]) => [id, node.inputs["filename_prefix"]]),
    );
    expect(prefixes).toEqual({ a: "p/a", b: "x", c: "x", d: "p/d", e: undefined, "f:g": ["c", 0] });
  });
});

it.each([
  { wanted: "v1.safetensors", names: ["SD\\V1.safetensors"], says: "SD\\\\V1" },
  { wanted: "v1-5.safetensor", names: ["v1-5.safetensors"], says: "v1-5.safetensors" },
  { wanted: "a", names: [], says: "lists none" },
  { wanted: "abc", names: ["zzzzzzzzzz"], says: 'The server has "zzzzzzzzzz".' },
  { wanted: "abcdef", names: ["zzzzzzzzz", "abczzzzz"], says: 'The server has "abczzzzz", "zzzzzzzzz".' },
  {
    wanted: "a.ckpt",
    names: [],
    folder: "loras",
    says: "The server lists none: put the file into models/loras of the server.",
  },
  {
    wanted: "a.ckpt",
    names: ["zzzzzzzzzz.ckpt"],
    folder: "vae",
    says: 'The server has "zzzzzzzzzz.ckpt". Take one of them, or put the file into models/vae of the server.',
  },
])("the name nearest to $wanted among $names of $folder", ({ wanted, names, folder, says }) => {
  expect(renderNearestName(wanted, names, folder)).toContain(says);
});

describe("publishing", () => {
  it("never replaces a file, nor a link", async () => {
    await using folder = await temporaryFolder();
    const [from, to, other] = ["t", "x", "y"].map((name) => join(folder.path, name)) as [string, string, string];
    await writeFile(from, "new");
    await writeFile(to, "old");
    await link(to, other);
    expect(await publishFile(from, to)).toBe(false);
    expect(await publishFile(from, other)).toBe(false);
    expect(await readFile(to, "utf8")).toBe("old");
    expect(await publishFile(from, join(folder.path, "z"))).toBe(true);
    expect(await folder.list()).toEqual(["x", "y", "z"]);
  });
});

describe("publishing without hard links", () => {
  it("replaces only the empty file that took the name, and leaves none where it fails", async () => {
    await using folder = await temporaryFolder();
    const [from, to] = [join(folder.path, "t"), join(folder.path, "x")];
    await writeFile(from, "new");
    await writeFile(to, "old");
    expect(await renameOntoReserved(from, to)).toBe(false);
    expect(await readFile(to, "utf8")).toBe("old");
    expect(await renameOntoReserved(from, join(folder.path, "y"))).toBe(true);
    expect(await readFile(join(folder.path, "y"), "utf8")).toBe("new");
    await expect(renameOntoReserved(from, join(folder.path, "z"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(renameOntoReserved(to, join(folder.path, "no", "z"))).rejects.toMatchObject({ code: "ENOENT" });
    expect(await folder.list()).toEqual(["x", "y"]);
  });
});

describe("events", () => {
  it("wait for a slow iterator without piling up, and end an iterator that is left", async () => {
    const events = new RunEvents(() => {});
    const slow = events[Symbol.asyncIterator]();
    const left = events[Symbol.asyncIterator]();
    const first = left.next();
    events.emit({ type: "started", promptId: "p" });
    expect(await first).toEqual({ done: false, value: { type: "started", promptId: "p" } });
    await left.return!();
    expect(await left.next()).toEqual({ done: true, value: undefined });
    for (let at = 0; at < 5000; at++) events.emit({ type: "text", node: "1", text: String(at) });
    events.emit({ type: "finished", state: "succeeded", error: null });
    events.emit({ type: "started", promptId: "late" });
    const got: RunEvent[] = [];
    for await (const event of { [Symbol.asyncIterator]: () => slow }) got.push(event);
    expect(got).toHaveLength(1001);
    expect(got.at(-1)?.type).toBe("finished");
  });

  it("wake an iterator that waits when the run ends", async () => {
    const events = new RunEvents(() => {});
    const iterator = events[Symbol.asyncIterator]();
    const [one, two] = [iterator.next(), iterator.next()];
    events.emit({ type: "finished", state: "succeeded", error: null });
    expect([(await one).done, (await two).done]).toEqual([false, true]);
  });
});
