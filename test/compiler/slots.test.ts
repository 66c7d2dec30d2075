import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import type { Graph, GraphNode } from "../../src/graph/graph.ts";
import type { SlotDeclaration } from "../../src/manifest/slot-declaration.ts";
import { renderManifest } from "../../src/manifest/render-manifest.ts";
import { parseManifest } from "../../src/manifest/parse-manifest.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { renderPrompt, sha256 } from "../../src/prompt/prompt-text.ts";
import { graph, link, node, slotValue } from "./graph-builder.ts";
import { sampleSchema } from "./sample-schema.ts";

const source = () => node("source", "Source");
const wide = (inputs: Parameters<typeof node>[2] = {}) =>
  node("wide", "Wide", { image: link("source"), text: "", ...inputs });
const save = (from = "wide") => node("save", "Save", { images: link(from) });

function compile(nodes: GraphNode[], slots: SlotDeclaration[], facts: Partial<Graph> = {}) {
  return compileGraph(graph(nodes, { slots, ...facts }), sampleSchema);
}

/** One slot `s` that feeds `input` of a Wide node. */
function compileOne(input: string, slot: Omit<SlotDeclaration, "name">) {
  const fed = wide({ [input]: slotValue("s") });
  const result = compile([source(), fed, save()], [{ name: "s", ...slot }]);
  return { ...result, fed, slot: result.manifest.slots[0]!, codes: result.issues.map((issue) => issue.code) };
}

