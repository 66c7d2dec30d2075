import { beforeAll, describe, expect, test } from "vitest";
import { convertWorkflow } from "../../src/editor/convert-workflow.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";

let stock: Schema;
beforeAll(async () => {
  stock = await loadStockSchema();
});

function convert(workflow: unknown, packs: readonly string[], schema = stock) {
  return convertWorkflow(parseJson(JSON.stringify(workflow)), schema, { packs }).prompt;
}

const image = { id: 1, type: "EmptyImage", outputs: [{ name: "IMAGE", type: "IMAGE", links: [1] }] };
const set = (id: number, name: string, link: number | null) => ({
  id,
  type: "SetNode",
  inputs: [{ name: "IMAGE", type: "IMAGE", link }],
  outputs: [{ name: "*", type: "*", links: [] }],
  widgets_values: [name],
});
const get = (id: number, name: string, link: number) => ({
  id,
  type: "GetNode",
  outputs: [{ name: "IMAGE", type: "IMAGE", links: [link] }],
  widgets_values: [name],
});
const preview = (id: number, link: number | null) => ({
  id,
  type: "PreviewImage",
  inputs: [{ name: "images", type: "IMAGE", link }],
});

describe("the JavaScript of a node pack", () => {
  test("is followed only where it is asked for, or where the schema shows the pack", () => {
    const workflow = {
      version: 0.4,
      nodes: [image, set(2, "pic", 1), get(3, "pic", 2), preview(4, 2)],
      links: [
        [1, 1, 0, 2, 0, "IMAGE"],
        [2, 3, 0, 4, 0, "IMAGE"],
      ],
    };
    expect(Object.keys(convert(workflow, []))).toEqual(["1", "2", "3", "4"]);
    const expected = { "1": {}, "4": { inputs: { images: ["1", 0] } } };
    const asked = convert(workflow, ["kjnodes"]);
    expect(asked).toMatchObject(expected);
    expect(Object.keys(asked)).toEqual(["1", "4"]);
    const shown = [
      ...stock.nodeTypes.values(),
      { ...stock.nodeTypes.get("EmptyImage")!, name: "KJ", pack: "custom_nodes.comfyui-kjnodes" },
    ];
    const schema = { ...stock, nodeTypes: new Map(shown.map((nodeType) => [nodeType.name, nodeType])) };
    expect(convert(workflow, [], schema)).toEqual(asked);
    expect(() => convert(workflow, ["none"])).toThrow(/pack "none" is not known/);
  });

  test("gives up on a name that two Set nodes have, and finds one outside of the subgraph", () => {
    const links = [
      [1, 1, 0, 2, 0, "IMAGE"],
      [2, 3, 0, 4, 0, "IMAGE"],
    ];
    const twice = [image, set(2, "pic", 1), set(5, "pic", null), get(3, "pic", 2), preview(4, 2)];
    expect(convert({ version: 0.4, nodes: twice, links }, ["kjnodes"])["4"]!.inputs).toEqual({});
    const id = "6f1b0f3e-3c1d-4d8e-9a55-0b1a54a8f001";
    const inner = [{ id: 2, origin_id: 13, origin_slot: 0, target_id: 14, target_slot: 0, type: "IMAGE" }];
    const definition = { id, name: "Inside", nodes: [get(13, "pic", 2), preview(14, 2)], links: inner };
    const nodes = [image, set(2, "pic", 1), { id: 9, type: id }];
    const nested = { version: 0.4, nodes, links: links.slice(0, 1), definitions: { subgraphs: [definition] } };
    expect(convert(nested, ["kjnodes"])["9:14"]!.inputs).toEqual({ images: ["1", 0] });
  });

  test("passes rgthree's reroutes on and leaves its labels out", () => {
    const reroute = {
      id: 2,
      type: "Reroute (rgthree)",
      inputs: [{ name: "", type: "*", link: 1 }],
      outputs: [{ name: "", type: "*", links: [2] }],
    };
    const links = [
      [1, 1, 0, 2, 0, "*"],
      [2, 2, 0, 4, 0, "*"],
    ];
    const workflow = {
      version: 0.4,
      nodes: [image, reroute, { id: 3, type: "Label (rgthree)" }, preview(4, 2)],
      links,
    };
    const prompt = convert(workflow, ["rgthree"]);
    expect(Object.keys(prompt)).toEqual(["1", "4"]);
    expect(prompt["4"]!.inputs).toEqual({ images: ["1", 0] });
  });

  test("makes the links that Use Everywhere saved, where an input has none", () => {
    const extra = {
      ue_links: [{ downstream: 4, downstream_slot: 0, upstream: "1", upstream_slot: 0, controller: 7, type: "IMAGE" }],
    };
    const workflow = { version: 0.4, nodes: [image, preview(4, null)], links: [], extra };
    expect(convert(workflow, [])["4"]!.inputs).toEqual({});
    expect(convert(workflow, ["use-everywhere"])["4"]!.inputs).toEqual({ images: ["1", 0] });
  });

  test("takes the record of VideoHelperSuite by name, with the widgets of the video format", () => {
    const schema = parseObjectInfo(
      parseJson(
        '{"VHS_VideoCombine": {"input": {"required": {"images": ["IMAGE"], "frame_rate": ["FLOAT", {"default": 8}], "format": [["video/h264-mp4"], {}], "save_output": ["BOOLEAN", {"default": true}]}}, "output": [], "python_module": "custom_nodes.ComfyUI-VideoHelperSuite"}}',
      ),
    );
    const widgets_values = {
      frame_rate: 24,
      format: "video/h264-mp4",
      crf: 19,
      save_output: false,
      videopreview: { hidden: true },
    };
    const prompt = convert(
      { version: 0.4, nodes: [{ id: 1, type: "VHS_VideoCombine", widgets_values }], links: [] },
      [],
      schema,
    );
    expect(JSON.stringify(prompt["1"]!.inputs)).toBe(
      '{"frame_rate":24,"format":"video/h264-mp4","crf":19,"save_output":false}',
    );
  });
});
