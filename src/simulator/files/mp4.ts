import { uint32 } from "./bytes.ts";

/** What can be told of an MP4 without decoding it. */
export interface Mp4Facts {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly body: Buffer;
  readonly size: number;
}

function boxes(bytes: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const small = bytes.readUInt32BE(at);
    const header = small === 1 ? 16 : 8;
    const size = small === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : small === 0 ? bytes.length - at : small;
    if (size < header) break;
    found.push({
      type: bytes.toString("latin1", at + 4, at + 8),
      start: at,
      body: bytes.subarray(at + header, at + size),
      size,
    });
    at += size;
  }
  return found;
}

function find(bytes: Buffer, ...path: readonly string[]): Buffer | undefined {
  return path.reduce<Buffer | undefined>(
    (body, type) => body && boxes(body).find((box) => box.type === type)?.body,
    bytes,
  );
}

/** Size, frame count and rate of the first video track, or null where there is none. */
export function readMp4(bytes: Buffer): Mp4Facts | null {
  const moov = find(bytes, "moov");
  for (const track of boxes(moov ?? Buffer.alloc(0)).filter((box) => box.type === "trak")) {
    const handler = find(track.body, "mdia", "hdlr");
    if (handler?.toString("latin1", 8, 12) === "vide") return factsOf(track.body);
  }
  return null;
}

function factsOf(track: Buffer): Mp4Facts | null {
  const header = find(track, "tkhd");
  const media = find(track, "mdia", "mdhd");
  const sizes = find(track, "mdia", "minf", "stbl", "stsz");
  if (header === undefined || media === undefined || sizes === undefined) return null;
  const isLong = media[0] === 1;
  const timescale = media.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(media.readBigUInt64BE(24)) : media.readUInt32BE(16);
  const frames = sizes.readUInt32BE(8);
  return {
    width: header.readUInt32BE(header.length - 8) / 65_536,
    height: header.readUInt32BE(header.length - 4) / 65_536,
    frames,
    fps: duration > 0 ? (frames * timescale) / duration : 24,
  };
}

/** Ticks of one frame: three digits behind the point of a rate are exact. */
const ticks = 1000;

/**
 * A copy of an MP4 of one track whose frames last exactly `1 / fps`, and which says so of its track and of itself: an
 * encoder that counts in 90,000ths of a second makes 7 frames a second 7.00008, and one that takes whole rates only
 * makes 23.976 of them 23. Comes back as it was where it is laid out otherwise.
 */
export function withMp4Rate(bytes: Buffer, fps: number): Buffer {
  const copy = Buffer.from(bytes);
  const media = find(copy, "moov", "trak", "mdia");
  const header = media && find(media, "mdhd");
  const times = media && find(media, "minf", "stbl", "stts");
  const movie = find(copy, "moov", "mvhd");
  const track = find(copy, "moov", "trak", "tkhd");
  if (header === undefined || times === undefined || movie === undefined || track === undefined) return bytes;
  if ([header, movie, track].some((box) => box[0] !== 0)) return bytes;
  let frames = 0;
  for (let entry = 0; entry < times.readUInt32BE(4); entry++) {
    frames += times.readUInt32BE(8 + 8 * entry);
    times.writeUInt32BE(ticks, 12 + 8 * entry);
  }
  for (const box of [header, movie]) {
    box.writeUInt32BE(Math.round(fps * ticks), 12);
    box.writeUInt32BE(frames * ticks, 16);
  }
  track.writeUInt32BE(frames * ticks, 20);
  return copy;
}

/**
 * A copy of an MP4 with tags as ffmpeg writes them (`moov/udta/meta`, handler `mdta`), for which its `moov` must come
 * after the media: then no offset into it moves. Otherwise the file comes back as it was.
 */
export function withMp4Tags(bytes: Buffer, tags: Readonly<Record<string, string>>): Buffer {
  const moov = boxes(bytes).findLast((box) => box.type !== "free");
  if (moov?.type !== "moov") return bytes;
  const body = Buffer.concat([moov.body, box("udta", metaBox(tags))]);
  return Buffer.concat([bytes.subarray(0, moov.start), box("moov", body)]);
}

function metaBox(tags: Readonly<Record<string, string>>): Buffer {
  const handler = Buffer.concat([Buffer.alloc(8), Buffer.from("mdta"), Buffer.alloc(13)]);
  const names = Object.keys(tags).map((name) => {
    const text = Buffer.from(name);
    return Buffer.concat([uint32(text.length + 8), Buffer.from("mdta"), text]);
  });
  const keys = Buffer.concat([uint32(0), uint32(names.length), ...names]);
  const items = Object.values(tags).map((value, index) => {
    const data = box("data", Buffer.concat([uint32(1), uint32(0), Buffer.from(value)]));
    return Buffer.concat([uint32(data.length + 8), uint32(index + 1), data]);
  });
  return box(
    "meta",
    Buffer.concat([uint32(0), box("hdlr", handler), box("keys", keys), box("ilst", Buffer.concat(items))]),
  );
}

function box(type: string, body: Buffer): Buffer {
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type, "latin1"), body]);
}