describe("the slots of a manifest", () => {
  it("take range, step and default from the widget", () => {
    const { slot, prompt, codes } = compileOne("size", { kind: "int" });
    expect(codes).toEqual([]);
    expect(slot).toEqual({
      name: "s",
      type: "INT",
      kind: "int",
      label: "S",
      group: null,
      order: 0,
      default: 64,
      min: 32,
      max: 256,
      step: 4,
      renamedFrom: [],
      targets: [{ node: "wide", input: "size" }],
    });
    expect(prompt["wide"]!.inputs["size"]).toBe(64);
    expect(Object.keys(prompt["wide"]!.inputs)[1]).toBe("size");
  });

  it("keep what the author says", () => {
    const { slot, prompt } = compileOne("strength", {
      kind: "float",
      label: "Strength",
      group: "Look",
      order: 7,
      tooltip: "How much",
      unit: "x",
      default: 0.5,
      min: 0.1,
      max: 1,
      step: 0.1,
      renamedFrom: ["power"],
    });
    expect(slot).toEqual({
      name: "s",
      type: "FLOAT",
      kind: "float",
      label: "Strength",
      group: "Look",
      order: 7,
      tooltip: "How much",
      unit: "x",
      default: 0.5,
      min: 0.1,
      max: 1,
      step: 0.1,
      renamedFrom: ["power"],
      targets: [{ node: "wide", input: "strength" }],
    });
    expect(prompt["wide"]!.inputs["strength"]).toBe(0.5);
  });

  it("stand in the order of their declaration, with labels in words", () => {
    const { manifest } = compile(
      [source(), wide({ text: slotValue("long_text"), size: slotValue("a") }), save()],
      [
        { name: "long_text", kind: "text" },
        { name: "a", kind: "int" },
      ],
    );
    expect(manifest.slots.map(({ name, order, label }) => [name, order, label])).toEqual([
      ["long_text", 0, "Long text"],
      ["a", 1, "A"],
    ]);
    expect(manifest.slots[0]!.multiline).toBe(true);
  });

  it("take the narrowest range of several targets, and bring the default into it", () => {
    const nodes = [node("source", "Source", { size: slotValue("s") }), wide({ size: slotValue("s") }), save()];
    const { manifest, issues } = compile(nodes, [{ name: "s", kind: "int" }]);
    expect(issues).toEqual([]);
    expect(manifest.slots[0]).toMatchObject({ min: 32, max: 128, step: 8, default: 64 });
    expect(manifest.slots[0]!.targets).toEqual([
      { node: "source", input: "size" },
      { node: "wide", input: "size" },
    ]);
  });

  it.each([
    {
      range: { min: 1 },
      message: 'Slot "s" has min 1, but size of Wide takes nothing below 32.',
      hint: /^Set min to 32/,
    },
    {
      range: { max: 9000 },
      message: 'Slot "s" has max 9000, but size of Wide takes nothing above 256.',
      hint: /^Set max to 256/,
    },
  ])("refuse a range wider than the widget's: $range", ({ range, message, hint }) => {
    const { issues, fed } = compileOne("size", { kind: "int", ...range });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "slot_range_too_wide", node: "wide", input: "size", message });
    expect(issues[0]!.hint).toMatch(hint);
    expect(issues[0]!.position).toEqual(fed.position);
  });

  it("hold 64-bit integers as decimal strings, exact", () => {
    const { slot, prompt } = compileOne("seed", { kind: "seed", default: 18446744073709551615n });
    expect(slot).toMatchObject({ default: "18446744073709551615", min: 0, max: "18446744073709551615" });
    expect(renderPrompt(prompt)).toContain('"seed": 18446744073709551615,');
    const { manifest } = compileOne("seed", { kind: "seed" });
    expect(parseManifest(parseJson(renderManifest(manifest)), "m")).toEqual(manifest);
  });

  it.each([
    {
      input: "size",
      slot: { kind: "int", default: 1 },
      message: /The default is wrong\. Slot "s": 1 is below the least value 32\./,
    },
    { input: "mode", slot: { kind: "choice", default: "sofd" }, message: /"sofd" is not one of the 2 options/ },
    { input: "on", slot: { kind: "bool", default: "yes" }, message: /"yes" is not true or false/ },
  ] as const)("refuse a default that is no value of the slot: $slot.default", ({ input, slot, message }) => {
    const { issues, fed } = compileOne(input, slot);
    expect(issues.map(({ code }) => code)).toEqual(["slot_default_invalid"]);
    expect(issues[0]!.message).toMatch(message);
    expect(issues[0]!.position).toEqual(fed.position);
  });

  it("take the options of a combo, or a part of them", () => {
    expect(compileOne("mode", { kind: "choice" }).slot).toMatchObject({ options: ["soft", "hard"], default: "soft" });
    const part = compileOne("mode", { kind: "choice", options: ["hard"] });
    expect(part.slot).toMatchObject({ options: ["hard"], default: "hard" });
    expect(part.codes).toEqual([]);
  });

  it("refuse an option that the combo does not have", () => {
    const { issues } = compileOne("mode", { kind: "choice", options: ["soft", "hrad"], default: "soft" });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "slot_range_too_wide", hint: 'Did you mean "hard"?' });
  });

  it.each([{}, { default: "soft" }])("refuse inputs that share no option, with $default as default", (facts) => {
    const nodes = [
      source(),
      wide({ mode: slotValue("s") }),
      node("dur", "Duration", { image: link("wide"), seconds: slotValue("s") }),
      save("dur"),
    ];
    const { issues } = compile(nodes, [{ name: "s", kind: "choice", ...facts }]);
    expect(issues).toMatchObject([
      {
        code: "slot_type_mismatch",
        node: "dur",
        input: "seconds",
        message: 'Slot "s" feeds mode of Wide and seconds of Duration, which share no option.',
      },
    ]);
  });

  it("keep numeric options numbers", () => {
    const nodes = [source(), node("wide", "Duration", { image: link("source"), seconds: slotValue("s") }), save()];
    const { manifest, prompt, issues } = compile(nodes, [{ name: "s", kind: "choice", options: ["10"] }]);
    expect(issues).toEqual([]);
    expect(manifest.slots[0]).toMatchObject({ options: [10], default: 10 });
    expect(prompt["wide"]!.inputs["seconds"]).toBe(10);
  });

  it.each([
    { input: "text", kind: "text", want: "" },
    { input: "note", kind: "text", want: "" },
    { input: "forced", kind: "text", want: "" },
    { input: "count", kind: "int", want: 3 },
    { input: "flag", kind: "bool", want: false },
  ] as const)(
    "have no default where the widget $input has none; the prompt still holds a value",
    ({ input, kind, want }) => {
      const { slot, prompt, codes } = compileOne(input, { kind });
      expect(codes).toEqual([]);
      expect(Object.keys(slot)).not.toContain("default");
      expect(prompt["wide"]!.inputs[input]).toBe(want);
    },
  );

  it.each([
    { input: "any", kind: "int" },
    { input: "any", kind: "text" },
    { input: "forced", kind: "text" },
    { input: "seed", kind: "int" },
    { input: "on", kind: "bool" },
  ] as const)("of kind $kind may feed $input", ({ input, kind }) => {
    expect(compileOne(input, { kind }).codes).toEqual([]);
  });

  it.each([
    {
      input: "size",
      kind: "float",
      message: 'Slot "s" is slot.float, but size of Wide takes a whole number.',
      hint: "Declare it with slot.int.",
    },
    { input: "size", kind: "text", message: /takes a whole number/, hint: "Declare it with slot.int." },
    { input: "text", kind: "choice", message: /takes a text/, hint: "Declare it with slot.text." },
    { input: "mode", kind: "text", message: /takes one of a list/, hint: "Declare it with slot.choice." },
    { input: "on", kind: "int", message: /takes true or false/, hint: "Declare it with slot.bool." },
    { input: "image", kind: "int", message: /takes a socket of type IMAGE/, hint: "Link the output of a node to it." },
    {
      input: "image",
      kind: "image",
      message: /takes a socket of type IMAGE, not a file name/,
      hint: "Load the file first: comfy.LoadImage({ image: slot }).",
    },
    {
      input: "mode",
      kind: "image",
      message: /takes one of a list, not a file name/,
      hint: "Declare it with slot.choice.",
    },
    {
      input: "mode",
      kind: "model",
      message: /takes one of a list, not a model file/,
      hint: "Declare it with slot.choice.",
    },
  ] as const)("of kind $kind may not feed $input", ({ input, kind, message, hint }) => {
    const { issues } = compileOne(input, { kind });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "slot_type_mismatch", node: "wide", input, hint });
    expect(issues[0]!.message).toMatch(message);
  });

  it.each([
    { name: "that feeds nothing", input: "size", slot: { kind: "int" }, code: "unused_slot" },
    { name: "with a wrong default", input: "size", slot: { kind: "int", default: 1 }, code: "slot_default_invalid" },
  ] as const)("$name is reported where it was declared", ({ input, slot, code }) => {
    const position = { file: "slots.ts", line: 7, column: 3 };
    const feeds = code === "unused_slot" ? {} : { [input]: slotValue("s") };
    const { issues, manifest } = compile([source(), wide(feeds), save()], [{ name: "s", ...slot, position }]);
    expect(issues).toMatchObject([{ code, position }]);
    expect(manifest.slots[0]).not.toHaveProperty("position");
  });

  it("that feed nothing are a warning that names slot and workflow", () => {
    const { issues, manifest } = compile([source(), save("source")], [{ name: "s", kind: "float" }]);
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["unused_slot", "warning"]]);
    expect(manifest.slots[0]!.targets).toEqual([]);
    expect(issues[0]!.message).toMatch(/^Slot "s" of workflow \w+ feeds nothing/);
  });

  it("that are not declared are an error with a suggestion", () => {
    const { issues } = compile([source(), wide({ size: slotValue("siz") }), save()], [{ name: "size", kind: "int" }]);
    expect(issues[0]).toMatchObject({ code: "unknown_slot", hint: 'Did you mean "size"?' });
  });

  it("take every whole number of the declared range as default, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (value) => {
        const { codes } = compileOne("size", { kind: "int", min: 40, max: 200, default: value });
        const fits = value >= 40 && value <= 200;
        if (fits) expect(codes).not.toContain("slot_default_invalid");
        else expect(codes).toContain("slot_default_invalid");
      }),
    );
  });
});

