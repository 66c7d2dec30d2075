import { describe, expect, test } from "vitest";
import { layoutWidgets } from "../../src/editor/widget-layout.ts";
import type { JsonValue } from "../../src/json/json-value.ts";
import { sampleNodeType, type SampleInputs } from "./sample-node-types.ts";

/** Name, with `-` where the value is not sent and `?` where it takes no place in widgets_values, and initial value. */
type WantedWidget = [string, JsonValue];

interface Case {
  readonly name: string;
  readonly given: SampleInputs;
  readonly type?: string;
  readonly live?: Record<string, unknown>;
  readonly want: WantedWidget[];
}

const fromTheEditor: Case[] = [
  {
    name: "every widget type has the default of its declaration, else its own",
    given: {
      required: {
        i: ["INT", { default: 3 }],
        i0: ["INT"],
        f: ["FLOAT", { default: 0.5 }],
        s: ["STRING", { default: "s" }],
        s0: ["STRING", { multiline: true }],
        b: ["BOOLEAN"],
        c: [["a", "b"], { default: "b" }],
        c0: ["COMBO", { options: ["x", "y"] }],
        empty: [[], {}],
        image: ["IMAGE"],
      },
      optional: { o: ["INT", { default: 7 }] },
    },
    want: [
      ["i", 3],
      ["i0", 0],
      ["f", 0.5],
      ["s", "s"],
      ["s0", ""],
      ["b", false],
      ["c", "b"],
      ["c0", "x"],
      ["empty", null],
      ["o", 7],
    ],
  },
  {
    name: "an INT called seed or noise_seed has a control, and the second control of a node is numbered",
    given: { required: { noise_seed: ["INT", {}], seed: ["INT", {}], n: ["INT", {}] } },
    want: [
      ["noise_seed", 0],
      ["-control_after_generate", "randomize"],
      ["seed", 0],
      ["-control_after_generate#1", "randomize"],
      ["n", 0],
    ],
  },
  {
    name: "control_after_generate: false takes the control from a seed",
    given: { required: { seed: ["INT", { control_after_generate: false }] } },
    want: [["seed", 0]],
  },
  {
    name: "control_after_generate may name the mode or the widget",
    given: {
      required: {
        a: ["INT", { control_after_generate: "increment" }],
        b: ["INT", { control_after_generate: "my_control", control_prefix: "pp" }],
        f: ["FLOAT", { control_after_generate: true }],
      },
    },
    want: [
      ["a", 0],
      ["-control_after_generate", "increment"],
      ["b", 0],
      ["-pp my_control", "randomize"],
      ["f", 0],
      ["-control_after_generate#1", "fixed"],
    ],
  },
  {
    name: "a combo with control has a filter, too, unless it takes several options",
    given: {
      required: {
        c: ["COMBO", { options: ["a"], control_after_generate: true }],
        m: ["COMBO", { options: ["a"], multi_select: true, control_after_generate: true }],
      },
    },
    want: [
      ["c", "a"],
      ["-control_after_generate", "randomize"],
      ["-control_filter_list", ""],
      ["m", []],
      ["-control_after_generate#1", "fixed"],
    ],
  },
  {
    name: "a remote combo has a toggle, and the refresh button is sent",
    given: { required: { c: ["COMBO", { remote: { route: "/list", refresh_button: true } }] } },
    want: [
      ["c", "Loading..."],
      ["-Auto-refresh after generation", false],
      ["refresh", "refresh"],
    ],
  },
  {
    name: "the upload button stands behind all other widgets",
    given: { required: { image: [["x.png"], { image_upload: true }], n: ["INT", {}] } },
    want: [
      ["image", "x.png"],
      ["n", 0],
      ["-upload", "image"],
    ],
  },
  {
    name: "an optional file combo has no upload button",
    given: { optional: { image: [["x.png"], { image_upload: true }] } },
    want: [["image", "x.png"]],
  },
  {
    name: "forceInput makes a socket, widgetType a widget",
    given: { required: { x: ["INT", { forceInput: true }], y: ["MINE", { widgetType: "INT", default: 4 }] } },
    want: [["y", 4]],
  },
  {
    name: "a bounding box shows its four numbers",
    given: { required: { box: ["BOUNDING_BOX", { default: { x: 1, y: 2, width: 3, height: 4 } }] } },
    want: [
      ["box", { x: 1, y: 2, width: 3, height: 4 }],
      ["-x", 1],
      ["-y", 2],
      ["-width", 3],
      ["-height", 4],
    ],
  },
  {
    name: "a comparison of images takes no place in widgets_values",
    given: { required: { view: ["IMAGECOMPARE", {}] } },
    want: [["?view", ["", ""]]],
  },
  {
    name: "audio nodes have a player that is neither stored nor sent",
    type: "LoadAudio",
    given: { required: { audio: ["COMBO", { options: ["a.wav"], audio_upload: true }] } },
    want: [
      ["audio", "a.wav"],
      ["?-audioUI", ""],
      ["-upload", ""],
    ],
  },
  {
    name: "the 3D preview of SaveGLB is stored and sent",
    type: "SaveGLB",
    given: { required: { mesh: ["MESH"], filename_prefix: ["STRING", { default: "mesh" }] } },
    want: [
      ["filename_prefix", "mesh"],
      ["image", ""],
    ],
  },
  {
    name: "the buttons of Load3D stand behind its file and are sent",
    type: "Load3D",
    given: { required: { model_file: ["COMBO", { options: [], file_upload: true }], width: ["INT", { default: 9 }] } },
    want: [
      ["model_file", null],
      ["upload 3d model", "upload3dmodel"],
      ["upload extra resources", "uploadExtraResources"],
      ["clear", "clear"],
      ["width", 9],
    ],
  },
];

