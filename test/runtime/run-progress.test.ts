import { describe, expect, it } from "vitest";
import type { Prompt } from "../../src/prompt/prompt.ts";
import { RunProgress } from "../../src/runtime/follow/run-progress.ts";

const link0 = (id: string) => [id, 0] as unknown as string;

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