describe("file slots", () => {
  const load = (type: string, input: string) => [
    node("load", type, { [input]: slotValue("f") }),
    node("end", "Wide", { any: link("load"), image: link("source"), text: "" }),
    source(),
    save("end"),
  ];

  it("of kind image stand for a placeholder until a run gives the file", () => {
    const { manifest, prompt, issues } = compile(load("LoadPicture", "image"), [{ name: "f", kind: "image" }]);
    expect(issues).toEqual([]);
    expect(manifest.slots[0]).toMatchObject({ type: "FILE", kind: "image" });
    expect(Object.keys(manifest.slots[0]!)).not.toContain("default");
    expect(prompt["load"]!.inputs["image"]).toBe("example.png");
  });

  it("keep the server's file name that the author gives", () => {
    const { manifest, prompt } = compile(load("LoadPicture", "image"), [
      { name: "f", kind: "image", default: "cat.png" },
    ]);
    expect(manifest.slots[0]!.default).toBe("cat.png");
    expect(prompt["load"]!.inputs["image"]).toBe("cat.png");
  });

  it("of kind model carry the folder, never the list of one server", () => {
    const { manifest, issues } = compile(load("LoadModel", "ckpt_name"), [
      { name: "f", kind: "model", default: "mine.safetensors" },
    ]);
    expect(issues.filter((issue) => issue.severity === "error")).toEqual([]);
    expect(manifest.slots[0]).toMatchObject({ kind: "model", folder: "checkpoints", default: "mine.safetensors" });
    expect(Object.keys(manifest.slots[0]!)).not.toContain("options");
    expect(manifest.requires.models).toEqual([
      { folder: "checkpoints", file: "mine.safetensors", node: "load", input: "ckpt_name", url: null },
    ]);
  });

  it("of kind model without a default require nothing yet", () => {
    const { manifest, issues } = compile(load("LoadModel", "ckpt_name"), [{ name: "f", kind: "model" }]);
    expect(issues).toEqual([]);
    expect(manifest.requires.models).toEqual([]);
  });

  it.each([
    {
      type: "LoadSound",
      input: "audio",
      kind: "image",
      message: /takes a file \(audio\)/,
      hint: "Declare it with slot.audio.",
    },
    {
      type: "LoadPicture",
      input: "image",
      kind: "model",
      message: /takes a file \(image\), not a model file/,
      hint: /slot\.image/,
    },
    {
      type: "LoadModel",
      input: "ckpt_name",
      kind: "image",
      message: /takes a model file of the folder checkpoints, not a file name/,
      hint: "Declare it with slot.model.",
    },
    { type: "LoadModel", input: "ckpt_name", kind: "choice", message: undefined, hint: undefined },
  ] as const)("of kind $kind into $input", ({ type, input, kind, message, hint }) => {
    const { issues } = compile(load(type, input), [{ name: "f", kind }]);
    if (message === undefined) return expect(issues).toEqual([]);
    expect(issues[0]!.code).toBe("slot_type_mismatch");
    expect(issues[0]!.message).toMatch(message);
    return expect(issues[0]!.hint).toMatch(hint);
  });

  it("of kind model of another folder are refused", () => {
    const { issues } = compile(load("LoadModel", "ckpt_name"), [{ name: "f", kind: "model", folder: "loras" }]);
    expect(issues[0]!.message).toMatch(/the folder checkpoints, not of loras/);
  });
});

