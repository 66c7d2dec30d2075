import {
  anyValue,
  slot,
  workflow,
  type ComboSocket,
  type FileSocket,
  type FloatSocket,
  type IntSocket,
  type Nodes,
  type SlotDefinition,
  type StringSocket,
} from "comfyc";
import type { ImageSocket } from "./.cache/nodes/sockets.js";

declare const comfy: Nodes;

// Facts of each kind.
slot.text({ label: "Prompt", group: "Text", order: 1, tooltip: "What to show.", multiline: true, default: "a house" });
slot.int({ default: 20, min: 1, max: 150, step: 1, unit: "steps" });
slot.float({ default: 7.5, min: 0 });
slot.bool({ default: true });
slot.seed({ default: 18446744073709551615n });
slot.choice({ options: ["draft", "final"], default: "final" });
slot.image({ default: "photo.png", renamedFrom: ["picture"] });
slot.model({ folder: "checkpoints", default: "a.safetensors" });
// @ts-expect-error a number slot has no text default
slot.int({ default: "20" });
// @ts-expect-error a float is no bigint
slot.float({ default: 7n });
// @ts-expect-error only texts have several lines
slot.int({ multiline: true });
// @ts-expect-error only models have a folder
slot.image({ folder: "input" });
// @ts-expect-error the default is none of the options
slot.choice({ options: ["draft", "final"], default: "finel" });
// @ts-expect-error a bool is no text
slot.bool({ default: "true" });
// @ts-expect-error there is no such fact
slot.text({ lable: "Prompt" });

// What a slot is inside `build`.
export const text: SlotDefinition<StringSocket> = slot.text();
export const seed: SlotDefinition<IntSocket> = slot.seed();
export const float: SlotDefinition<FloatSocket> = slot.float();
export const choice: SlotDefinition<ComboSocket<"a" | "b">> = slot.choice({ options: ["a", "b"] });
export const inherited: SlotDefinition<ComboSocket<never>> = slot.choice({ default: "euler" });
export const mesh: SlotDefinition<FileSocket> = slot.mesh();
// @ts-expect-error a float slot gives a FLOAT
export const notInt: SlotDefinition<IntSocket> = slot.float();

export default workflow("typed", {
  task: "image_generation",
  slots: {
    prompt: slot.text(),
    steps: slot.int(),
    cfg: slot.float(),
    photo: slot.image(),
    checkpoint: slot.model(),
    sampler: slot.choice({ options: ["euler", "ddim"] }),
    wrong_sampler: slot.choice({ options: ["euler", "eular"] }),
  },
  build(comfy, slots) {
    const { MODEL, CLIP } = comfy.CheckpointLoaderSimple({ ckpt_name: slots.checkpoint });
    // @ts-expect-error a file name is no picture
    comfy.ImageInvert({ image: slots.photo });
    // @ts-expect-error no such slot
    comfy.CLIPTextEncode({ clip: CLIP, text: slots.promt });
    // @ts-expect-error a slot has no text
    slots.prompt.toUpperCase();
    const positive = comfy.CLIPTextEncode({ clip: CLIP, text: slots.prompt });
    comfy.KSampler({
      model: MODEL,
      positive,
      negative: positive,
      latent_image: comfy.EmptyLatentImage(),
      steps: slots.steps,
      cfg: slots.cfg,
      sampler_name: slots.sampler,
      scheduler: "normal",
    });
    // @ts-expect-error a FLOAT slot cannot feed an INT
    comfy.EmptyLatentImage({ width: slots.cfg });
    // @ts-expect-error one of the options is not in the list
    comfy.KSamplerSelect({ sampler_name: slots.wrong_sampler });
    const { IMAGE } = comfy.LoadImage({ image: slots.photo });
    return { image: comfy.SaveImage({ images: IMAGE }) };
  },
});

// @ts-expect-error a slot is declared with slot.…
workflow("plain_value", { slots: { steps: 20 }, build: (comfy) => ({ image: comfy.EmptyLatentImage() }) });
// @ts-expect-error build returns outputs by name, not one node
workflow("bare_node", { build: (comfy) => comfy.EmptyLatentImage() });
// @ts-expect-error build is synchronous
workflow("promised", { build: async (comfy) => ({ latent: comfy.EmptyLatentImage() }) });
// @ts-expect-error a text is no output
workflow("text_output", { build: () => ({ image: "picture" }) });
// @ts-expect-error build is missing
workflow("no_build", { slots: {} });

// Escape hatches.
comfy.KSamplerSelect({ sampler_name: anyValue("my_sampler") });
// @ts-expect-error anyValue stands for a combo value only
comfy.EmptyLatentImage({ width: anyValue(512) });
const raw = comfy.$raw("MyNode", { whatever: 1 }, { id: "mine" });
export const whole: ImageSocket = raw;
export const named: ImageSocket = raw.PICTURE;
export const indexed: ImageSocket = raw[1];
export const missing: ImageSocket = comfy.$missing("GoneNode");
// @ts-expect-error a node type is a text
comfy.$raw(5);
