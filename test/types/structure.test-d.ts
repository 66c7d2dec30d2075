import {
  group,
  note,
  pick,
  slot,
  socket,
  subgraph,
  when,
  type BooleanSocket,
  type ComboSocket,
  type Nodes,
  type Socket,
} from "comfyc";
import type { ClipSocket, ImageSocket, MaskSocket, ModelSocket } from "./.cache/nodes/sockets.js";

declare const comfy: Nodes;
declare const image: ImageSocket;
declare const mask: MaskSocket;
declare const model: ModelSocket;
declare const clip: ClipSocket;
declare const flag: BooleanSocket;
declare const quality: ComboSocket<"draft" | "final">;

// A group gives what its function gives.
export const grouped: ImageSocket = group("Invert", () => comfy.ImageInvert({ image }));
// @ts-expect-error a group takes a function
group("Invert", comfy.ImageInvert({ image }));
note("Made for the poster.");
// @ts-expect-error a note is a text
note(5);

// Subgraphs: typed by what they declare and return.
const enlarge = subgraph(
  "enlarge",
  { inputs: { image: socket("IMAGE"), factor: slot.float({ default: 2 }) }, outputs: ["image"] },
  (comfy, { image, factor }) => comfy.ImageScaleBy({ image, scale_by: factor, upscale_method: "lanczos" }),
);
export const enlarged: ImageSocket = enlarge({ image });
enlarge({ image, factor: 3 }, { id: "big", title: "Enlarge" });
enlarge({ image: enlarge({ image }) });
// @ts-expect-error the image is required
enlarge({});
// @ts-expect-error a mask is no picture
enlarge({ image: mask });
// @ts-expect-error a factor is a number
enlarge({ image, factor: "3" });
// @ts-expect-error there is no such input
enlarge({ image, scale: 3 });
// @ts-expect-error it gives a picture
export const notAMask: MaskSocket = enlarge({ image });
// @ts-expect-error names inside do not show: its output is called image
export const inner = enlarge({ image }).IMAGE;

const split = subgraph(
  "split",
  { inputs: { image: socket("IMAGE") }, outputs: { picture: socket("IMAGE"), alpha: socket("MASK") } },
  (comfy, { image }) => ({ picture: image, alpha: comfy.ImageToMask({ image, channel: "alpha" }) }),
);
export const alpha: MaskSocket = split({ image }).alpha;
// @ts-expect-error the output alpha is a mask
export const wrongOutput: ImageSocket = split({ image }).alpha;
subgraph(
  "wrong",
  { inputs: { image: socket("IMAGE") }, outputs: { alpha: socket("MASK") } },
  // @ts-expect-error a picture is returned for a mask
  (_comfy, { image }) => ({ alpha: image }),
);
subgraph(
  "short",
  { inputs: { image: socket("IMAGE") }, outputs: ["image", "other"] },
  // @ts-expect-error an output is missing
  (_comfy, { image }) => ({ image }),
);
export const declared: Socket<"IMAGE"> extends ImageSocket ? true : false = true;
// @ts-expect-error a socket type is a text
socket(7);

// when and pick.
export const switched: ModelSocket = when(
  flag,
  () => comfy.LoraLoaderModelOnly({ model, lora_name: "a.safetensors", strength_model: 1 }).MODEL,
  model,
);
export const both: { MODEL: ModelSocket; CLIP: ClipSocket } = when(
  flag,
  (): { MODEL: ModelSocket; CLIP: ClipSocket } => comfy.LoraLoader({ model, clip, lora_name: "a.safetensors" }),
  { MODEL: model, CLIP: clip },
);
when(flag, () => {
  comfy.PreviewImage({ images: image });
});
// @ts-expect-error the two results differ
when(flag, () => comfy.ImageInvert({ image }).IMAGE, model);
// @ts-expect-error a truth value is no slot
when(true, () => comfy.ImageInvert({ image }).IMAGE, image);
// @ts-expect-error a choice is no bool
when(quality, () => comfy.ImageInvert({ image }).IMAGE, image);

export const chosen: ImageSocket = pick(quality, {
  draft: () => image,
  final: () => comfy.ImageInvert({ image }).IMAGE,
});
// Without an annotation the result has the type of the pieces.
const unannotated = pick(quality, {
  draft: () => comfy.ImageInvert({ image }),
  final: () => comfy.ImageScaleBy({ image, scale_by: 2, upscale_method: "lanczos" }),
});
export const pickedPicture: ImageSocket = unannotated;
comfy.ImageInvert({ image: unannotated });
comfy.ImageInvert({
  image: pick(quality, { draft: () => image, final: () => comfy.ImageInvert({ image }) }),
});
// @ts-expect-error what was picked is a picture
comfy.ImageToMask({ image: pick(quality, { draft: () => mask, final: () => mask }), channel: "red" });
// @ts-expect-error what was picked is no mask
export const pickedMask: MaskSocket = unannotated;
const pair = pick(quality, {
  draft: () => ({ picture: image, alpha: mask }),
  final: () => ({ picture: comfy.ImageInvert({ image }).IMAGE, alpha: mask }),
});
export const pickedAlpha: MaskSocket = pair.alpha;
// @ts-expect-error the picked alpha is a mask
export const pickedWrong: ImageSocket = pair.alpha;
// @ts-expect-error the option final is missing
const short = pick(quality, { draft: () => image });
// @ts-expect-error there is no option best
const long = pick(quality, { draft: () => image, final: () => image, best: () => image });
// @ts-expect-error each choice is a function
const noFunctions = pick(quality, { draft: image, final: image });
// @ts-expect-error the two pieces give different sockets
const mixed = pick(quality, { draft: () => image, final: () => mask });
export { long, mixed, noFunctions, short };
// @ts-expect-error the option final is missing
pick(quality, { draft: () => image });
// @ts-expect-error there is no option best
pick(quality, { draft: () => image, final: () => image, best: () => image });
// @ts-expect-error each choice is a function
pick(quality, { draft: image, final: image });
