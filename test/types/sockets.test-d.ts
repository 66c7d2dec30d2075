import type { AnySocket, ComboSocket, FileSocket, FloatSocket, IntSocket, Nodes, Socket, WildcardSocket } from "comfyc";
import type { ImageSocket, LatentSocket, ModelSocket } from "./.cache/nodes/sockets.js";

declare const comfy: Nodes;
declare const image: ImageSocket;
declare const model: ModelSocket;
declare const latent: LatentSocket;
declare const int: IntSocket;
declare const float: FloatSocket;
declare const file: FileSocket;
declare const wildcard: WildcardSocket;
declare const any: AnySocket;

// A socket goes where its type is asked for, by whatever name.
export const byBrand: Socket<"IMAGE"> = image;
export const byName: ImageSocket = byBrand;
export const toAny: AnySocket = model;
export const fromWildcard: ModelSocket = wildcard;
// @ts-expect-error an IMAGE is no MODEL
export const wrong: ModelSocket = image;
// @ts-expect-error a socket of any type is not known to be a MODEL
export const unknown: ModelSocket = any;
// @ts-expect-error a number is no socket
export const literal: AnySocket = 5;
// @ts-expect-error a file name is no picture
export const notAPicture: ImageSocket = file;

// Widgets take a literal or a socket of their type; inputs with a default may be left out.
comfy.EmptyLatentImage({});
comfy.EmptyLatentImage();
comfy.EmptyLatentImage({ width: 512, height: int });
comfy.ImageScaleBy({ image, scale_by: float, upscale_method: "lanczos" });
// @ts-expect-error a FLOAT is no INT
comfy.EmptyLatentImage({ width: float });
// @ts-expect-error a text is no number
comfy.EmptyLatentImage({ width: "512" });
// @ts-expect-error there is no such input
comfy.EmptyLatentImage({ widht: 512 });
// @ts-expect-error the image is required
comfy.ImageInvert({});
// @ts-expect-error there is no such node type
comfy.EmptyLatentImages({});

// A node with one output is that socket, and has it by name; with several it only holds them.
export const nested: ImageSocket = comfy.ImageInvert({ image: comfy.ImageInvert({ image }).IMAGE });
export const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: "a.safetensors" });
comfy.VAEDecode({ samples: latent, vae: VAE });
// @ts-expect-error a loader of three outputs is not one of them
comfy.VAEDecode({ samples: latent, vae: comfy.CheckpointLoaderSimple({ ckpt_name: "a.safetensors" }) });
// @ts-expect-error it has no such output
export const noOutput = comfy.ImageInvert({ image }).MASK;

// Names that are no identifiers.
comfy["Epsilon Scaling"]({ model });

// Closed combos are lists; open ones, which list files, take any name and the slots of files.
declare const euler: ComboSocket<"euler">;
declare const eular: ComboSocket<"eular">;
declare const inherited: ComboSocket<never>;
comfy.KSamplerSelect({ sampler_name: "euler" });
comfy.KSamplerSelect({ sampler_name: euler });
comfy.KSamplerSelect({ sampler_name: inherited });
// @ts-expect-error the list has no "eular"
comfy.KSamplerSelect({ sampler_name: "eular" });
// @ts-expect-error a choice with an option outside the list
comfy.KSamplerSelect({ sampler_name: eular });
// @ts-expect-error a closed combo takes no file
comfy.KSamplerSelect({ sampler_name: file });
comfy.LoadImage({ image: "photo.png" });
comfy.LoadImage({ image: file });
// @ts-expect-error LoadImage takes the name of a file, not a picture
comfy.LoadImage({ image });

// Seeds reach 2^64 - 1.
comfy.RandomNoise({ noise_seed: 18446744073709551615n });
// @ts-expect-error steps stay far below 2^53
comfy.LTXVScheduler({ steps: 20n });

// Options of a node.
comfy.ImageInvert({ image }, { id: "invert", title: "Negative" });
// @ts-expect-error there is no such option
comfy.ImageInvert({ image }, { name: "invert" });
// @ts-expect-error an id is a text
comfy.ImageInvert({ image }, { id: 7 });
