import type { JsonValue } from "../json/json-value.ts";

/** Model folders by the input that lists them; the class is named only where the input name alone says too little. */
const foldersByClassAndInput: Readonly<Record<string, string>> = {
  "CheckpointLoader.config_name": "configs",
  "CLIPVisionLoader.clip_name": "clip_vision",
  "DiffusersLoader.model_path": "diffusers",
  "LatentUpscaleModelLoader.model_name": "latent_upscale_models",
  "LTXAVTextEncoderLoader.text_encoder": "text_encoders",
  "ModelPatchLoader.name": "model_patches",
  "TrainLoraNode.existing_lora": "loras",
  "UpscaleModelLoader.model_name": "upscale_models",
};

const foldersByInput: Readonly<Record<string, string>> = {
  audio_encoder_name: "audio_encoders",
  checkpoint_name: "checkpoints",
  ckpt_name: "checkpoints",
  clip_vision_name: "clip_vision",
  control_net_name: "controlnet",
  controlnet_name: "controlnet",
  embedding_name: "embeddings",
  gligen_name: "gligen",
  hypernetwork_name: "hypernetworks",
  lora_name: "loras",
  photomaker_model_name: "photomaker",
  style_model_name: "style_models",
  unet_name: "diffusion_models",
  upscale_model_name: "upscale_models",
  vae_name: "vae",
};

const numberedInputs: readonly (readonly [RegExp, string])[] = [
  [/^clip_name_?\d*$/, "text_encoders"],
  [/^lora(_name)?_?\d+$/, "loras"],
  [/^text_encoder_name_?\d*$/, "text_encoders"],
];

const fileName =
  /\.(safetensors|sft|ckpt|pt|pth|pt2|bin|gguf|onnx|engine|pkl|patch|latent|png|jpe?g|webp|gif|bmp|mp4|webm|mov|mkv|wav|mp3|flac|ogg|opus|glb|gltf|obj|fbx|stl|ply|splat|csv|txt|yaml|json)$/i;
/** What authors of nodes add to a list of files for "no file". */
const noFile = new Set(["None", "none", "[None]", ""]);

/** The model folder whose files an input lists, by its class and name, or undefined where it lists no models. */
export function findModelFolder(nodeType: string, input: string): string | undefined {
  const exact = `${nodeType}.${input}`;
  if (Object.hasOwn(foldersByClassAndInput, exact)) return foldersByClassAndInput[exact];
  if (Object.hasOwn(foldersByInput, input)) return foldersByInput[input];
  if (input === "model_name" && /upscale/i.test(nodeType)) return "upscale_models";
  return numberedInputs.find(([pattern]) => pattern.test(input))?.[1];
}

/** True for a list that is empty or holds only file names, so that it surely differs on the next server. */
export function listsFiles(values: readonly JsonValue[]): boolean {
  const files = values.filter((value) => !(typeof value === "string" && noFile.has(value)));
  return files.every((value) => typeof value === "string" && fileName.test(value));
}
