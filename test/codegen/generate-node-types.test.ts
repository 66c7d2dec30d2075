import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { sharedFolder } from "../shared-folder.ts";
import { typeCheck } from "./type-check.ts";

const golden = path.resolve(import.meta.dirname, "../golden/codegen");
const cases = readdirSync(golden);

function generate(file: string): Map<string, string> {
  return generateNodeTypes(parseObjectInfo(parseJson(readFileSync(file, "utf8"))));
}

function readFolder(folder: string): Map<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeFile(path.join(folder, name), text);
}

describe("generateNodeTypes", () => {
  it.each(cases)("writes the golden files of %s", async (name) => {
    const want = path.join(golden, name, "want");
    const got = generate(path.join(golden, name, "object_info.json"));
    if (process.env["UPDATE_GOLDEN"] === "1") await writeFolder(want, got);
    expect(Object.fromEntries(got)).toEqual(Object.fromEntries(readFolder(want)));
  });

  it("writes golden files that tsc accepts, each case alone", async () => {
    for (const name of cases) {
      expect(await typeCheck(generate(path.join(golden, name, "object_info.json")), {}), name).toEqual([]);
    }
  });

  it("writes the stock schema so that tsc accepts it", async () => {
    expect(await typeCheck(generateNodeTypes(await loadStockSchema()), {})).toEqual([]);
  });

  it.skipIf(sharedFolder === undefined)("writes a full object_info so that tsc accepts it", async () => {
    expect(await typeCheck(generate(`${sharedFolder}/verdicts/object_info.json`), {})).toEqual([]);
  });

  it("gives the same text whatever the order of the entries", async () => {
    const schema = await loadStockSchema();
    const reversed = { ...schema, nodeTypes: new Map([...schema.nodeTypes].toReversed()) };
    expect([...generateNodeTypes(reversed)]).toEqual([...generateNodeTypes(schema)]);
  });

  it("names a combo alike whatever else is installed", async () => {
    const schema = await loadStockSchema();
    const few = { ...schema, nodeTypes: new Map([["KSampler", schema.nodeTypes.get("KSampler")!]]) };
    const [alias] = /SamplerName_[0-9a-f]{6}/.exec(generateNodeTypes(few).get("combos.d.ts")!)!;
    expect(generateNodeTypes(schema).get("combos.d.ts")).toContain(`export type ${alias} =`);
  });
});

describe("the generated types", () => {
  const correct = `
    import type { Nodes, IntSocket, FileSocket, ComboSocket } from "comfyc";
    declare const comfy: Nodes;
    declare const steps: IntSocket; declare const file: FileSocket; declare const any: ComboSocket<never>;
    const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: file });
    const text = comfy.CLIPTextEncode({ text: "a", clip: CLIP }, { id: "positive", title: "Positive" });
    const samples = comfy.KSampler({ model: MODEL, seed: 18446744073709551615n, steps, sampler_name: any,
      scheduler: "normal", positive: text, negative: text, latent_image: comfy.EmptyLatentImage() });
    const image = comfy.VAEDecode({ samples, vae: VAE });
    const either = comfy.ComfySwitchNode({ switch: true, on_false: image, on_true: comfy.LoadImage({ image: "x" }).IMAGE });
    const big = comfy.ResizeImageMaskNode({ input: either, resize_type: { key: "scale by multiplier", multiplier: 2 }, scale_method: "area" });
    comfy.SaveImage({ images: comfy.BatchImagesNode({ images: [big, image] }) });
    comfy.SaveImage({ images: comfy.BatchImagesNode({ images: { image0: big, image1: image.IMAGE } }) });
    comfy.PreviewAny({ source: samples.LATENT });
    comfy["Epsilon Scaling"]({ model: MODEL });
    comfy.ModelMergeSD1({ model1: MODEL, model2: MODEL, "input_blocks.0.": 0.5 });`;

  const wrong: readonly (readonly [string, RegExp])[] = [
    [`text.CONDITIONING satisfies string`, /'ConditioningSocket' does not satisfy the expected type 'string'/],
    [`comfy.CLIPTextEncode({ text: "a", clip: MODEL })`, /Type 'ModelSocket' is not assignable to type 'ClipSocket'/],
    [`comfy.CLIPTextEncode({ text: 5, clip: CLIP })`, /Type 'number' is not assignable/],
    [`comfy.CLIPTextEncode({ text: "a" })`, /Property 'clip' is missing/],
    [`comfy.CLIPTextEncode({ text: "a", clip: CLIP, cilp: CLIP })`, /'cilp' does not exist/],
    [`comfy.KSamplerSelect({ sampler_name: "eular" })`, /'"eular"' is not assignable.*Did you mean '"euler"'\?/],
    [`comfy.SaveImage({ images: file })`, /Type 'FileSocket' is not assignable to type 'ImageSocket'/],
    [`comfy.VAEDecode({ samples: either, vae: VAE })`, /is not assignable to type 'LatentSocket'/],
    [`comfy.ComfySwitchNode({ switch: true, on_false: MODEL, on_true: CLIP })`, /'ClipSocket' is not assignable/],
    [
      `comfy.ResizeImageMaskNode({ input: MODEL, resize_type: { key: "match size", match: image }, scale_method: "area" })`,
      /'ModelSocket' is not/,
    ],
    [
      `comfy.ResizeImageMaskNode({ input: image, resize_type: { key: "scale width", multiplier: 2 }, scale_method: "area" })`,
      /'multiplier' does not exist/,
    ],
    [`comfy.BatchImagesNode({ images: { imag0: image } })`, /'imag0' does not exist/],
    [`comfy.BatchImagesNode({ images: [MODEL] })`, /'ModelSocket' is not assignable to type 'ImageSocket'/],
  ];

  it("accept a correct workflow", async () => {
    expect(await typeCheck(generateNodeTypes(await loadStockSchema()), { "use.ts": correct })).toEqual([]);
  });

  it("name what is wrong in one error each", async () => {
    const lines = wrong.map(([line]) => `${line};`).join("\n");
    const errors = await typeCheck(generateNodeTypes(await loadStockSchema()), { "use.ts": `${correct}\n${lines}` });
    const first = correct.split("\n").length + 1;
    wrong.forEach(([line, message], index) => {
      const found = errors.filter((error) => error.includes(`use.ts(${first + index},`));
      expect(found, line).toEqual([expect.stringMatching(message)]);
    });
    expect(errors).toHaveLength(wrong.length);
  });
});
