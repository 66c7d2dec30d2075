import { crc32, deflateSync } from "node:zlib";
import { uint32 } from "./bytes.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(signature);
}

/** A copy of a PNG with text chunks after its header. Text beyond ASCII is kept as `iTXt`. */
export function withPngText(png: Buffer, texts: Readonly<Record<string, string>>): Buffer {
  const [header, ...rest] = readChunks(png);
  if (header === undefined) return png;
  const added = Object.entries(texts).map(([key, text]) => textChunk(key, text));
  return writeChunks([header, ...added, ...rest]);
}

/** The text chunks of a PNG by keyword. */
export function readPngText(png: Buffer): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { type, data } of readChunks(png)) {
    const end = data.indexOf(0);
    if (type === "tEXt") texts[data.toString("latin1", 0, end)] = data.toString("latin1", end + 1);
    if (type === "iTXt") texts[data.toString("latin1", 0, end)] = data.subarray(end + 5).toString("utf8");
  }
  return texts;
}

/** One animated PNG of PNG frames that have the same size and colour type. @param fps frames a second */
export function animatePng(frames: readonly Buffer[], fps: number): Buffer {
  const chunks: Chunk[] = [];
  let sequence = 0;
  for (const [index, frame] of frames.entries()) {
    const parts = readChunks(frame);
    const header = parts.find((chunk) => chunk.type === "IHDR")!;
    if (index === 0) chunks.push(header, { type: "acTL", data: uint32(frames.length, 0) });
    chunks.push({ type: "fcTL", data: frameControl(sequence++, header.data, fps) });
    for (const { data } of parts.filter((chunk) => chunk.type === "IDAT")) {
      chunks.push(
        index === 0 ? { type: "IDAT", data } : { type: "fdAT", data: Buffer.concat([uint32(sequence++), data]) },
      );
    }
  }
  return writeChunks([...chunks, { type: "IEND", data: Buffer.alloc(0) }]);
}

function frameControl(sequence: number, header: Buffer, fps: number): Buffer {
  const delay = Buffer.alloc(6);
  delay.writeUInt16BE(Math.min(65_535, Math.round(1000 / fps)), 0);
  delay.writeUInt16BE(1000, 2);
  return Buffer.concat([uint32(sequence), header.subarray(0, 8), uint32(0, 0), delay]);
}

function textChunk(key: string, text: string): Chunk {
  const keyword = Buffer.from(`${key}\0`, "latin1");
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return { type: "tEXt", data: Buffer.concat([keyword, Buffer.from(text, "latin1")]) };
  return { type: "iTXt", data: Buffer.concat([keyword, Buffer.alloc(4), Buffer.from(text, "utf8")]) };
}

function readChunks(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function writeChunks(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    return [uint32(data.length), body, uint32(crc32(body))];
  });
  return Buffer.concat([signature, ...parts]);
}

/** A PNG of raw RGB or RGBA pixels, little compressed: quick, for files of many frames. */
export function encodePng(pixels: Buffer, width: number, height: number, channels: 3 | 4): Buffer {
  const stride = width * channels;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row++) pixels.copy(rows, row * (stride + 1) + 1, row * stride, (row + 1) * stride);
  const header = Buffer.concat([uint32(width, height), Buffer.from([8, channels === 4 ? 6 : 2, 0, 0, 0])]);
  return writeChunks([
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(rows, { level: 4 }) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}
