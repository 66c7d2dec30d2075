// A simulator with input files for the tests of one file; it starts and stops with them.
import { writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { TestClient } from "./client.ts";

export type Inputs = Record<string, unknown>;
export const node = (class_type: string, inputs: Inputs) => ({ class_type, inputs });

export let simulator: Simulator;
export let client: TestClient;
let count = 0;

beforeAll(async () => {
  simulator = await startSimulator({ stepDelay: 0 });
  client = new TestClient(simulator.url);
  const input = path.join(simulator.folder, "input");
  const stripes = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, index) => (index % 7) * 36));
  await sharp(stripes, { raw: { width: 64, height: 48, channels: 3 } })
    .png()
    .toFile(path.join(input, "stripes.png"));
  await sharp({ create: { width: 64, height: 48, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } })
    .png()
    .toFile(path.join(input, "red.png"));
  writeFileSync(path.join(input, "tone.wav"), wav([0, 1000, -1000, 0]));
  writeFileSync(path.join(input, "noise.mp3"), "not really sound");
});
afterAll(() => simulator.close());

function wav(samples: readonly number[]): Buffer {
  const header = Buffer.from(
    "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x02\0\x10\0data\0\0\0\0",
    "latin1",
  );
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(samples.length * 2, 40);
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => data.writeInt16LE(sample, index * 2));
  return Buffer.concat([header, data]);
}

/** Runs nodes up to a picture and gives its pixels. Each run has a prefix of its own, so that no file is reused. */
export async function picture(nodes: Record<string, ReturnType<typeof node>>, link: [string, number]) {
  const prompt = { ...nodes, save: node("SaveImage", { images: link, filename_prefix: `t${count++}` }) };
  const entry = await client.run(prompt);
  expect(entry.status.messages.at(-1)).toMatchObject(["execution_success", {}]);
  const png = await client.file(entry, "save");
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    data,
    width: info.width,
    height: info.height,
    channels: info.channels,
    png,
    files: entry.outputs["save"]!["images"]!.length,
  };
}

export const load = { load: node("LoadImage", { image: "stripes.png" }) };
export const source: [string, number] = ["load", 0];
