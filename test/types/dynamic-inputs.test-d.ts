import type { Nodes } from "comfyc";
import type { ImageSocket, LatentSocket, MaskSocket, ModelSocket } from "./.cache/nodes/sockets.js";

declare const comfy: Nodes;
declare const image: ImageSocket;
declare const mask: MaskSocket;
declare const model: ModelSocket;
declare const latent: LatentSocket;

// Dynamic combos: each option has its own inputs.
comfy.ResizeImageMaskNode({ input: image, resize_type: { key: "scale by multiplier", multiplier: 2 } });
comfy.ResizeImageMaskNode({ input: mask, resize_type: { key: "match size", match: image } });
// @ts-expect-error there is no such option
comfy.ResizeImageMaskNode({ input: image, resize_type: { key: "scale by magic" } });
// @ts-expect-error multiplier belongs to another option
comfy.ResizeImageMaskNode({ input: image, resize_type: { key: "match size", match: image, multiplier: 2 } });
// @ts-expect-error a multiplier is a number
comfy.ResizeImageMaskNode({ input: image, resize_type: { key: "scale by multiplier", multiplier: "2" } });
// @ts-expect-error the option alone is no value
comfy.ResizeImageMaskNode({ input: image, resize_type: "scale by multiplier" });

// Autogrow: a list, or a record that names the places.
comfy.BatchImagesNode({ images: [image, image, image] });
comfy.BatchImagesNode({ images: { image0: image, image1: image } });
// @ts-expect-error a latent is no picture
comfy.BatchImagesNode({ images: [image, latent] });
// @ts-expect-error the places are image0, image1 …
comfy.BatchImagesNode({ images: { picture0: image } });
// @ts-expect-error one picture is no list
comfy.BatchImagesNode({ images: image });

// MatchType: the output has the type of what went in, and all inputs of a template agree.
export const picked: ImageSocket = comfy.ComfySwitchNode({ switch: true, on_true: image, on_false: image });
export const resized: MaskSocket = comfy.ResizeImageMaskNode({
  input: mask,
  resize_type: { key: "scale by multiplier", multiplier: 2 },
});
// @ts-expect-error the two inputs differ
comfy.ComfySwitchNode({ switch: true, on_true: image, on_false: model });
// @ts-expect-error a MODEL goes in, so a MODEL comes out
export const notPicked: ImageSocket = comfy.ComfySwitchNode({ switch: true, on_true: model, on_false: model });

// Any type goes into `*`.
comfy.PreviewAny({ source: model });
// @ts-expect-error a text is no socket
comfy.PreviewAny({ source: "text" });

// Input names with dots are ordinary names.
comfy.ModelMergeSD1({ model1: model, model2: model, "input_blocks.0.": 0.5 });
// @ts-expect-error there is no such block
comfy.ModelMergeSD1({ model1: model, model2: model, "input_blocks.99.": 0.5 });
