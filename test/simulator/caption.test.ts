import { expect, test } from "vitest";
import { withCaption } from "../../src/simulator/picture/draw-picture.ts";
import { fitText, fontText, textPath } from "../../src/simulator/picture/font.ts";

test.each([
  ["café à São Paulo, Škoda", "CAFE A SAO PAULO, SKODA"],
  ["Straße, Ærø, Łódź, cœur", "STRASSE, AERO, LODZ, COEUR"],
  ["“it’s” – fine…", '"IT\'S" - FINE…'],
  ["灯台 한국", "?? ??"],
  ["a 🗼 tower", "A ? TOWER"],
  ["(a:1.2) [b|c] {d} <lora:x> #1 50% & \\ ; @ $", "(A:1.2) [B|C] {D} <LORA:X> #1 50% & \\ ; @ $"],
])("%s is written as %s", (given, want) => {
  expect(fontText(given)).toBe(want);
});

test("no two characters of the font look alike", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;-_/\\|+=()[]{}<>'\"`^~!?%*&@$#…"];
  const paths = letters.map((letter) => textPath(letter, 0, 0, 1));
  expect(new Set(paths).size).toBe(letters.length);
  expect(paths.filter((path) => path === "")).toHaveLength(1);
});

test("a line that is too long for its place ends in an ellipsis", () => {
  expect(fitText("LIGHTHOUSE", 39)).toBe("LIGHTHOUSE");
  expect(fitText("LIGHTHOUSE", 36)).toBe("LIGHTHO…");
  expect(fitText("A HOUSE", 14)).toBe("A…");
  expect(fitText("MMM", 3)).toBe("…");
});

test.each([3, 4] as const)(
  "a caption at the upper edge leaves the lower part of %d channels as it was",
  async (channels) => {
    const frames = [Buffer.alloc(200 * 120 * channels, 90)];
    const drawn = await withCaption({ type: "IMAGE", width: 200, height: 120, channels, frames }, ["simulated"]);
    const pixels = drawn.frames[0]!;
    expect(pixels).toHaveLength(frames[0]!.length);
    expect(pixels.subarray(0, 13 * 200 * channels).equals(frames[0]!.subarray(0, 13 * 200 * channels))).toBe(false);
    expect(pixels.subarray(13 * 200 * channels).equals(frames[0]!.subarray(13 * 200 * channels))).toBe(true);
  },
);

test("a picture that is too small for letters gets none", async () => {
  const small = { type: "IMAGE" as const, width: 64, height: 64, channels: 3 as const, frames: [Buffer.alloc(12_288)] };
  expect(await withCaption(small, ["simulated"])).toBe(small);
});
