import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComfycError } from "../../src/errors/comfyc-error.ts";
import { JsonFloat } from "../../src/json/json-value.ts";
import { applySlots } from "../../src/manifest/apply-slots.ts";
import { bindSlots, withUploaded } from "../../src/manifest/bind-slots.ts";
import type { Prompt } from "../../src/prompt/prompt.ts";
import { renderPrompt } from "../../src/prompt/prompt-text.ts";
import { newManifest, newSlot, sample } from "./sample-manifest.ts";

const photo = resolve("/pictures/cat.png");

function failure(run: () => unknown): ComfycError {
  try {
    run();
  } catch (error) {
    if (ComfycError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("bindSlots", () => {
  it("fills in every default", () => {
    expect(bindSlots(sample, {})).toEqual({
      values: {
        prompt: "a cat",
        seed: 0,
        steps: 20,
        cfg: 7,
        tiled: false,
        sampler_name: "euler",
        duration: 5,
        model: "a.safetensors",
        photo: "example.png",
      },
      uploads: [],
      notes: [],
    });
  });

  it.each([
    { slot: "prompt", given: "", want: "" },
    { slot: "seed", given: 7, want: 7 },
    { slot: "seed", given: "18446744073709551615", want: 18446744073709551615n },
    { slot: "seed", given: 18446744073709551615n, want: 18446744073709551615n },
    { slot: "seed", given: 9007199254740993n, want: 9007199254740993n },
    { slot: "seed", given: "42", want: 42 },
    { slot: "steps", given: 7.0, want: 7 },
    { slot: "steps", given: new JsonFloat(7), want: 7 },
    { slot: "steps", given: 8n, want: 8 },
    { slot: "steps", given: 1, want: 1 },
    { slot: "steps", given: 150, want: 150 },
    { slot: "cfg", given: 7.5, want: 7.5 },
    { slot: "cfg", given: new JsonFloat(8), want: 8 },
    { slot: "cfg", given: 8n, want: 8 },
    { slot: "tiled", given: true, want: true },
    { slot: "sampler_name", given: "heun", want: "heun" },
    { slot: "duration", given: 10, want: 10 },
    { slot: "duration", given: new JsonFloat(10), want: 10 },
    { slot: "model", given: "sub/b.safetensors", want: "sub/b.safetensors" },
    { slot: "photo", given: { server: "cat.png [output]" }, want: "cat.png [output]" },
  ])("$slot takes $given", ({ slot, given, want }) => {
    expect(bindSlots(sample, { [slot]: given }).values[slot]).toStrictEqual(want);
  });

  const hints = {
    prompt: "Give a string.",
    seed: /^Give (a whole number|a value) from 0 to 18446744073709551615\.|^Give integers beyond 9007199254740991/,
    steps: /^Give (a whole number|a value) from 1 to 150\.$/,
    cfg: /^Give (a number|a value) from 0 to 100\.$/,
    tiled: "Give true or false.",
    sampler_name: /^(Did you mean "euler"\? )?Options: "euler", /,
    duration: /^(Did you mean .*\? )?Options: 5, 10\.$/,
    model: /^Give the name as the server lists it/,
    photo: 'Give an absolute path, or { "server": "name [input]" } for a file that the server already has.',
  };

  it.each([
    { slot: "prompt", given: 5, message: 'Slot "prompt": 5 is not a text.' },
    { slot: "seed", given: -1, message: 'Slot "seed": -1 is below the least value 0.' },
    { slot: "seed", given: "18446744073709551616", message: /above the greatest value 18446744073709551615/ },
    { slot: "seed", given: 1.8446744073709552e19, message: /is too large for an exact number/ },
    { slot: "seed", given: "random", message: 'Slot "seed": "random" is not a whole number.' },
    { slot: "steps", given: 7.5, message: 'Slot "steps": 7.5 is not a whole number.' },
    { slot: "steps", given: true, message: 'Slot "steps": true is not a whole number.' },
    { slot: "steps", given: "20", message: 'Slot "steps": "20" is not a whole number.' },
    { slot: "steps", given: Number.NaN, message: 'Slot "steps": NaN is not a whole number.' },
    { slot: "steps", given: Infinity, message: 'Slot "steps": Infinity is not a whole number.' },
    { slot: "steps", given: 0, message: 'Slot "steps": 0 is below the least value 1.' },
    { slot: "steps", given: 99_999, message: 'Slot "steps": 99999 is above the greatest value 150.' },
    { slot: "steps", given: null, message: 'Slot "steps": null is not a whole number.' },
    { slot: "steps", given: [5], message: 'Slot "steps": [5] is not a whole number.' },
    { slot: "cfg", given: "7", message: 'Slot "cfg": "7" is not a number.' },
    { slot: "cfg", given: false, message: 'Slot "cfg": false is not a number.' },
    { slot: "cfg", given: Number.NaN, message: 'Slot "cfg": NaN is not a number.' },
    { slot: "cfg", given: Infinity, message: 'Slot "cfg": Infinity is not a number.' },
    { slot: "cfg", given: 100.5, message: 'Slot "cfg": 100.5 is above the greatest value 100.' },
    { slot: "tiled", given: 1, message: 'Slot "tiled": 1 is not true or false.' },
    { slot: "tiled", given: "true", message: 'Slot "tiled": "true" is not true or false.' },
    {
      slot: "sampler_name",
      given: "eular",
      message: 'Slot "sampler_name": "eular" is not one of the 3 options.',
    },
    { slot: "sampler_name", given: 5, message: /5 is not one of the 3 options/ },
    { slot: "duration", given: "5", message: 'Slot "duration": "5" is not one of the 2 options.' },
    { slot: "model", given: "", message: 'Slot "model": "" is not the name of a model file.' },
    { slot: "photo", given: "cat.png", message: 'Slot "photo": "cat.png" is not an absolute path.' },
    { slot: "photo", given: {}, message: 'Slot "photo": {} is not an image file.' },
    { slot: "photo", given: { server: 5 }, message: /is not an image file/ },
    { slot: "photo", given: () => 0, message: /function is not an image file/ },
  ])("$slot refuses $given", ({ slot, given, message }) => {
    const error = failure(() => bindSlots(sample, { [slot]: given }));
    expect(error.code).toBe("bad_slot_value");
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hints[slot as keyof typeof hints]);
    expect(error.details).toEqual({ slot });
  });

  it.each([
    { facts: { min: 3 }, hint: "Give a value of at least 3." },
    { facts: { max: 1 }, hint: "Give a value of at most 1." },
    { facts: { min: 3, max: 5 }, hint: "Give a value from 3 to 5." },
  ])("says what the range is: $facts", ({ facts, hint }) => {
    const manifest = newManifest([newSlot("s", "int", facts)]);
    expect(failure(() => bindSlots(manifest, { s: 2 })).hint).toBe(hint);
    expect(failure(() => bindSlots(manifest, { s: "x" })).hint).toBe(hint.replace("a value", "a whole number"));
  });

  it("shortens a value that is too long to show", () => {
    expect(failure(() => bindSlots(sample, { steps: "x".repeat(500) })).message.length).toBeLessThan(150);
    expect(failure(() => bindSlots(sample, { steps: { deep: [1n] } })).message).toContain('{"deep":["1"]}');
  });

  it("suggests the option that was meant", () => {
    expect(failure(() => bindSlots(sample, { sampler_name: "eular" })).hint).toBe(
      'Did you mean "euler"? Options: "euler", "heun", "ddim".',
    );
  });

  it("lists at most 20 options", () => {
    const options = Array.from({ length: 30 }, (_, index) => `option_${index}`);
    const manifest = newManifest([newSlot("many", "choice", { options })]);
    expect(failure(() => bindSlots(manifest, { many: "zzz" })).hint).toMatch(/"option_19" and 10 more/);
  });

  it("takes any text for a choice whose options nobody knows", () => {
    const manifest = newManifest([newSlot("file", "choice")]);
    expect(bindSlots(manifest, { file: "x.latent" }).values).toEqual({ file: "x.latent" });
    expect(failure(() => bindSlots(manifest, { file: 5 })).message).toBe('Slot "file": 5 is not a text.');
  });

  it("lists the files to upload, and leaves their values open until they are there", () => {
    const bound = bindSlots(sample, { photo });
    expect(bound.uploads).toEqual([{ slot: "photo", kind: "image", path: photo }]);
    expect(Object.keys(bound.values)).not.toContain("photo");
    const uploaded = withUploaded(bound, { photo: "comfyc/cat.png" });
    expect(uploaded.values["photo"]).toBe("comfyc/cat.png");
    expect(uploaded.uploads).toEqual([]);
  });

  it("suggests the slot that was meant", () => {
    const error = failure(() => bindSlots(sample, { step: 5 }));
    expect(error.code).toBe("unknown_slot");
    expect(error.message).toBe('Workflow "sample" has no slot "step".');
    expect(error.hint).toMatch(/^Did you mean "steps"\? Its slots: "prompt", /);
    expect(failure(() => bindSlots(newManifest([]), { x: 1 })).hint).toBe("It has no slots.");
  });

  it("takes an old name of a slot, and says so", () => {
    const bound = bindSlots(sample, { sampler: "ddim" });
    expect(bound.values["sampler_name"]).toBe("ddim");
    expect(bound.notes).toEqual(['Slot "sampler" is now called "sampler_name".']);
  });

  it("refuses the old and the new name of one slot together", () => {
    const error = failure(() => bindSlots(sample, { sampler: "ddim", sampler_name: "heun" }));
    expect(error.code).toBe("bad_slot_value");
  });

  it.each([
    { kind: "image", want: "Photo: give the path of a file (image)." },
    { kind: "mask", want: "Photo: give the path of a mask image." },
    { kind: "model", want: "Photo: give the name of a model file." },
    { kind: "text", want: "Photo: give a text." },
    { kind: "bool", want: "Photo: give true or false." },
  ] as const)("asks for the value of a $kind slot without a default", ({ kind, want }) => {
    const error = failure(() =>
      bindSlots(newManifest([newSlot("photo", kind, { label: "Photo" })]), { photo: undefined }),
    );
    expect(error.code).toBe("missing_slot_value");
    expect(error.hint).toBe(want);
    expect(error.details).toEqual({ slot: "photo" });
  });

  it("names the options of a choice without a default", () => {
    const manifest = newManifest([newSlot("style", "choice", { options: ["ink", "oil"] })]);
    expect(failure(() => bindSlots(manifest, {})).hint).toBe('style: give one of "ink", "oil".');
  });

  it("keeps every 64-bit seed exact, as text and as bigint, up to the bytes of the prompt", () => {
    const prompt: Prompt = { Sampler: { class_type: "KSampler", inputs: { seed: 0 } } };
    const manifest = newManifest([sample.slots[1]!]);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), fc.boolean(), (seed, asText) => {
        const bound = bindSlots(manifest, { seed: asText ? seed.toString() : seed });
        expect(renderPrompt(applySlots(prompt, manifest, bound))).toContain(`"seed": ${seed}\n`);
      }),
    );
  });

  it("takes exactly the whole numbers of the range", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -200, max: 400 }), fc.double()), (steps) => {
        const fits = Number.isInteger(steps) && steps >= 1 && steps <= 150;
        if (fits) expect(bindSlots(sample, { steps }).values["steps"]).toBe(steps);
        else expect(failure(() => bindSlots(sample, { steps })).code).toBe("bad_slot_value");
      }),
    );
  });

  it("reads the 64-bit default of a manifest exactly", () => {
    const manifest = newManifest([newSlot("seed", "seed", { default: "18446744073709551615" })]);
    expect(bindSlots(manifest, {}).values).toEqual({ seed: 18446744073709551615n });
  });
});

