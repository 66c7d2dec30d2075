import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkLocalFile } from "../../src/runtime/uploads/local-file.ts";
import { temporaryFolder } from "./sample-bundle.ts";

async function write(name: string, content: Buffer): Promise<string> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await writeFile(join(folder.path, name), content);
  return join(folder.path, name);
}

const head = (text: string) => Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(40)]);
const video = head("\0\0\0 ftypisom");

describe("the file of an image slot", () => {
  test.each(["png", "jpeg", "webp", "gif", "tiff", "avif"] as const)("may be a %s", async (format) => {
    const pixel = sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } });
    const path = await write("picture.bin", await pixel.toFormat(format).toBuffer());
    for (const kind of ["image", "mask"] as const) {
      expect(await checkLocalFile({ slot: "s", kind, path })).toMatchObject({ path, kind });
    }
  });

  test.each(["BM\x10", "P6\n4 4\n", "qoif", "8BPS", "MM\0*", "GIF87a", "\x76\x2f\x31\x01", "#?RADIANCE"])(
    "may begin with %j",
    async (text) => {
      const path = await write("picture", head(text));
      expect((await checkLocalFile({ slot: "s", kind: "image", path })).size).toBeGreaterThan(40);
    },
  );

  test("may be a TGA, which has no mark", async () => {
    const path = await write("picture.tga", head("\0\0\x0a\0"));
    expect((await checkLocalFile({ slot: "s", kind: "image", path })).path).toBe(path);
  });

  test.each([
    { name: "README.md", content: Buffer.from("# A film\n\nmore"), found: 'it is a text that begins with "# A film".' },
    { name: "x.tga", content: Buffer.from("é text"), found: 'it is a text that begins with "é text".' },
    { name: "x.png", content: video, found: "it is a video (MP4)." },
    { name: "x.webm", content: head("\x1a\x45\xdf\xa3"), found: "it is a video (WebM or Matroska)." },
    { name: "x.svg", content: Buffer.from("<svg/>"), found: "it is a text (XML, SVG or HTML)." },
    { name: "x.pdf", content: head("%PDF-1.7"), found: "it is a PDF." },
    { name: "x.bin", content: head("\x01\x02\x03"), found: "it is unknown, its first bytes being 0102030000000000." },
  ])("is not $name", async ({ name, content, found }) => {
    const path = await write(name, content);
    await expect(checkLocalFile({ slot: "photo", kind: "image", path })).rejects.toMatchObject({
      code: "bad_slot_value",
      message: `Slot "photo": ${path} is no picture; ${found}`,
      details: { slot: "photo" },
    });
  });

  test("is looked at for pictures only", async () => {
    const path = await write("x.mp4", video);
    expect((await checkLocalFile({ slot: "s", kind: "video", path })).kind).toBe("video");
    expect((await checkLocalFile({ slot: "s", kind: "audio", path })).kind).toBe("audio");
  });
});
