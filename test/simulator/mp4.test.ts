import { expect, test } from "vitest";
import { encodeMp4 } from "../../src/simulator/executors/video.ts";
import { readMp4 } from "../../src/simulator/files/mp4.ts";

test.each([1, 7, 11, 23.976, 25, 29.97, 120])("a video of %d frames a second has exactly that rate", async (fps) => {
  const frames = Array.from({ length: 3 }, () => Buffer.alloc(18 * 34 * 3, 90));
  const bytes = await encodeMp4({ type: "IMAGE", width: 18, height: 34, channels: 3, frames }, fps);
  expect(readMp4(bytes)).toEqual({ width: 18, height: 34, frames: 3, fps });
});