describe("applySlots", () => {
  const prompt: Prompt = {
    Text: { class_type: "CLIPTextEncode", inputs: { text: "old", clip: ["Loader", 1] } },
    Other: { class_type: "SaveImage", inputs: {} },
  };
  const manifest = newManifest([newSlot("prompt", "text", { targets: [{ node: "Text", input: "text" }] })]);

  it("writes the targets and leaves the original alone", () => {
    const result = applySlots(prompt, manifest, bindSlots(manifest, { prompt: "new" }));
    expect(result["Text"]!.inputs).toEqual({ text: "new", clip: ["Loader", 1] });
    expect(Object.keys(result["Text"]!.inputs)).toEqual(["text", "clip"]);
    expect(prompt["Text"]!.inputs["text"]).toBe("old");
    expect(result["Other"]).toBe(prompt["Other"]);
  });

  it("refuses a manifest of another prompt", () => {
    const error = failure(() => applySlots({}, manifest, bindSlots(manifest, { prompt: "new" })));
    expect(error.code).toBe("invalid_manifest");
    expect(error.message).toContain('"Text"');
  });

  it("refuses files that are not uploaded", () => {
    const media = newManifest([newSlot("photo", "image")]);
    expect(failure(() => applySlots({}, media, bindSlots(media, { photo }))).code).toBe("internal");
  });
});