const dynamic = {
  required: {
    model: [
      "COMFY_DYNAMICCOMBO_V3",
      {
        options: [
          { key: "flare", inputs: { required: { size: ["COMBO", { options: ["s", "l"] }], img: ["IMAGE", {}] } } },
          { key: "deep", inputs: { required: { inner: ["COMFY_DYNAMICCOMBO_V3", nested()] } } },
        ],
      },
    ],
    n: ["INT", { default: 1 }],
  },
} satisfies SampleInputs;

function nested() {
  return { options: [{ key: "x", inputs: { required: { seed: ["INT", { default: 5 }] } } }] };
}

const dynamicCases: Case[] = [
  {
    name: "a dynamic combo stands on its first option",
    given: dynamic,
    want: [
      ["model", "flare"],
      ["model.size", "s"],
      ["n", 1],
    ],
  },
  {
    name: "the chosen option decides what follows, and a nested seed has no control",
    given: dynamic,
    live: { model: "deep" },
    want: [
      ["model", "flare"],
      ["model.inner", "x"],
      ["model.inner.seed", 5],
      ["n", 1],
    ],
  },
  {
    name: "an unknown option has no inputs",
    given: dynamic,
    live: { model: "gone" },
    want: [
      ["model", "flare"],
      ["n", 1],
    ],
  },
];

describe("layoutWidgets", () => {
  test.each([...fromTheEditor, ...dynamicCases])("$name", ({ given, type, live, want }) => {
    const { widgets } = layoutWidgets(sampleNodeType(given, type), live);
    const shown = widgets.map(({ name, stored, sent, initial }) => [
      `${stored ? "" : "?"}${sent ? "" : "-"}${name}`,
      initial ?? null,
    ]);
    expect(shown).toEqual(want);
  });

  test("sockets without a widget come first, each half in declared order, and optional ones are hollow", () => {
    const nodeType = sampleNodeType({
      required: { s: ["STRING", {}], model: ["MODEL"], either: ["IMAGE,MASK"], list: [["a"], {}] },
      optional: { mask: ["MASK"], n: ["INT", {}] },
    });
    const { sockets } = layoutWidgets(nodeType);
    expect(sockets.map(({ name, type, widget, optional }) => [name, type, widget, optional])).toEqual([
      ["model", "MODEL", false, false],
      ["either", "IMAGE,MASK", false, false],
      ["mask", "MASK", false, true],
      ["s", "STRING", true, false],
      ["list", "COMBO", true, false],
      ["n", "INT", true, true],
    ]);
  });

  test("the inputs of a dynamic combo stand before its own socket, behind the sockets of the node", () => {
    const inner = { options: [{ key: "x", inputs: { required: { p: ["INT", {}], q: ["IMAGE"] } } }] };
    const inputs = { required: { inner: ["COMFY_DYNAMICCOMBO_V3", inner], after: ["IMAGE"] } };
    const nodeType = sampleNodeType({
      required: { outer: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "A", inputs }] }], n: ["INT", {}] },
      optional: { tail: ["IMAGE"] },
    });
    expect(layoutWidgets(nodeType).sockets.map(({ name }) => name)).toEqual([
      "tail",
      "outer.inner.p",
      "outer.inner.q",
      "outer.inner",
      "outer.after",
      "outer",
      "n",
    ]);
  });

  test.each([
    {
      name: "an autogrow group shows its least number of slots and a free one",
      live: {},
      want: ["image0", "image1", "image2"],
    },
    {
      name: "an autogrow group shows a free slot behind the last one in use",
      live: { "images.image3": ["1", 0] },
      want: ["image0", "image1", "image2", "image3", "image4"],
    },
    {
      name: "an autogrow group never shows more than its limit",
      live: { "images.image4": ["1", 0] },
      want: ["image0", "image1", "image2", "image3", "image4"],
    },
  ])("$name", ({ live, want }) => {
    const template = { input: { required: { image: ["IMAGE", {}] } }, prefix: "image", min: 2, max: 5 };
    const nodeType = sampleNodeType({ required: { images: ["COMFY_AUTOGROW_V3", { template }] } });
    expect(layoutWidgets(nodeType, live).sockets.map(({ name }) => name)).toEqual(want.map((slot) => `images.${slot}`));
  });

  test("a socket that matches any type says which it allows", () => {
    const template = { template_id: "t", allowed_types: "IMAGE,MASK" };
    const nodeType = sampleNodeType({
      required: { a: ["COMFY_MATCHTYPE_V3", { template }] },
      optional: { b: ["COMFY_DYNAMICSLOT_V3", { slotType: "IMAGE", inputs: { required: {} } }] },
    });
    expect(layoutWidgets(nodeType, { b: ["1", 0] }).sockets.map(({ type }) => type)).toEqual(["IMAGE,MASK", "IMAGE"]);
  });
});
