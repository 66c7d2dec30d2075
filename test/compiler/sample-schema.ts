import { parseJson } from "../../src/json/parse-json.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import type { Schema } from "../../src/schema/node-type.ts";

const v3 = { input: { required: {} }, output: [], output_name: [], output_node: false, display_name: null };

function entry(name: string, facts: Record<string, unknown>): Record<string, unknown> {
  return { ...v3, name, category: "test", python_module: "custom_nodes.test-pack", description: "", ...facts };
}

const image = { output: ["IMAGE"], output_is_list: [false], output_name: ["IMAGE"] };

const nodeTypes: Record<string, unknown> = {
  Source: entry("Source", {
    ...image,
    input: { required: { size: ["INT", { default: 64, min: 16, max: 128, step: 8 }] } },
    python_module: "nodes",
  }),
  Wide: entry("Wide", {
    ...image,
    input: {
      required: {
        image: ["IMAGE"],
        strength: ["FLOAT", { default: 1.0, min: 0.0, max: 2.0, step: 0.05 }],
        size: ["INT", { default: 64, min: 32, max: 256, step: 4 }],
        seed: ["INT", { default: 0, min: 0, max: "MAX" }],
        mode: [["soft", "hard"]],
        text: ["STRING", { multiline: true }],
        on: ["BOOLEAN", { default: true }],
      },
      optional: {
        note: ["STRING", {}],
        count: ["INT", { min: 3, max: 9 }],
        forced: ["STRING", { forceInput: true }],
        flag: ["BOOLEAN", {}],
        any: ["*", {}],
        either: ["IMAGE,MASK", {}],
      },
      hidden: { unique_id: "UNIQUE_ID" },
    },
    input_order: {
      required: ["image", "strength", "size", "seed", "mode", "text", "on"],
      optional: ["note", "count", "forced", "flag", "any", "either"],
    },
  }),
  Two: entry("Two", {
    input: { required: { image: ["IMAGE"] } },
    output: ["IMAGE", "MASK", "IMAGE"],
    output_is_list: [false, false, false],
    output_name: ["image", "mask", "image"],
    display_name: "Two Outputs",
  }),
  // `output_matchtypes` makes a node a V3 node.
  Grow: entry("Grow", {
    ...image,
    output_matchtypes: [null],
    input: {
      required: {
        images: [
          "COMFY_AUTOGROW_V3",
          { template: { input: { required: { image: ["IMAGE", {}] } }, prefix: "image", min: 2, max: 4 } },
        ],
      },
      optional: {
        named: [
          "COMFY_AUTOGROW_V3",
          { template: { input: { required: { ref: ["IMAGE", {}] } }, names: ["left", "right"], min: 0 } },
        ],
      },
    },
  }),
  Resize: entry("Resize", {
    ...image,
    output_matchtypes: [null],
    input: {
      required: {
        image: ["IMAGE", {}],
        how: [
          "COMFY_DYNAMICCOMBO_V3",
          {
            options: [
              { key: "by factor", inputs: { required: { factor: ["FLOAT", { default: 2.0, min: 0.1, max: 8.0 }] } } },
              {
                key: "to size",
                inputs: { required: { width: ["INT", { default: 8, min: 1 }], height: ["INT", { min: 1 }] } },
              },
            ],
          },
        ],
      },
    },
  }),
  Optional: entry("Optional", {
    ...image,
    output_matchtypes: [null],
    input: {
      required: { image: ["IMAGE", {}] },
      optional: {
        extra: [
          "COMFY_DYNAMICSLOT_V3",
          { slotType: "IMAGE", inputs: { required: { amount: ["FLOAT", { default: 0.5, min: 0, max: 1 }] } } },
        ],
        below: ["FLOAT", { max: -1 }],
        table: ["TABLE", { default: { rows: [1.5, 2] } }],
      },
    },
  }),
  LoadPicture: entry("LoadPicture", { ...image, input: { required: { image: [["a.png"], { image_upload: true }] } } }),
  LoadSound: entry("LoadSound", {
    output: ["AUDIO"],
    output_is_list: [false],
    output_name: ["AUDIO"],
    input: { required: { audio: [["a.wav"], { audio_upload: true }] } },
  }),
  LoadModel: entry("LoadModel", {
    output: ["MODEL"],
    output_is_list: [false],
    output_name: ["MODEL"],
    input: { required: { ckpt_name: [["a.safetensors", "b.safetensors"]] } },
  }),
  UseModel: entry("UseModel", { ...image, input: { required: { model: ["MODEL"], image: ["IMAGE"] } } }),
  Curve: entry("Curve", {
    ...image,
    input: { required: { points: ["CURVE", { default: [0, 1] }], image: ["IMAGE"] } },
  }),
  Duration: entry("Duration", { ...image, input: { required: { seconds: [[5, 10]], image: ["IMAGE"] } } }),
  Save: entry("Save", {
    output_node: true,
    input: { required: { images: ["IMAGE"], filename_prefix: ["STRING", { default: "out" }] } },
    display_name: "Save It",
  }),
};

const text = JSON.stringify(nodeTypes).replaceAll('"MAX"', "18446744073709551615");

/** A few node types with every kind of input, for graphs that are easy to read. */
export const sampleSchema: Schema = parseObjectInfo(parseJson(text), { source: "the sample schema" });