describe("several wrong values", () => {
  it("are all told, the first as the error", () => {
    const manifest = newManifest([...sample.slots, newSlot("mask", "mask")]);
    const error = failure(() => bindSlots(manifest, { steps: 0, promt: "x", cfg: "7", seed: 3 }));
    expect(error).toMatchObject({ code: "unknown_slot", details: { slot: "promt" } });
    expect(error.message).toBe('Workflow "sample" has no slot "promt" (and 3 more).');
    expect(error.issues.map(({ code, details, hint }) => [code, details?.["slot"], hint])).toEqual([
      ["unknown_slot", "promt", expect.stringContaining('Did you mean "prompt"?')],
      ["bad_slot_value", "steps", "Give a value from 1 to 150."],
      ["bad_slot_value", "cfg", "Give a number from 0 to 100."],
      ["missing_slot_value", "mask", expect.stringContaining("mask image")],
    ]);
  });

  it("leave one alone as it is", () => {
    expect(failure(() => bindSlots(sample, { steps: 0 })).issues).toEqual([]);
  });
});

describe("a slot that feeds nothing", () => {
  const note = 'Slot "idle" feeds nothing: a value for it changes nothing.';
  it.each([
    { what: "is not demanded", facts: {}, given: {}, values: {}, notes: [note] },
    { what: "is checked all the same", facts: {}, given: { idle: 3 }, values: { idle: 3 }, notes: [note] },
    { what: "keeps its default in silence", facts: { default: 5 }, given: {}, values: { idle: 5 }, notes: [] },
  ])("$what", ({ facts, given, values, notes }) => {
    const manifest = newManifest([newSlot("idle", "int", { ...facts, targets: [] })]);
    const bound = bindSlots(manifest, given);
    expect(bound).toMatchObject({ values, notes });
    expect(applySlots({}, manifest, bound)).toEqual({});
    expect(() => bindSlots(manifest, { idle: "x" })).toThrow("is not a whole number");
  });

  it("is one that switches no piece either", () => {
    const edits = [{ slot: "idle", equals: false, remove: [], bypass: {} }];
    expect(() => bindSlots(newManifest([newSlot("idle", "bool", { targets: [] })], { edits }), {})).toThrow(
      "needs a value",
    );
  });
});

