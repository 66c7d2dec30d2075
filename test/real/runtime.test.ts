import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Prompt } from "../../src/prompt/prompt.ts";
import { bundleFromPrompt } from "../../src/runtime/bundle.ts";
import { inspectServer } from "../../src/runtime/inspect-server.ts";
import type { RunEvent } from "../../src/runtime/run-events.ts";
import { Runtime } from "../../src/runtime/runtime.ts";
import { sampleBundle, slot, temporaryFolder } from "../runtime/sample-bundle.ts";

const server = process.env["COMFYC_REAL_SERVER"];
const link = (id: string) => [id, 0] as unknown as string;
const empty = (color: number) => ({
  class_type: "EmptyImage",
  inputs: { width: 64, height: 48, batch_size: 1, color },
});

async function setUp() {
  const runtime = new Runtime({ server: server! });
  const folder = await temporaryFolder();
  onTestFinished(async () => {
    await runtime.close();
    await folder[Symbol.asyncDispose]();
  });
  return { runtime, folder };
}

describe.skipIf(server === undefined)("on a real ComfyUI", () => {
  it("is seen by inspectServer", async () => {
    const report = await inspectServer(server!);
    console.log(report);
    expect(report).toMatchObject({ ok: true, simulated: false });
  });

  it("saves, reports events in order, and runs the same again as a new file", async () => {
    const { runtime, folder } = await setUp();
    const prompt: Prompt = {
      "1": empty(Math.floor(Math.random() * 1e6)),
      "2": { class_type: "SaveImage", inputs: { images: link("1"), filename_prefix: "x" } },
    };
    for (let turn = 0; turn < 2; turn++) {
      const events: RunEvent[] = [];
      const result = await runtime.run(bundleFromPrompt(prompt, "plain"), {
        outDir: folder.path,
        onEvent: (event) => void events.push(event),
      }).result;
      console.log(result.timings, result.cached, events.map((event) => event.type).join(" "));
      expect(result.files).toHaveLength(1);
      expect((await readFile(result.files[0]!.path)).subarray(1, 4).toString()).toBe("PNG");
      expect(result.cached).toBe(turn === 1);
      expect(events.at(-1)?.type).toBe("finished");
    }
  });

  it("keeps every kind: text, audio, animation, video, latent, pictures of the socket", async () => {
    const { runtime, folder } = await setUp();
    const prompt: Prompt = {
      "1": { ...empty(5), inputs: { ...empty(5).inputs, batch_size: 3 } },
      "2": { class_type: "PreviewImage", inputs: { images: link("1") } },
      "3": {
        class_type: "SaveAnimatedWEBP",
        inputs: { images: link("1"), filename_prefix: "a", fps: 6, lossless: true, quality: 80, method: "default" },
      },
      "4": { class_type: "CreateVideo", inputs: { images: link("1"), fps: 6 } },
      "5": {
        class_type: "SaveVideo",
        inputs: { video: link("4"), filename_prefix: "v", format: "auto", codec: "auto" },
      },
      "6": { class_type: "PrimitiveString", inputs: { value: "héllo" } },
      "7": { class_type: "PreviewAny", inputs: { source: link("6") } },
      "8": { class_type: "EmptyLatentImage", inputs: { width: 64, height: 64, batch_size: 1 } },
      "9": { class_type: "SaveLatent", inputs: { samples: link("8"), filename_prefix: "l" } },
      "10": { class_type: "SaveImageWebsocket", inputs: { images: link("1") } },
      "11": { class_type: "EmptyAudio", inputs: { duration: 0.2, sample_rate: 44100, channels: 1 } },
      "12": { class_type: "SaveAudio", inputs: { audio: link("11"), filename_prefix: "s" } },
    };
    const result = await runtime.run(bundleFromPrompt(prompt, "kinds"), { outDir: folder.path }).settled;
    console.log(
      result.error,
      result.files.map(({ node, kind, bytes, temporary }) => `${node} ${kind} ${bytes}${temporary ? " temp" : ""}`),
    );
    expect(result.error).toBeNull();
    const kinds = Object.fromEntries(result.files.map(({ node, kind }) => [node, kind]));
    expect(kinds).toMatchObject({
      "2": "image",
      "3": "animation",
      "5": "video",
      "7": "text",
      "9": "latent",
      "10": "image",
      "12": "audio",
    });
    expect(result.files.filter(({ node }) => node === "10")).toHaveLength(3);
  });

  it("uploads and uses a picture", async () => {
    const { runtime, folder } = await setUp();
    const first = await runtime.run(
      bundleFromPrompt({
        "1": empty(99),
        "2": { class_type: "SaveImage", inputs: { images: link("1"), filename_prefix: "x" } },
      }),
      { outDir: folder.path },
    ).result;
    const prompt: Prompt = {
      "1": { class_type: "LoadImage", inputs: { image: "" } },
      "2": { class_type: "SaveImage", inputs: { images: link("1"), filename_prefix: "x" } },
    };
    const photo = slot({ name: "photo", kind: "image", type: "FILE", targets: [{ node: "1", input: "image" }] });
    const bundle = sampleBundle({ prompt, manifest: { slots: [photo] } });
    const result = await runtime.run(bundle, { outDir: folder.path, slots: { photo: first.files[0]!.path } }).result;
    console.log(result.slots);
    expect(result.files).toHaveLength(1);
    // The head of a PNG passes here; what follows only the server can judge.
    await writeFile(join(folder.path, "broken.png"), Buffer.from("89504e470d0a1a0a6e6f7420612070696374757265", "hex"));
    const broken = await runtime.run(bundle, { outDir: folder.path, slots: { photo: join(folder.path, "broken.png") } })
      .settled;
    console.log(broken.error?.message);
    expect(broken.error?.code).toBe("execution_failed");
  });

  it("says what a refused prompt lacks", async () => {
    const { runtime, folder } = await setUp();
    const prompt: Prompt = {
      "1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "no-such-model.safetensors" } },
      "2": { class_type: "PreviewAny", inputs: { source: link("1") } },
      "3": { ...empty(1), inputs: { ...empty(1).inputs, width: 0 } },
      "4": { class_type: "PreviewImage", inputs: { images: link("3") } },
    };
    const result = await runtime.run(bundleFromPrompt(prompt), { outDir: folder.path }).settled;
    console.log(result.error?.message, result.error?.hint, result.error?.issues);
    expect(result.error?.code).toBe("prompt_rejected");
    expect(result.error?.issues.map((issue) => issue.code).sort()).toEqual([
      "value_not_in_list",
      "value_smaller_than_min",
    ]);
  });

  it("withdraws a prompt of which only a part would run", async () => {
    const { runtime, folder } = await setUp();
    const prompt: Prompt = {
      "1": empty(Math.floor(Math.random() * 1e6)),
      "2": { class_type: "PreviewImage", inputs: { images: link("1") } },
      "3": { ...empty(1), inputs: { ...empty(1).inputs, width: 0 } },
      "4": { class_type: "PreviewImage", inputs: { images: link("3") } },
    };
    const result = await runtime.run(bundleFromPrompt(prompt), { outDir: folder.path }).settled;
    expect(result.error?.code).toBe("prompt_rejected");
  });

  it("cancels a run and nothing else", async () => {
    const { runtime, folder } = await setUp();
    // Large and many, so that the run outlasts the cancel.
    const slow = (color: number): Prompt => ({
      "1": { class_type: "EmptyImage", inputs: { width: 1024, height: 1024, batch_size: 24, color } },
      "2": { class_type: "SaveImage", inputs: { images: link("1"), filename_prefix: "x" } },
      "3": { class_type: "ImageInvert", inputs: { image: link("1") } },
      "4": { class_type: "SaveImage", inputs: { images: link("3"), filename_prefix: "x" } },
    });
    const run = runtime.run(bundleFromPrompt(slow(Math.floor(Math.random() * 1e6)), "slow"), { outDir: folder.path });
    const waiting = runtime.run(bundleFromPrompt(slow(1), "waiting"), { outDir: folder.path });
    for await (const event of run) if (event.type === "started") break;
    const [one, two] = await Promise.all([run.cancel(), waiting.cancel()]);
    console.log(one.error?.code, two.error?.code, one.timings);
    expect([one.state, two.state]).toEqual(["cancelled", "cancelled"]);
    expect((await inspectServer(server!)).ok).toBe(true);
  });
});
