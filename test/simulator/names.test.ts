import { describe, expect, test } from "vitest";
import { videoLength } from "../../src/simulator/executors/latents.ts";
import { upscaleFactor } from "../../src/simulator/executors/models.ts";
import { PromptQueue } from "../../src/simulator/execution/prompt-queue.ts";
import { parseAnnotated } from "../../src/simulator/files/server-folders.ts";

test.each([
  ["4x-UltraSharp.pth", 4],
  ["RealESRGAN_x2.pth", 2],
  ["RealESRGAN_x4plus.pth", 4],
  ["2xNomos.safetensors", 2],
  ["folder 8x/tiny-compact-x3.safetensors", 3],
  ["plain.pth", 4],
  ["x0.pth", 4],
])("the upscaler %s scales by %i", (name, factor) => {
  expect(upscaleFactor(name)).toBe(factor);
});

test.each([
  ["EmptyLTXVLatentVideo", 97, 97],
  ["EmptyLTXVLatentVideo", 100, 97],
  ["WanImageToVideo", 83, 81],
  ["EmptyMochiLatentVideo", 25, 25],
])("%s of %i frames decodes to %i", (classType, asked, frames) => {
  expect(videoLength(classType, asked)).toBe(frames);
});

test.each([
  ["a.png", "a.png", null],
  ["sub/a.png [output]", "sub/a.png", "output"],
  ["a [b].png [temp]", "a [b].png", "temp"],
  ["a.png [other]", "a.png [other]", null],
])("the value %s names %s", (value, name, type) => {
  expect(parseAnnotated(value)).toEqual({ name, type });
});

describe("the queue", () => {
  const item = (promptId: string, number: number) => ({
    promptId,
    number,
    prompt: {},
    extraData: {},
    secrets: {},
    outputs: [],
  });

  test("gives the lowest number first, equal numbers by id, and tells each change", () => {
    let changes = 0;
    const queue = new PromptQueue(() => changes++);
    for (const [id, number] of [
      ["d", 3],
      ["b", 1],
      ["c", 1],
      ["a", 2],
      ["e", -1],
      ["f", 9],
    ] as const)
      queue.put(item(id, number));
    expect(queue.remove("a")).toBe(true);
    expect(queue.remove("none")).toBe(false);
    const order: string[] = [];
    for (let next = queue.take(); next !== null; next = queue.take()) order.push(next.promptId);
    expect(order).toEqual(["e", "b", "c", "d", "f"]);
    expect(changes).toBe(6 + 1 + 5);
    expect(queue.remaining).toBe(1);
    queue.done();
    expect(queue.remaining).toBe(0);
  });
});