describe("a whole number off the step of its slot", () => {
  it.each([
    { facts: { min: 9, max: 257, step: 8, default: 97 }, value: 30, nearest: "values are 25 and 33" },
    { facts: { min: 9, max: 257, step: 8 }, value: 30, nearest: "values are 25 and 33" },
    { facts: { min: 9, max: 31, step: 8 }, value: 30, nearest: "value is 25" },
    { facts: { step: 64 }, value: -30, nearest: "values are -64 and 0" },
    {
      facts: { max: "18446744073709551615", step: 8 },
      value: 9007199254740993n,
      nearest: "values are 9007199254740992 and 9007199254741000",
    },
  ])("$value of $facts: the nearest $nearest", ({ facts, value, nearest }) => {
    const { values, notes } = bindSlots(newManifest([newSlot("frames", "int", facts)]), { frames: value });
    expect(values).toEqual({ frames: value });
    expect(notes).toEqual([
      `Slot "frames" is ${value}, but the model works in steps of ${facts.step}: the nearest ${nearest}.`,
    ]);
  });

  it.each([
    { kind: "int", facts: { min: 9, step: 8, default: 97 }, value: 33 },
    // An author's default may stand off the range, and both rows are right.
    { kind: "int", facts: { min: 1, step: 8, default: 64 }, value: 9 },
    { kind: "int", facts: { min: 1, step: 8, default: 64 }, value: 72 },
    { kind: "int", facts: { min: 0, step: 1 }, value: 7 },
    { kind: "float", facts: { min: 0, step: 0.1, default: 7 }, value: 7.25 },
    { kind: "seed", facts: { min: 0, step: 2 }, value: 3 },
  ] as const)("not: $value of a $kind $facts", ({ kind, facts, value }) => {
    expect(bindSlots(newManifest([newSlot("frames", kind, facts)]), { frames: value }).notes).toEqual([]);
  });
});
