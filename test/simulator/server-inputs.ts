import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { encodePng } from "../../src/simulator/files/png.ts";
import { encodeMp4 } from "../../src/simulator/files/encode-mp4.ts";
import { image } from "../../src/simulator/values/node-values.ts";

const pictures = ["example.png", "gradient.png", "mask.png", "photo with space.png", "sub/inner.png", "ünïcode_猫.png"];

/** Writes files of the names that the recorded server had in its input folder. */
export async function putServerInputs(input: string): Promise<void> {
  const pixels = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, index) => (index * 7) % 256));
  for (const folder of ["sub", "clipspace"]) mkdirSync(path.join(input, folder), { recursive: true });
  for (const name of pictures) writeFileSync(path.join(input, name), encodePng(pixels, 64, 64, 3));
  await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toFile(path.join(input, "pic.jpg"));
  writeFileSync(path.join(input, "clip.mp4"), await encodeMp4(image(64, 64, [pixels, pixels, pixels]), 8));
  writeFileSync(path.join(input, "tone.wav"), "no RIFF: read as a tone");
  // The recorded server had an earlier mask of that name.
  writeFileSync(path.join(input, "clipspace", "m.png"), "an earlier upload");
}
