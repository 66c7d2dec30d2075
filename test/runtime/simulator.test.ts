import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Prompt } from "../../src/prompt/prompt.ts";
import { bundleFromPrompt } from "../../src/runtime/bundle.ts";
import type { RunEvent } from "../../src/runtime/run-events.ts";
import { Runtime } from "../../src/runtime/runtime.ts";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { sampleBundle, slot, temporaryFolder } from "./sample-bundle.ts";

const link = (id: string, at = 0) => [id, at] as unknown as string;

const sampling: Prompt = {
  "4": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "v1-5-pruned-emaonly-fp16.safetensors" } },
  "5": { class_type: "EmptyLatentImage", inputs: { width: 128, height: 64, batch_size: 1 } },
  "6": { class_type: "CLIPTextEncode", inputs: { text: "a lighthouse", clip: link("4", 1) } },
  "3": {
    class_type: "KSampler",
    inputs: {
      model: link("4"),
      positive: link("6"),
      negative: link("6"),
      latent_image: link("5"),
      seed: 1,
      steps: 8,
      cfg: 7,
      sampler_name: "euler",
      scheduler: "normal",
      denoise: 1,
    },
  },
  "8": { class_type: "VAEDecode", inputs: { samples: link("3"), vae: link("4", 2) } },
  "2": { class_type: "SaveImage", inputs: { images: link("8"), filename_prefix: "a" } },
};

async function setUp(options: SimulatorOptions = {}) {
  const simulator = await startSimulator(options);
  const runtime = new Runtime({ server: simulator.url });
  const folder = await temporaryFolder();
  onTestFinished(async () => {
    await runtime.close();
    await simulator.close();
    await folder[Symbol.asyncDispose]();
  });
  return { runtime, folder };
}

describe("on the simulator", () => {
  const seed = slot({
    name: "seed",
    kind: "seed",
    type: "INT",
    min: 0,
    max: "18446744073709551615",
    targets: [{ node: "3", input: "seed" }],
  });

  it("a sampling run shows progress by steps, previews, and the picture of its seed", async () => {
    const { runtime, folder } = await setUp({ stepDelay: 60 });
    const events: RunEvent[] = [];
    const bundle = sampleBundle({ prompt: sampling, manifest: { slots: [seed] } });
    const options = { outDir: folder.path, slots: { seed: "18446744073709551615" } };
    const result = await runtime.run(bundle, { ...options, onEvent: (event) => void events.push(event) }).result;

    expect(events.slice(0, 2).map((event) => event.type)).toEqual(["queued", "started"]);
    const progress = events.filter((event) => event.type === "progress");
    expect(progress.filter(({ steps }) => steps === 8).length).toBeGreaterThanOrEqual(6);
    expect(progress.map(({ value }) => value)).toEqual(progress.map(({ value }) => value).sort((a, b) => a - b));
    expect(events.filter((event) => event.type === "preview").length).toBeGreaterThanOrEqual(4);
    expect(await sharp(result.files[0]!.path).metadata()).toMatchObject({ format: "png", width: 128, height: 64 });
    expect(await readFile(result.sidecar!, "utf8")).toContain('"seed": "18446744073709551615"');
    expect(result.server.simulated).toBe(true);

    const other = await runtime.run(bundle, { ...options, slots: { seed: 5 } }).result;
    expect(other.files[0]!.sha256).not.toBe(result.files[0]!.sha256);
  });

  it("a local picture is uploaded and used", async () => {
    const { runtime, folder } = await setUp();
    const path = join(folder.path, "in.png");
    await writeFile(
      path,
      await sharp({ create: { width: 30, height: 20, channels: 3, background: "#123456" } })
        .png()
        .toBuffer(),
    );
    const prompt: Prompt = {
      "1": { class_type: "LoadImage", inputs: { image: "" } },
      "2": { class_type: "SaveImage", inputs: { images: link("1"), filename_prefix: "x" } },
    };
    const photo = slot({ name: "photo", kind: "image", type: "FILE", targets: [{ node: "1", input: "image" }] });
    const result = await runtime.run(sampleBundle({ prompt, manifest: { slots: [photo] } }), {
      outDir: folder.path,
      slots: { photo: path },
    }).result;
    expect(await sharp(result.files[0]!.path).metadata()).toMatchObject({ width: 30, height: 20 });
  });

  it("a node that raises fails the run by its name", async () => {
    const raise = () => {
      throw new Error("out of paint");
    };
    const { runtime, folder } = await setUp({ executors: { VAEDecode: raise } });
    const result = await runtime.run(bundleFromPrompt(sampling), { outDir: folder.path }).settled;
    expect(result.error).toMatchObject({
      code: "execution_failed",
      message: expect.stringMatching(/Node 8 \(VAEDecode\).*out of paint/),
    });
  });

  it("a refused model gets the nearest name as a hint", async () => {
    const { runtime, folder } = await setUp({
      strictLists: true,
      models: { checkpoints: ["SD1.5/v1-5-pruned-emaonly-fp16.safetensors"] },
    });
    const result = await runtime.run(bundleFromPrompt(sampling), { outDir: folder.path }).settled;
    expect(result.error).toMatchObject({ code: "prompt_rejected", hint: expect.stringContaining("SD1.5/v1-5") });
  });

  it("a cancel ends the running one, and the waiting one runs to its end", async () => {
    const { runtime, folder } = await setUp({ stepDelay: 100 });
    const first = runtime.run(bundleFromPrompt(sampling, "first"), { outDir: folder.path });
    for await (const event of first) if (event.type === "progress" && event.steps === 8) break;
    const second = runtime.run(bundleFromPrompt(sampling, "second"), { outDir: folder.path });
    for await (const event of second) if (event.type === "queued") break;
    expect((await first.cancel()).error?.code).toBe("interrupted");
    expect((await second.settled).state).toBe("succeeded");
    expect((await folder.list()).every((file) => file.startsWith("second/"))).toBe(true);
  });

  it("twenty runs at once all end, each with its own file", async () => {
    const { runtime, folder } = await setUp({ stepDelay: 0 });
    const bundle = sampleBundle({ prompt: sampling, manifest: { slots: [seed] } });
    const runs = Array.from({ length: 20 }, (_, at) =>
      runtime.run(bundle, { outDir: folder.path, slots: { seed: at }, nameTemplate: "{seed}.{ext}", sidecar: false }),
    );
    const results = await Promise.all(runs.map((run) => run.result));
    expect(new Set(results.map((result) => result.files[0]!.sha256)).size).toBe(20);
    expect(await folder.list()).toHaveLength(20);
  });
});
