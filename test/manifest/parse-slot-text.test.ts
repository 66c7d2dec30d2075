import { describe, expect, it } from "vitest";
import type { ComfycError } from "../../src/errors/comfyc-error.ts";
import { bindSlots, getSlot } from "../../src/manifest/bind-slots.ts";
import { parseSlotText } from "../../src/manifest/parse-slot-text.ts";
import { newSlot, sample } from "./sample-manifest.ts";

describe("parseSlotText", () => {
  it.each([
    { slot: "prompt", text: "20", want: "20" },
    { slot: "seed", text: "18446744073709551615", want: 18446744073709551615n },
    { slot: "seed", text: " +7 ", want: 7 },
    { slot: "steps", text: "30", want: 30 },
    { slot: "steps", text: "30.0", want: 30 },
    { slot: "steps", text: "1e2", want: 100 },
    { slot: "cfg", text: "7.5", want: 7.5 },
    { slot: "cfg", text: ".5", want: 0.5 },
    { slot: "cfg", text: "8", want: 8 },
    { slot: "tiled", text: "TRUE", want: true },
    { slot: "tiled", text: "false", want: false },
    { slot: "sampler_name", text: "heun", want: "heun" },
    { slot: "duration", text: "10", want: 10 },
    { slot: "model", text: "b.safetensors", want: "b.safetensors" },
  ])("reads $text for $slot", ({ slot, text, want }) => {
    const value = parseSlotText(getSlot(sample, slot), text);
    expect(bindSlots(sample, { [slot]: value }).values[slot]).toStrictEqual(want);
  });

  it.each([
    { slot: "steps", text: "7.5", message: 'Slot "steps": 7.5 is not a whole number.' },
    { slot: "steps", text: "many", message: 'Slot "steps": "many" is not a number.' },
    { slot: "steps", text: "0x10", message: 'Slot "steps": "0x10" is not a number.' },
    { slot: "steps", text: "", message: 'Slot "steps": "" is not a number.' },
    { slot: "steps", text: "200", message: 'Slot "steps": 200 is above the greatest value 150.' },
    { slot: "cfg", text: "NaN", message: 'Slot "cfg": "NaN" is not a number.' },
    { slot: "cfg", text: "1e999", message: 'Slot "cfg": Infinity is not a number.' },
    { slot: "seed", text: "-1", message: 'Slot "seed": -1 is below the least value 0.' },
    { slot: "tiled", text: "yes", message: 'Slot "tiled": "yes" is not true or false.' },
    { slot: "sampler_name", text: "hein", message: /"hein" is not one of the 3 options/ },
  ])("refuses $text for $slot", ({ slot, text, message }) => {
    expect(() => parseSlotText(getSlot(sample, slot), text)).toThrow(message);
  });

  it("advises what can be typed on a command line", () => {
    const hintOf = (name: string, text: string) => {
      try {
        parseSlotText(getSlot(sample, name), text);
        return "";
      } catch (error) {
        return (error as ComfycError).hint;
      }
    };
    expect(hintOf("seed", "1.5")).toBe("Give digits from 0 to 18446744073709551615, or random.");
    expect(hintOf("seed", "1e19")).toBe("Give its digits, without exponent.");
    expect(hintOf("steps", "7.5")).toBe("Give a whole number from 1 to 150.");
  });

  it("draws a random seed from the given source, inside the range of the slot", () => {
    const seed = getSlot(sample, "seed");
    expect(parseSlotText(seed, "random", { randomBits: () => 0xffff_ffff_ffff_ffffn })).toBe(0xffff_ffff_ffff_ffffn);
    const small = newSlot("seed", "seed", { min: 10, max: 19 });
    expect(parseSlotText(small, "random", { randomBits: () => 25n })).toBe(15n);
    expect(typeof parseSlotText(seed, "random")).toBe("bigint");
  });

  it("makes the path of a media slot absolute by the given rule", () => {
    const photo = getSlot(sample, "photo");
    expect(parseSlotText(photo, "cat.png", { resolvePath: (path) => `/here/${path}` })).toBe("/here/cat.png");
    expect(parseSlotText(photo, "/there/cat.png")).toBe("/there/cat.png");
  });
});
