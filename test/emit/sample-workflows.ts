import { group } from "../../src/dsl/group.ts";
import { note } from "../../src/dsl/note.ts";
import { slot } from "../../src/dsl/slot.ts";
import { socket } from "../../src/dsl/socket.ts";
import { subgraph } from "../../src/dsl/subgraph.ts";
import { workflow } from "../../src/dsl/workflow.ts";
import { when } from "../../src/dsl/branch.ts";

// oxlint-disable-next-line typescript/no-explicit-any
type Comfy = any;

/** Slots, groups in groups, notes, titles. */
const textToImage = workflow("text_to_image", {
  task: "image_generation",
  slots: {
    prompt: slot.text({ label: "Prompt", multiline: true, default: "a lighthouse at dusk" }),
    seed: slot.seed({ default: 18446744073709551615n }),
    steps: slot.int({ label: "Steps", default: 20, min: 1, max: 150 }),
  },
  build(comfy: Comfy, { prompt, seed, steps }: Comfy) {
    note("Made for squares.");
    note("A second note,\nin two lines.");
    const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: "sd.safetensors" });
    const [positive, negative] = group("Conditions", () => [
      group("Wanted", () => comfy.CLIPTextEncode({ text: prompt, clip: CLIP }, { title: "Positive" })),
      comfy.CLIPTextEncode({ text: "blurry", clip: CLIP }, { title: "Negative" }),
    ]);
    const first = comfy.KSampler({
      model: MODEL,
      seed,
      steps,
      cfg: 7.5,
      sampler_name: "euler",
      scheduler: "normal",
      positive,
      negative,
      latent_image: comfy.EmptyLatentImage({ width: 512, height: 512 }),
    });
    const again = { model: MODEL, seed: 7, steps, cfg: 7, sampler_name: "euler", scheduler: "normal", denoise: 0.5 };
    const second = comfy.KSampler({ ...again, positive, negative, latent_image: first }, { id: "refine" });
    return { image: comfy.SaveImage({ images: comfy.VAEDecode({ samples: second, vae: VAE }) }) };
  },
});

const enlarge = subgraph(
  "Enlarge",
  { inputs: { image: socket("IMAGE"), scale: slot.float({ default: 2 }) }, outputs: ["image", "small", "same"] },
  (comfy: Comfy, { image, scale }: Comfy) => {
    note("Inside a subgraph.");
    const large = group("Scale", () =>
      comfy.ImageScaleBy({ image, scale_by: scale, upscale_method: "lanczos" }, { title: "Scale up" }),
    );
    const by = { key: "scale by multiplier", multiplier: scale };
    return { image: large, small: comfy.ResizeImageMaskNode({ input: large, resize_type: by }), same: image };
  },
);

const twice = subgraph(
  "Enlarge twice",
  { inputs: { image: socket("IMAGE"), factor: slot.float({ default: 1.5 }) }, outputs: ["image"] },
  (comfy: Comfy, { image, factor }: Comfy) => {
    const first = enlarge({ image, scale: factor }) as Comfy;
    return { image: comfy.ImageInvert({ image: first.image }) };
  },
);

/** Instances with values of their own, nested definitions, an output that passes an input through, dynamic inputs. */
const subgraphs = workflow("subgraphs", {
  slots: { factor: slot.float({ label: "Factor", default: 3 }), picture: slot.image({ default: "example.png" }) },
  build(comfy: Comfy, { factor, picture }: Comfy) {
    const loaded = comfy.LoadImage({ image: picture });
    const one = enlarge({ image: loaded.IMAGE, scale: factor }) as Comfy;
    const two = enlarge({ image: one.image }, { id: "again", title: "Once more" }) as Comfy;
    const three = twice({ image: two.same }) as Comfy;
    const batch = comfy.BatchImagesNode({ images: [one.small, two.small, three] });
    const chosen = comfy.ComfySwitchNode({ switch: true, on_true: batch, on_false: loaded.IMAGE });
    comfy.PreviewImage({ images: chosen });
    return { image: comfy.SaveImage({ images: batch }) };
  },
});

/** A piece that a slot switches: all nodes stand on the canvas. */
const branches = workflow("branches", {
  slots: { invert: slot.bool({ default: false }) },
  build(comfy: Comfy, { invert }: Comfy) {
    const image = comfy.EmptyImage({ width: 64, height: 64, color: 255 });
    const shown = when(invert, () => comfy.ImageInvert({ image }), image);
    return { image: comfy.SaveImage({ images: shown }) };
  },
});

export const sampleWorkflows = [textToImage, subgraphs, branches];
