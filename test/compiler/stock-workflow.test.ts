import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import { issueCodes } from "../../src/errors/issue-codes.ts";
import { slot, workflow } from "../../src/entry/authoring.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { applySlots } from "../../src/manifest/apply-slots.ts";
import { bindSlots } from "../../src/manifest/bind-slots.ts";
import { renderPrompt } from "../../src/prompt/prompt-text.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { graph, link, node } from "./graph-builder.ts";

const schema = await loadStockSchema();

// The workflow is written without the generated types.
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

/** A text-to-image workflow on the stock node types; `change` overwrites inputs of its KSampler. */
function textToImage(change: (outputs: Loose) => Record<string, unknown> = () => ({})): Graph {
  const definition = workflow("text_to_image", {
    slots: {
      prompt: slot.text({ default: "a lighthouse" }),
      seed: slot.seed(),
      steps: slot.int({ default: 20, max: 150 }),
    },
    build(comfy: Loose, { prompt, seed, steps }: Loose) {
      const loaded = comfy.CheckpointLoaderSimple({ ckpt_name: "v1-5.safetensors" });
      const samples = comfy.KSampler({
        model: loaded.MODEL,
        seed,
        steps,
        sampler_name: "euler",
        positive: comfy.CLIPTextEncode({ text: prompt, clip: loaded.CLIP }),
        negative: comfy.CLIPTextEncode({ text: "blurry", clip: loaded.CLIP }),
        latent_image: comfy.EmptyLatentImage({}),
        ...change(loaded),
      });
      return { image: comfy.SaveImage({ images: comfy.VAEDecode({ samples, vae: loaded.VAE }) }) };
    },
  } as Loose);
  return (definition as unknown as { toGraph(): Graph }).toGraph();
}

describe("a workflow on the stock node types", () => {
  it("compiles without an issue, though no list of files is known", () => {
    const { issues, manifest, sources } = compileGraph(textToImage(), schema);
    expect(issues).toEqual([]);
    expect(manifest.requires.models).toEqual([
      {
        folder: "checkpoints",
        file: "v1-5.safetensors",
        node: "CheckpointLoaderSimple",
        input: "ckpt_name",
        url: null,
      },
    ]);
    expect(manifest.requires.nodePacks).toEqual([]);
    expect(Object.values(sources).every(({ position }) => position?.file.endsWith("stock-workflow.test.ts"))).toBe(
      true,
    );
  });

  it("brings a seed of 2^64-1 into the bytes of the prompt", () => {
    const { prompt, manifest } = compileGraph(textToImage(), schema);
    const bound = bindSlots(manifest, { seed: "18446744073709551615" });
    expect(renderPrompt(applySlots(prompt, manifest, bound))).toContain('"seed": 18446744073709551615,');
  });

  it.each([
    {
      change: () => ({ sampler_name: "eular" }),
      code: "value_not_in_list",
      input: "sampler_name",
      hint: 'Did you mean "euler"?',
    },
    {
      change: () => ({ steps: 99_999 }),
      code: "value_bigger_than_max",
      input: "steps",
      hint: "Give a value inside the range.",
    },
    {
      change: (l: Loose) => ({ model: l.CLIP }),
      code: "return_type_mismatch",
      input: "model",
      hint: "Did you mean the output MODEL of CheckpointLoaderSimple?",
    },
    {
      change: (l: Loose) => ({ positive: l.VAE }),
      code: "return_type_mismatch",
      input: "positive",
      hint: "Link an output of type CONDITIONING.",
    },
    {
      change: (l: Loose) => ({ model: l.MODLE }),
      code: "unknown_output",
      input: "model",
      hint: 'Did you mean "MODEL"?',
    },
    { change: () => ({ sampler: "euler" }), code: "unknown_input", input: "sampler", hint: /^Did you mean/ },
    { change: () => ({ cfg: "high" }), code: "invalid_input_type", input: "cfg", hint: "Give a value of that type." },
  ])("reports $code at the line of the call, with something to do", ({ change, code, input, hint }) => {
    const errors = compileGraph(textToImage(change), schema).issues.filter((issue) => issue.severity === "error");
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code, input, node: "KSampler", classType: "KSampler" });
    expect(errors[0]!.hint).toMatch(hint);
    expect(errors[0]!.position).toMatchObject({
      line: expect.any(Number) as number,
      column: expect.any(Number) as number,
    });
  });

  it("reports a missing socket", () => {
    const nodes = [node("save", "SaveImage", {})];
    const { issues } = compileGraph(graph(nodes), schema);
    expect(issues[0]).toMatchObject({
      code: "required_input_missing",
      node: "save",
      input: "images",
      hint: 'Give "images" in the call: a socket of type IMAGE.',
    });
  });

  it("does not recurse along a chain of 20,000 nodes", () => {
    const nodes = Array.from({ length: 20_000 }, (_, at) =>
      at === 0 ? node("n0", "EmptyImage") : node(`n${at}`, "ImageInvert", { image: link(`n${at - 1}`) }),
    );
    const { issues } = compileGraph(graph([...nodes, node("save", "SaveImage", { images: link("n19999") })]), schema);
    expect(issues.map((issue) => issue.code)).toContain("chain_too_deep");
  });
});

describe("the table of issue codes", () => {
  it("says in one sentence what each code means, in ComfyUI's style", () => {
    for (const [code, { summary }] of Object.entries(issueCodes)) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });
});
