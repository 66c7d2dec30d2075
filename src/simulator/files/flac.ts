import type { Pcm } from "./pcm.ts";

const blockSize = 4096;

/**
 * A FLAC file with uncompressed frames: every decoder reads it, and it needs no encoder.
 * @throws RangeError for more than 8 channels or a sample rate above 65,535
 */
export function encodeFlac(pcm: Pcm, tags: Readonly<Record<string, string>>): Buffer {
  if (pcm.channels.length > 8 || pcm.sampleRate > 65_535) {
    throw new RangeError(`no FLAC of ${pcm.channels.length} channels at ${pcm.sampleRate} Hz`);
  }
  const total = pcm.channels[0]?.length ?? 0;
  const frames: Buffer[] = [];
  for (let at = 0, index = 0; at < total; at += blockSize, index++)
    frames.push(frame(pcm, at, Math.min(blockSize, total - at), index));
  return Buffer.concat([
    Buffer.from("fLaC"),
    block(0, false, streamInfo(pcm, total)),
    block(4, true, comments(tags)),
    ...frames,
  ]);
}

function block(type: number, isLast: boolean, body: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(((isLast ? 0x80 : 0) | type) * 0x1000000 + body.length);
  return Buffer.concat([header, body]);
}

function streamInfo(pcm: Pcm, total: number): Buffer {
  const bytes = Buffer.alloc(34);
  bytes.writeUInt16BE(blockSize, 0);
  bytes.writeUInt16BE(blockSize, 2);
  const packed =
    (BigInt(pcm.sampleRate) << 44n) | (BigInt(pcm.channels.length - 1) << 41n) | (15n << 36n) | BigInt(total);
  bytes.writeBigUInt64BE(packed, 10);
  return bytes;
}

function comments(tags: Readonly<Record<string, string>>): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const count = Buffer.alloc(4);
  count.writeUInt32LE(Object.keys(tags).length);
  return Buffer.concat([
    text("comfyc simulator"),
    count,
    ...Object.entries(tags).map(([key, value]) => text(`${key}=${value}`)),
  ]);
}

function frame(pcm: Pcm, from: number, length: number, index: number): Buffer {
  const header = Buffer.concat([
    // Sync code and fixed block size; block size and sample rate follow, 16 bits each; channels; 16 bits a sample.
    Buffer.from([0xff, 0xf8, 0x7d, ((pcm.channels.length - 1) << 4) | 0x08]),
    utf8Number(index),
    Buffer.from([(length - 1) >> 8, (length - 1) & 0xff, (pcm.sampleRate >> 8) & 0xff, pcm.sampleRate & 0xff]),
  ]);
  const withCrc = Buffer.concat([header, Buffer.from([crc(header, 8, 0x07)])]);
  const channels = pcm.channels.map((samples) => {
    const bytes = Buffer.alloc(1 + length * 2);
    // Verbatim subframe.
    bytes[0] = 0x02;
    for (let at = 0; at < length; at++) bytes.writeInt16BE(samples[from + at] ?? 0, 1 + at * 2);
    return bytes;
  });
  const body = Buffer.concat([withCrc, ...channels]);
  const footer = Buffer.alloc(2);
  footer.writeUInt16BE(crc(body, 16, 0x8005));
  return Buffer.concat([body, footer]);
}

/** A frame number in the way that UTF-8 codes a character, up to 2^16. */
function utf8Number(value: number): Buffer {
  if (value < 0x80) return Buffer.from([value]);
  if (value < 0x800) return Buffer.from([0xc0 | (value >> 6), 0x80 | (value & 0x3f)]);
  return Buffer.from([0xe0 | ((value >> 12) & 0x0f), 0x80 | ((value >> 6) & 0x3f), 0x80 | (value & 0x3f)]);
}

const crcTables = new Map<number, Uint16Array>();

function crc(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  const table = crcTables.get(width) ?? makeCrcTable(width, polynomial);
  const mask = width === 8 ? 0xff : 0xffff;
  let value = 0;
  for (const byte of bytes) value = ((value << 8) & mask) ^ table[((value >> (width - 8)) ^ byte) & 0xff]!;
  return value;
}

function makeCrcTable(width: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (width - 1);
  const mask = width === 8 ? 0xff : 0xffff;
  const table = Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) value = value & top ? ((value << 1) ^ polynomial) & mask : (value << 1) & mask;
    return value;
  });
  crcTables.set(width, table);
  return table;
}