describe("a manifest", () => {
  it("holds the hash of the exact bytes of the prompt, and the packs that are not ComfyUI's own", () => {
    const { manifest, prompt } = compile([source(), save("source")], [], { task: "test", description: "One." });
    expect(manifest.promptSha256).toBe(sha256(renderPrompt(prompt)));
    expect(manifest.schemaSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(manifest).toMatchObject({
      name: "sample",
      version: "1.0.0",
      task: "test",
      description: "One.",
      comfycVersion: "unknown",
    });
    expect(manifest.requires).toEqual({ comfyui: null, nodePacks: ["test-pack"], models: [] });
  });

  it("names the version that made it", () => {
    const { manifest } = compileGraph(graph([source(), save("source")]), sampleSchema, { comfycVersion: "9.9.9" });
    expect(manifest.comfycVersion).toBe("9.9.9");
  });

  it("names the outputs that the author returned", () => {
    const { manifest } = compile([source(), save("source")], [], { outputs: [{ name: "picture", node: "save" }] });
    expect(manifest.outputs).toEqual([{ name: "picture", node: "save", kind: "image" }]);
  });

  it("names every output node by its id where the author returned none", () => {
    expect(compile([source(), save("source")], []).manifest.outputs).toEqual([
      { name: "save", node: "save", kind: "image" },
    ]);
  });

  it.each([
    { node: "source", message: 'The workflow returns "x", but Source saves and shows nothing.' },
    { node: "nobody", message: 'The workflow returns "x", but "nobody" saves and shows nothing.' },
  ])("refuses the output $node, which saves nothing", ({ node, message }) => {
    const { issues } = compile([source(), save("source")], [], { outputs: [{ name: "x", node }] });
    expect(issues[0]).toMatchObject({
      code: "output_not_saved",
      message,
      hint: "Return a node that saves: x: comfy.SaveImage({ images: … }).",
    });
  });

  it("that saves nothing is the one issue where nothing else does", () => {
    const { issues } = compile([source()], [], { outputs: [{ name: "x", node: "source" }] });
    expect(issues.map(({ code }) => code)).toEqual(["output_not_saved"]);
  });

  it("of a workflow that saves nothing comes with an issue", () => {
    const { issues } = compile([source()], []);
    expect(issues.map((issue) => issue.code)).toContain("prompt_no_outputs");
    expect(issues[0]!.position).toEqual({ file: "workflow.ts", line: 1, column: 1 });
  });
});
