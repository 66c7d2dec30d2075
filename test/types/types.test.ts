import { beforeAll, describe, expect, test } from "vitest";
import { checkText, runTsc, writeNodeTypes } from "./run-tsc.ts";

beforeAll(writeNodeTypes);

test("every type test holds: what must be accepted is, what must be refused is", () => {
  expect(runTsc("tsconfig.json")).toBe("");
});

const head = `import { slot, workflow, type Nodes } from "comfyc";
declare const comfy: Nodes;
const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: "a.safetensors" });
const text = comfy.CLIPTextEncode({ clip: CLIP, text: "" });
`;

function sampler(wrong: string): string {
  return `comfy.KSampler({ model: MODEL, positive: text, negative: text, latent_image: comfy.EmptyLatentImage(), sampler_name: "euler", scheduler: "normal", ${wrong} });`;
}

describe("a mistake is one diagnostic that names it", () => {
  const cases: { name: string; code: string; want: RegExp }[] = [
    {
      name: "a wrong socket names both sockets",
      code: `comfy.CLIPTextEncode({ clip: MODEL, text: "" });`,
      want: /error TS2322: Type 'ModelSocket' is not assignable to type 'ClipSocket'\.\n {2}Type '"MODEL"' is not assignable to type '"CLIP"'\./,
    },
    {
      name: "a node of a wrong output names its socket",
      code: `comfy.VAEDecode({ samples: MODEL, vae: VAE });`,
      want: /error TS2322: Type 'ModelSocket' is not assignable to type 'LatentSocket'\./,
    },
    {
      name: "a misspelt option of a combo suggests the right one",
      code: `comfy.KSamplerSelect({ sampler_name: "eular" });`,
      want: /error TS2820: Type '"eular"' is not assignable to type '.*SamplerName_[0-9a-f]{6}.*'\. Did you mean '"euler"'\?/,
    },
    {
      name: "an option that is like none names the list",
      code: `comfy.KSamplerSelect({ sampler_name: "quantum" });`,
      want: /error TS2322: Type '"quantum"' is not assignable to type '.*SamplerName_[0-9a-f]{6}.*'\./,
    },
    {
      name: "a misspelt input suggests the right one",
      code: `comfy.EmptyLatentImage({ widht: 512 });`,
      want: /error TS2561: .*'widht' does not exist in type 'EmptyLatentImageInputs'\. Did you mean to write 'width'\?/,
    },
    {
      name: "a misspelt node type suggests the right one",
      code: `comfy.EmptyLatentImag({});`,
      want: /error TS2551: Property 'EmptyLatentImag' does not exist on type 'Nodes'\. Did you mean 'EmptyLatentImage'\?/,
    },
    {
      name: "a missing required input is named",
      code: `comfy.VAEDecode({ vae: VAE });`,
      want: /error TS2741: Property 'samples' is missing in type .* but required in type 'VAEDecodeInputs'\./,
    },
    {
      name: "a misspelt default of a choice suggests the right one",
      code: `slot.choice({ options: ["draft", "final"], default: "finel" });`,
      want: /error TS2820: Type '"finel"' is not assignable to type '"draft" \| "final".*'\. Did you mean '"final"'\?/,
    },
  ];
  test.each(cases)("$name", ({ name, code, want }) => {
    const said = checkText(name.replaceAll(/\W+/g, "-"), `${head}${code}\n`);
    expect(said).toMatch(want);
    expect(said.match(/error TS/g)).toHaveLength(1);
  });

  const slotCases: { name: string; slots: string; code: string; want: RegExp }[] = [
    {
      name: "a slot of the wrong type names both types",
      slots: `steps: slot.float()`,
      code: sampler("steps: slots.steps"),
      want: /error TS2322: Type 'FloatSocket' is not assignable to type 'number \| IntSocket/,
    },
    {
      name: "an image slot is a file, not a picture",
      slots: `photo: slot.image()`,
      code: `comfy.ImageInvert({ image: slots.photo });`,
      want: /error TS2322: Type 'FileSocket' is not assignable to type 'ImageSocket'\.\n {2}Type '"FILE"' is not assignable to type '"IMAGE"'\./,
    },
    {
      name: "a misspelt slot suggests the right one",
      slots: `prompt: slot.text()`,
      code: `comfy.CLIPTextEncode({ clip: CLIP, text: slots.promt });`,
      want: /error TS2551: Property 'promt' does not exist on type .*Did you mean 'prompt'\?/,
    },
  ];
  test.each(slotCases)("$name", ({ name, slots, code, want }) => {
    const body = `build(comfy, slots) { ${code} return { latent: comfy.EmptyLatentImage() }; }`;
    const said = checkText(name.replaceAll(/\W+/g, "-"), `${head}workflow("w", { slots: { ${slots} }, ${body} });\n`);
    expect(said).toMatch(want);
    expect(said.match(/error TS/g)).toHaveLength(1);
  });
});
