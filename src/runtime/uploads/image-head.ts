/* oxlint-disable no-control-regex -- the marks of binary formats hold such bytes */
import { open } from "node:fs/promises";
import { printable } from "../../errors/printable.ts";

/** How the files of image formats begin that a server can be expected to read; `.` stands for any byte. */
const heads: readonly RegExp[] = [
  /^\x89PNG\r\n\x1a\n/,
  /^\xff\xd8\xff/,
  /^GIF8[79]a/,
  /^RIFF....WEBP/s,
  /^BM/,
  /^(?:II[*+]\0|MM\0[*+])/,
  // AVIF and HEIC are films of one picture.
  /^....ftyp(?:avi[fs]|he[iv][cxms]|mif1|msf1)/s,
  /^(?:\xff\x0a|\0\0\0\x0cJXL )/,
  /^(?:\xff\x4f\xff\x51|\0\0\0\x0cjP {2})/,
  /^\x76\x2f\x31\x01/,
  /^#\?R/,
  /^8BPS/,
  /^P[1-7fF]\s/,
  /^qoif/,
  /^DDS /,
  /^\0\0[\x01\x02]\0/,
];

/** Other files that are taken for pictures by mistake. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^....ftyp/s, "a video (MP4)"],
  [/^\x1a\x45\xdf\xa3/, "a video (WebM or Matroska)"],
  [/^RIFF....AVI /s, "a video (AVI)"],
  [/^RIFF....WAVE/s, "a sound (WAV)"],
  [/^(?:ID3|\xff[\xfb\xf3\xf2])/, "a sound (MP3)"],
  [/^%PDF/, "a PDF"],
  [/^PK\x03\x04/, "a ZIP archive"],
  [/^\s*<(?:\?xml|svg|!DOCTYPE|html)/i, "a text (XML, SVG or HTML)"],
];

/** What a file is, in words, where its first bytes are those of no picture; undefined where they may be of one. */
export async function findForeignKind(path: string): Promise<string | undefined> {
  const head = await readHead(path);
  if (heads.some((pattern) => pattern.test(head))) return undefined;
  const known = others.find(([pattern]) => pattern.test(head));
  if (known !== undefined) return known[1];
  // TGA and PCX have no mark of their own; a text is none of them.
  const isText = /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(head);
  if (!isText && /\.(?:tga|pcx|dcx|sgi|ras)$/i.test(path)) return undefined;
  if (!isText) return `unknown, its first bytes being ${Buffer.from(head.slice(0, 8), "latin1").toString("hex")}`;
  const words = Buffer.from(head, "latin1")
    .toString("utf8")
    .split(/[\r\n]/, 1)[0]!;
  return `a text that begins with ${JSON.stringify(printable(words.slice(0, 24)))}`;
}

/** The first bytes of a file, each as one character. */
async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}
