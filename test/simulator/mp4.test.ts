import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeMp4 } from "../../src/simulator/files/encode-mp4.ts";
import { readMp4 } from "../../src/simulator/files/mp4.ts";

async function encode(fps: number, width: number, height: number, count: number): Promise<Buffer> {
  const frames = Array.from({ length: count }, () => Buffer.alloc(width * height * 3, 90));
  return encodeMp4({ width, height, channels: 3, frames }, fps);
}

const rates = [0.5, 1, 7, 11, 12.5, 23.976, 25, 29.97, 120];

test.each(rates)("a video of %d frames a second has exactly that rate", async (fps) => {
  expect(readMp4(await encode(fps, 18, 34, 3))).toEqual({ width: 18, height: 34, frames: 3, fps });
});

const hasFfprobe = spawnSync("ffprobe", ["-version"]).status === 0;

interface Probed {
  readonly streams: { width: number; height: number; r_frame_rate: string; nb_read_frames: string }[];
  readonly format: { duration: string };
}

function probe(bytes: Buffer): Probed {
  const folder = mkdtempSync(join(tmpdir(), "comfyc-mp4-"));
  try {
    const path = join(folder, "video.mp4");
    writeFileSync(path, bytes);
    const options = ["-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json"];
    return JSON.parse(execFileSync("ffprobe", [...options, path], { encoding: "utf8" })) as Probed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test
  .skipIf(!hasFfprobe)
  .each([
    ...rates.map((fps) => ({ fps, width: 64, height: 48, count: 10 })),
    { fps: 24_000 / 1001, width: 65, height: 49, count: 30 },
    { fps: 12.5, width: 33, height: 2, count: 1 },
  ])(
  "ffprobe finds the rate, length and size of $count frames of $width x $height at $fps a second",
  async ({ fps, width, height, count }) => {
    const { streams, format } = probe(await encode(fps, width, height, count));
    const [over, under] = streams[0]!.r_frame_rate.split("/").map(Number);
    expect(over! / under!).toBeCloseTo(fps, 3);
    expect(Number(format.duration)).toBeCloseTo(count / fps, 3);
    expect(streams[0]).toMatchObject({ width: width & ~1, height: height & ~1, nb_read_frames: String(count) });
  },
);
