import type { Pcm } from "./pcm.ts";

/** The samples of a WAV file of 16-bit or 32-bit float PCM, or null for anything else. */
export function decodeWav(bytes: Buffer): Pcm | null {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") return null;
  let format: { code: number; channels: number; sampleRate: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (id === "fmt ") {
      format = {
        code: body.readUInt16LE(0),
        channels: body.readUInt16LE(2),
        sampleRate: body.readUInt32LE(4),
        bits: body.readUInt16LE(14),
      };
    }
    if (id === "data" && format !== null) return samplesOf(body, format);
    at += 8 + size + (size % 2);
  }
  return null;
}

function samplesOf(
  body: Buffer,
  format: { channels: number; sampleRate: number; bits: number; code: number },
): Pcm | null {
  const width = format.bits / 8;
  const isFloat = format.code === 3 && width === 4;
  if (!isFloat && width !== 2) return null;
  const count = Math.floor(body.length / (width * format.channels));
  const read = (at: number) => (isFloat ? Math.round(body.readFloatLE(at) * 32_767) : body.readInt16LE(at));
  const channels = Array.from({ length: format.channels }, (_, channel) =>
    Int16Array.from({ length: count }, (_, index) => read((index * format.channels + channel) * width)),
  );
  return { sampleRate: format.sampleRate, channels };
}
