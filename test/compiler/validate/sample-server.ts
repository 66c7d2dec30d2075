import { parseObjectInfo } from "../../../src/schema/parse-object-info.ts";
import type { Schema } from "../../../src/schema/node-type.ts";
import { parseJson } from "../../../src/json/parse-json.ts";

interface Sample {
  readonly required?: Record<string, unknown>;
  readonly optional?: Record<string, unknown>;
  readonly hidden?: Record<string, unknown>;
  readonly output?: unknown[];
  readonly outputNode?: boolean;
  /** Templates of MatchType outputs; given for V3 nodes only. */
  readonly v3?: (string | null)[];
}

const samples: Record<string, Sample> = {
  EmptyImage: {
    required: {
      width: ["INT", { default: 512, min: 1, max: 16384, step: 1 }],
      height: ["INT", { default: 512, min: 16, max: 16384, step: 8 }],
    },
    output: ["IMAGE"],
  },
  SolidMask: { required: { value: ["FLOAT", { min: 0, max: 1, step: 0.01 }] }, output: ["MASK"] },
  ImageInvert: { required: { image: ["IMAGE"] }, output: ["IMAGE"] },
  Blend: {
    required: { image1: ["IMAGE"], image2: ["IMAGE"], mode: [["normal", "screen", "multiply"]] },
    optional: { mask: ["MASK"], lazy_image: ["IMAGE", { lazy: true }] },
    output: ["IMAGE", "MASK"],
  },
  LoadImage: { required: { image: [["pic.png"], { image_upload: true }] }, output: ["IMAGE", "MASK"] },
  LoadModel: { required: { ckpt_name: [["a.safetensors"]] }, output: ["MODEL"] },
  SaveImage: {
    required: { images: ["IMAGE"], filename_prefix: ["STRING", { default: "x" }] },
    hidden: { prompt: "PROMPT", extra_pnginfo: "EXTRA_PNGINFO" },
    outputNode: true,
  },
  Preview: { required: { source: ["*"] }, outputNode: true },
  Duration: { required: { seconds: ["COMBO", { options: [5, 10] }] }, output: ["FLOAT"], v3: [null] },
  Resize: {
    required: {
      input: ["COMFY_MATCHTYPE_V3", { template: { template_id: "t", allowed_types: "IMAGE,MASK" } }],
      resize: [
        "COMFY_DYNAMICCOMBO_V3",
        {
          options: [
            { key: "by factor", inputs: { required: { factor: ["FLOAT", { min: 0.01, max: 8 }] } } },
            { key: "match", inputs: { required: { match: ["IMAGE,MASK", {}] } } },
          ],
        },
      ],
    },
    output: ["COMFY_MATCHTYPE_V3"],
    v3: ["t"],
  },
  Batch: {
    required: {
      images: [
        "COMFY_AUTOGROW_V3",
        { template: { input: { required: { image: ["IMAGE", {}] } }, prefix: "image", min: 2, max: 4 } },
      ],
    },
    output: ["IMAGE"],
    v3: [null],
  },
  Tasks: {
    optional: {
      videos: [
        "COMFY_AUTOGROW_V3",
        { template: { input: { required: { v: ["IMAGE", {}] } }, names: ["left", "right"], min: 1 } },
      ],
    },
    output: ["MODEL_TASK_ID"],
    v3: [null],
  },
  CustomCombo: { required: { choice: ["COMBO", { options: [] }] }, output: ["STRING"], v3: [null] },
  KlingCameraControls: {
    required: Object.fromEntries(
      ["horizontal_movement", "vertical_movement", "pan", "tilt", "roll", "zoom"].map((name) => [
        name,
        ["FLOAT", { min: -10, max: 10 }],
      ]),
    ),
    output: ["CAMERA_CONTROL"],
    v3: [null],
  },
  FluxProUltraImageNode: { required: { aspect_ratio: ["STRING", {}] }, output: ["IMAGE"], v3: [null] },
  TripoConversionNode: {
    required: {
      original_model_task_id: ["MODEL_TASK_ID,RIG_TASK_ID,RETARGET_TASK_ID", {}],
      face_limit: ["INT", { min: -1 }],
    },
    outputNode: true,
    v3: [],
  },
};

function entryOf(name: string, { required, optional, hidden, output = [], outputNode = false, v3 }: Sample) {
  const input = { required: required ?? {}, ...(optional && { optional }), ...(hidden && { hidden }) };
  const flags = v3 && { deprecated: false, experimental: false, api_node: false, output_matchtypes: v3 };
  const isList = output.map(() => false);
  return {
    input,
    output,
    output_is_list: isList,
    output_name: output,
    name,
    category: "",
    output_node: outputNode,
    ...flags,
  };
}

/** A small server of nodes like ComfyUI's: every kind of input and rule once. */
export function sampleSchema({ authoritative = true } = {}): Schema {
  const entries = Object.entries(samples).map(([name, sample]) => [name, entryOf(name, sample)]);
  const json = parseJson(JSON.stringify(Object.fromEntries(entries)));
  return parseObjectInfo(json, { listsAreAuthoritative: authoritative });
}
