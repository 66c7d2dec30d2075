import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/json/json-value.ts";
import { parseJson } from "../../../src/json/parse-json.ts";
import { stringifyJson } from "../../../src/json/stringify-json.ts";
import { judgePromptLine, renderLineVerdict } from "../../../src/compiler/validate/prompt-line.ts";
import { validatePrompt, validateRequest } from "../../../src/compiler/validate/validate-prompt.ts";
import { sampleSchema } from "./sample-server.ts";

const schema = sampleSchema();
const image = '"1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64}}';
const save = (source: string) =>
  `"9": {"class_type": "SaveImage", "inputs": {"images": ${source}, "filename_prefix": "x"}}`;

function judge(nodes: string, request?: JsonObject) {
  const files = { input: ["pic.png", "sub/a.png"], output: ["done.png"], temp: [] };
  return validatePrompt(parseJson(`{${nodes}}`), schema, { files, ...(request && { request }) });
}

/** `code@node.input`, marked `!` where comfyc alone says so and `?` where that is a warning. */
function codes(nodes: string, request?: JsonObject): string[] {
  return judge(nodes, request)
    .issues.map(({ code, node, input, origin, severity }) => {
      const mark = origin === "server" ? "" : severity === "error" ? "!" : "?";
      return `${mark}${code}${node === null ? "" : `@${node}`}${input === null ? "" : `.${input}`}`;
    })
    .sort();
}

const cases: [name: string, nodes: string, want: string[]][] = [
  ["a good prompt", `${image}, ${save('["1", 0]')}`, []],
  ["no nodes", "", ["prompt_no_outputs"]],
  ["a node without class_type", '"a": {"inputs": {}}', ["invalid_prompt"]],
  ["an unknown class", `"a": {"class_type": "Nope", "inputs": {}}, ${image}`, ["invalid_prompt"]],
  [
    "an unknown class that no output needs",
    `${image}, ${save('["1", 0]')}, "z": {"class_type": null}`,
    ["invalid_prompt"],
  ],
  ["a class type that is a list", '"a": {"class_type": ["X"]}', ["!malformed_prompt"]],
  ["a node that is a number", '"a": 5', ["!malformed_prompt"]],
  ["a node that is a list", '"a": []', ["invalid_prompt"]],
  [
    "a missing input",
    '"9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x"}}',
    ["required_input_missing@9.images"],
  ],
  ["a list that is no link", save("[1]"), ["bad_linked_input@9.images"]],
  ["a link to a missing node", save('["7", 0]'), ["exception_during_validation@9"]],
  ["a link by number", save("[1, 0]"), ["exception_during_validation@9"]],
  ["a link to a list", save('[["1"], 0]'), ["exception_during_validation@9"]],
  ["a slot out of range", `${image}, ${save('["1", 1]')}`, ["exception_during_validation@9"]],
  ["a slot written as a float", `${image}, ${save('["1", 0.0]')}`, ["exception_during_validation@9"]],
  ["a slot beyond 64 bits", `${image}, ${save('["1", 99999999999999999999]')}`, ["exception_during_validation@9"]],
  ["a negative slot", `${image}, ${save('["1", -1]')}`, ["?unusual_slot@9.images"]],
  ["a slot that is false", `${image}, ${save('["1", false]')}`, ["?unusual_slot@9.images"]],
  [
    "a wrong type",
    `"2": {"class_type": "SolidMask", "inputs": {"value": 1.0}}, ${save('["2", 0]')}`,
    ["return_type_mismatch@9.images"],
  ],
  [
    "an inner exception",
    `"2": {"class_type": "ImageInvert", "inputs": {"image": ["7", 0]}}, ${save('["2", 0]')}`,
    ["exception_during_inner_validation@2.images"],
  ],
  [
    "values out of range, and the source behind them",
    `"1": {"class_type": "EmptyImage", "inputs": {"width": 0, "height": 16392}}, ${save('["1", 0]')}`,
    ["value_bigger_than_max@1.height", "value_smaller_than_min@1.width"],
  ],
  [
    "a text for a number",
    `"1": {"class_type": "EmptyImage", "inputs": {"width": "x", "height": 64}}, ${save('["1", 0]')}`,
    ["invalid_input_type@1.width"],
  ],
  [
    "a combo value, in Python's equality",
    '"2": {"class_type": "Duration", "inputs": {"seconds": 5.0}}, "9": {"class_type": "Preview", "inputs": {"source": ["2", 0]}}',
    [],
  ],
  [
    "a combo value as text",
    '"2": {"class_type": "Duration", "inputs": {"seconds": "5"}}, "9": {"class_type": "Preview", "inputs": {"source": ["2", 0]}}',
    ["value_not_in_list@2.seconds"],
  ],
  [
    "no inputs",
    `"1": {"class_type": "EmptyImage"}, ${save('["1", 0]')}`,
    ["exception_during_inner_validation@1.images"],
  ],
  [
    "no inputs of a node that does not run",
    `${image}, ${save('["1", 0]')}, "2": {"class_type": "EmptyImage"}`,
    ["!missing_inputs@2"],
  ],
  [
    "no inputs where another output is good",
    `${image}, ${save('["1", 0]')}, "8": {"class_type": "Preview"}`,
    ["!missing_inputs@8", "exception_during_validation@8"],
  ],
  ["inputs null", '"9": {"class_type": "SaveImage", "inputs": null}', ["exception_during_validation@9"]],
  ["inputs a list", '"9": {"class_type": "Preview", "inputs": ["source"]}', ["exception_during_validation@9"]],
  [
    "inputs a text",
    '"9": {"class_type": "Preview", "inputs": "x"}',
    ["!missing_inputs@9", "required_input_missing@9.source"],
  ],
  [
    "a dynamic combo",
    `${image}, "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": "by factor"}}, ${save('["2", 0]')}`,
    ["required_input_missing@2.resize.factor"],
  ],
  [
    "an unknown key of a dynamic combo",
    `${image}, "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": "by facto"}}, ${save('["2", 0]')}`,
    ["!dynamic_combo_key@2.resize"],
  ],
  [
    "a linked and a missing selector",
    `${image}, "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": ["1", 0]}},
     "3": {"class_type": "Resize", "inputs": {"input": ["2", 0]}}, ${save('["3", 0]')}`,
    ["!dynamic_combo_key@2.resize", "!dynamic_combo_key@3.resize"],
  ],
  [
    "a wrong selector, its value and its link, once",
    `${image}, "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": "by facto", "resize.factor": 1.0, "resize.match": ["1", 0]}}, ${save('["2", 0]')}`,
    ["!dynamic_combo_key@2.resize"],
  ],
  [
    "a wrong selector over a link to nothing, both",
    `${image}, "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": "by facto", "resize.match": ["7", 0]}}, ${save('["2", 0]')}`,
    ["!dynamic_combo_key@2.resize", "!undeclared_link@2.resize.match"],
  ],
  [
    "a MatchType that does not fit its consumer",
    `"1": {"class_type": "SolidMask", "inputs": {"value": 1.0}},
     "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": "by factor", "resize.factor": 1.0}}, ${save('["2", 0]')}`,
    ["!match_type_mismatch@9.images"],
  ],
  [
    "a MatchType that is not allowed",
    `"1": {"class_type": "LoadModel", "inputs": {"ckpt_name": "a.safetensors"}},
     "2": {"class_type": "Resize", "inputs": {"input": ["1", 0], "resize": "by factor", "resize.factor": 1.0}},
     "9": {"class_type": "Preview", "inputs": {"source": ["2", 0]}}`,
    ["!match_type_mismatch@2.input"],
  ],
  ["an empty group", `"2": {"class_type": "Batch", "inputs": {}}, ${save('["2", 0]')}`, ["!autogrow_empty@2.images"]],
  [
    "a group with a gap, one too few and a wrong name",
    `${image}, "2": {"class_type": "Batch", "inputs": {"images.image1": ["1", 0], "images.image9": ["1", 0]}}, ${save('["2", 0]')}`,
    ["!autogrow_name@2.images.image9", "?autogrow_below_min@2.images", "?autogrow_gap@2.images"],
  ],
  [
    "a wrong name in a group of names",
    `${image}, "2": {"class_type": "Tasks", "inputs": {"videos.middle": ["1", 0]}}, "9": {"class_type": "Preview", "inputs": {"source": ["2", 0]}}`,
    ["!autogrow_name@2.videos.middle"],
  ],
  ["a literal on a socket", save("5"), ["!literal_on_socket@9.images"]],
  [
    "an undeclared literal",
    `${image}, "9": {"class_type": "Preview", "inputs": {"source": 1, "zz": 1}}`,
    ["?dead_node@1", "?undeclared_input@9.zz"],
  ],
  [
    "a hidden input",
    `${image}, "9": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x", "prompt": {}}}`,
    ["?undeclared_input@9.prompt"],
  ],
  [
    "an undeclared link",
    '"9": {"class_type": "Preview", "inputs": {"source": 1, "zz": ["7", 0]}}',
    ["!undeclared_link@9.zz"],
  ],
  [
    "an undeclared link to an invalid node",
    '"1": {"class_type": "ImageInvert", "inputs": {}}, "9": {"class_type": "Preview", "inputs": {"source": 1, "zz": ["1", 0]}}',
    ["!required_input_missing@1.image", "!undeclared_link@9.zz"],
  ],
  ["a wrapped link", `${image}, ${save('{"__value__": ["1", 0]}')}`, ["?wrapped_link@9.images"]],
  ["a wrapped link to nothing", save('{"__value__": ["7", 0]}'), ["!link_to_missing_node@9.images"]],
  ["a wrapped link out of range", `${image}, ${save('{"__value__": ["1", 4]}')}`, ["!slot_out_of_range@9.images"]],
  [
    "a wrapped link of a wrong type",
    `"1": {"class_type": "SolidMask", "inputs": {"value": 1.0}}, ${save('{"__value__": ["1", 0]}')}`,
    ["!return_type_mismatch@9.images"],
  ],
  [
    "a lazy slot out of range",
    `${image}, "2": {"class_type": "Blend", "inputs": {"image1": ["1", 0], "image2": ["1", 0], "mode": "screen", "lazy_image": ["1", 5]}}, ${save('["2", 0]')}`,
    ["!lazy_slot_out_of_range@2.lazy_image", "exception_during_inner_validation@2.images"],
  ],
  [
    "a cycle",
    `"1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}}, "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, ${save('["1", 0]')}`,
    ["!dependency_cycle@1"],
  ],
  [
    "a dead node that is invalid",
    `"1": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, "2": {"class_type": "EmptyImage", "inputs": {"width": 64}},
     "9": {"class_type": "Preview", "inputs": {"source": 1}}`,
    ["?dead_node@1", "?dead_node@2", "?required_input_missing@2.height"],
  ],
  [
    "values off their step",
    `"1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 65}}, "2": {"class_type": "SolidMask", "inputs": {"value": 0.005}},
     "3": {"class_type": "Blend", "inputs": {"image1": ["1", 0], "image2": ["1", 0], "mode": "screen", "mask": ["2", 0]}}, ${save('["3", 0]')}`,
    ["?off_step@1.height", "?off_step@2.value"],
  ],
  [
    "not a number",
    '"1": {"class_type": "SolidMask", "inputs": {"value": "nan"}}, "9": {"class_type": "Preview", "inputs": {"source": ["1", 0]}}',
    ["?not_a_number@1.value"],
  ],
  ["a file in a folder", `"1": {"class_type": "LoadImage", "inputs": {"image": "sub/a.png"}}, ${save('["1", 0]')}`, []],
  [
    "a file that is not there",
    `"1": {"class_type": "LoadImage", "inputs": {"image": "b.png"}}, ${save('["1", 0]')}`,
    ["custom_validation_failed@1.image"],
  ],
  [
    "a folder for a file",
    `"1": {"class_type": "LoadImage", "inputs": {"image": "sub"}}, ${save('["1", 0]')}`,
    ["!file_is_folder@1.image"],
  ],
  [
    "no file name",
    `"1": {"class_type": "LoadImage", "inputs": {"image": ""}}, ${save('["1", 0]')}`,
    ["!file_is_folder@1.image"],
  ],
];

describe("validatePrompt", () => {
  it.each(cases)("finds in %s what is wrong", (_, nodes, want) => expect(codes(nodes)).toEqual([...want].sort()));

  it("keeps the good outputs and names the dropped ones", () => {
    const verdict = judge(
      `${image}, ${save('["1", 0]')}, "8": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}`,
    );
    expect(verdict).toMatchObject({ ok: false, serverVerdict: "accepted", status: 200, outputs: ["9"], error: null });
    expect(verdict.nodeErrors["8"]).toMatchObject({ class_type: "SaveImage", dependent_outputs: ["8"] });
  });

  it("writes errors as the server does", () => {
    const { error, nodeErrors } = judge(
      `"1": {"class_type": "EmptyImage", "inputs": {"width": "x", "height": 8}}, ${save('["1", 0]')}`,
    );
    expect(error).toEqual({
      type: "prompt_outputs_failed_validation",
      message: "Prompt outputs failed validation",
      details: "",
      extra_info: {},
    });
    expect(nodeErrors["1"]?.errors).toEqual([
      {
        type: "invalid_input_type",
        message: "Failed to convert an input value to a INT value",
        details: "width, x, invalid literal for int() with base 10: 'x'",
        extra_info: {
          input_name: "width",
          input_config: ["INT", { default: 512, min: 1, max: 16384, step: 1 }],
          received_value: "x",
          exception_message: "invalid literal for int() with base 10: 'x'",
        },
      },
      {
        type: "value_smaller_than_min",
        message: "Value 8 smaller than min of 16",
        details: "height",
        extra_info: {
          input_name: "height",
          input_config: ["INT", { default: 512, min: 16, max: 16384, step: 8 }],
          received_value: 8,
        },
      },
    ]);
  });

  it("gives back coerced values only where value or Python type changes, and leaves the prompt alone", () => {
    const prompt = parseJson(
      `{"1": {"class_type": "EmptyImage", "inputs": {"width": "6_4", "height": 64.0}}, "2": {"class_type": "SolidMask", "inputs": {"value": 1}}, "9": {"class_type": "Preview", "inputs": {"source": ["1", 0]}}, "8": {"class_type": "Preview", "inputs": {"source": ["2", 0]}}}`,
    );
    const before = stringifyJson(prompt);
    const { coerced } = validatePrompt(prompt, schema);
    expect(stringifyJson(coerced as JsonObject)).toBe('{"1":{"width":64,"height":64},"2":{"value":1.0}}');
    expect(stringifyJson(prompt)).toBe(before);
  });

  it.each<[string, string, { message: string; hint?: string }]>([
    [
      "a missing node",
      save('["7", 0]'),
      { message: "Input images links to node 7, which does not exist.", hint: 'Nodes of this prompt: "9".' },
    ],
    [
      "a misspelt node",
      `"picture": ${image.slice(5)}, ${save('["pictur", 0]')}`,
      { message: "Input images links to node pictur, which does not exist.", hint: 'Did you mean "picture"?' },
    ],
    [
      "a node by number",
      `${image}, ${save("[1, 0]")}`,
      { message: "Input images links to node 1, but the id of a node is a text.", hint: 'Write ["1", 0].' },
    ],
    [
      "a node by list",
      `${image}, ${save('[["1"], 0]')}`,
      {
        message: 'Input images links to node ["1"], but the id of a node is a text.',
        hint: 'Nodes of this prompt: "1", "9".',
      },
    ],
    [
      "an output that is not there",
      `${image}, ${save('["1", 1]')}`,
      {
        message: "Input images links to output 1 of node 1 (EmptyImage), which has 1 output.",
        hint: "Outputs by index: 0 IMAGE.",
      },
    ],
    [
      "an output of a node that has none",
      `${image}, "8": {"class_type": "Preview", "inputs": {"source": ["1", 0]}}, ${save('["8", 0]')}`,
      { message: "Input images links to output 0 of node 8 (Preview), which has 0 outputs." },
    ],
    [
      "a node behind, whose own input it is",
      `"2": {"class_type": "ImageInvert", "inputs": {"image": ["7", 0]}}, ${save('["2", 0]')}`,
      { message: "Input image links to node 7, which does not exist.", hint: 'Nodes of this prompt: "2", "9".' },
    ],
    [
      "no inputs",
      '"9": {"class_type": "SaveImage"}',
      { message: "This node has no inputs.", hint: 'Write "inputs": {} for a node without inputs.' },
    ],
    [
      "inputs that are a list",
      '"9": {"class_type": "Preview", "inputs": ["source"]}',
      {
        message: "This node has inputs that are a list and no object.",
        hint: 'Write "inputs": {} for a node without inputs.',
      },
    ],
    [
      "the check of a node type that raises",
      '"9": {"class_type": "TripoConversionNode", "inputs": {"original_model_task_id": 1, "face_limit": 1}}',
      {
        message: "The server fails while it looks at this node: 'original_model_task_id' (KeyError).",
      },
    ],
  ])("explains an exception over %s", (_, nodes, want) => {
    const issue = judge(nodes).issues.find(({ code }) => code.startsWith("exception_"));
    expect({ message: issue?.message, ...(issue?.hint !== undefined && { hint: issue.hint }) }).toEqual(want);
  });

  it.each<[string, string, { message: string; hint?: string }]>([
    [
      "a misspelt node type",
      `"a": {"class_type": "EmptyImge"}, ${image}`,
      {
        message: 'Node a uses the node type "EmptyImge", which the server does not have.',
        hint: 'Did you mean "EmptyImage"? If not: run comfyc sync against a server that has it, or give its object_info by --schema.',
      },
    ],
    [
      "several unknown node types",
      '"a": {"class_type": "Something"}, "b": {"class_type": "Other"}',
      {
        message:
          'Node a uses the node type "Something", which the server does not have. The same holds for b ("Other").',
        hint: "Run comfyc sync against a server that has it, or give its object_info by --schema.",
      },
    ],
    [
      "no node type",
      '"a": {"inputs": {}}',
      { message: "Node a has no class_type.", hint: 'Write the name of its node type: "class_type": "KSampler".' },
    ],
    ["a node type that is a number", '"a": {"class_type": 5}', { message: "The class_type of node a is not a text." }],
    [
      "nothing that saves",
      image,
      { message: "Prompt has no outputs.", hint: "Add a node that saves or shows something, such as SaveImage." },
    ],
    [
      "the editor's file",
      '"id": "x", "nodes": [], "links": []',
      {
        message: "Cannot execute because a node is missing the class_type property. Node ID '#id'.",
        hint: "This is the editor's workflow.json: convert it with `comfyc convert`, or use Export (API) in the editor.",
      },
    ],
    [
      "the editor's file of another version",
      '"last_node_id": 9, "nodes": []',
      {
        message: "The server would answer 500 without a reason: a node must be an object, not a number.",
        hint: "This is the editor's workflow.json: convert it with `comfyc convert`, or use Export (API) in the editor.",
      },
    ],
    [
      "the body of a request",
      `"prompt": {${image}}, "client_id": "c"`,
      {
        message: "Cannot execute because a node is missing the class_type property. Node ID '#prompt'.",
        hint: 'This is the whole body of a request: the prompt is what stands under "prompt".',
      },
    ],
  ])("says of a prompt with %s where and what to do, on no node", (_, nodes, want) => {
    const { message, hint, node } = judge(nodes).issues[0]!;
    expect({ message, ...(hint !== undefined && { hint }) }).toEqual(want);
    expect(node).toBeNull();
  });

  it("asks for no saving node where the request leaves out the one that is there", () => {
    const { issues } = judge(`${image}, ${save('["1", 0]')}`, { partial_execution_targets: [] });
    expect(issues).toMatchObject([{ code: "prompt_no_outputs" }]);
    expect(issues[0]?.hint).toBeUndefined();
  });

  it("says which name a group lacks", () => {
    const { issues } = judge(
      `${image}, "2": {"class_type": "Batch", "inputs": {"images.image0": ["1", 0], "images.image3": ["1", 0]}}, ${save('["2", 0]')}`,
    );
    expect(issues).toMatchObject([
      {
        code: "autogrow_gap",
        message: "Group images has images.image3, but not images.image1 and images.image2.",
        hint: "Name the inputs without a gap: images.image0 and images.image1.",
      },
    ]);
  });

  it("says which outputs there are where a wrapped link asks for another", () => {
    expect(judge(`${image}, ${save('{"__value__": ["1", 4]}')}`).issues).toMatchObject([
      {
        message: "The link asks for index 4 of node 1 (EmptyImage), which has 1 output.",
        hint: "Outputs by index: 0 IMAGE.",
      },
    ]);
  });

  it("suggests the nearest option", () => {
    const { issues } = judge(
      `${image}, "2": {"class_type": "Blend", "inputs": {"image1": ["1", 0], "image2": ["1", 0], "mode": "scren"}}, ${save('["2", 0]')}`,
    );
    expect(issues[0]).toMatchObject({
      message: 'Input mode is "scren", and it is not one of the 3 options.',
      hint: 'Did you mean "screen"?',
      classType: "Blend",
    });
  });

  it("takes any file where the lists are not those of the server, and says so where it has a list", () => {
    const prompt = parseJson(
      `{"1": {"class_type": "LoadModel", "inputs": {"ckpt_name": "new.safetensors"}}, "9": {"class_type": "Preview", "inputs": {"source": ["1", 0]}}}`,
    );
    expect(validatePrompt(prompt, schema)).toMatchObject({ ok: false });
    const other = validatePrompt(prompt, sampleSchema({ authoritative: false }));
    expect(other).toMatchObject({ ok: true, issues: [{ code: "unlisted_value", severity: "warning" }] });
  });

  it("looks at no disk where the files are unknown", () => {
    const prompt = parseJson(`{"1": {"class_type": "LoadImage", "inputs": {"image": "b.png"}}, ${save('["1", 0]')}}`);
    expect(validatePrompt(prompt, schema).ok).toBe(true);
  });

  it.each([
    [200, true, false],
    [201, true, true],
    [600, true, true],
    [601, false, true],
    [984, false, true],
  ])("accepts a chain of %d nodes, as the server does", (length, ok, warned) => {
    const { serverVerdict, issues, ok: found } = validatePrompt(chain(length), schema);
    expect([serverVerdict, found, issues.length > 0]).toEqual(["accepted", ok, warned]);
  });

  it("refuses a longer chain, and judges one of 20,000 nodes without a crash", () => {
    for (const length of [985, 20_000]) {
      const verdict = validatePrompt(chain(length), schema);
      expect(verdict.serverVerdict).toBe("rejected");
      expect(verdict.issues.map(({ code }) => code)).toEqual(["exception_during_inner_validation", "chain_too_deep"]);
    }
  });

  it("accepts just what the range allows, in any prompt", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.bigInt()), (width) => {
        const prompt = {
          "1": { class_type: "EmptyImage", inputs: { width, height: 64 } },
          "9": { class_type: "Preview", inputs: { source: ["1", 0] } },
        };
        const want = width < 1 ? ["value_smaller_than_min"] : width > 16384 ? ["value_bigger_than_max"] : [];
        expect(validatePrompt(prompt, schema).issues.map(({ code }) => code)).toEqual(want);
      }),
    );
  });

  it("gives a verdict on anything, and the same one twice", () => {
    const value = fc.jsonValue() as fc.Arbitrary<JsonObject>;
    const node = fc.record({
      class_type: fc.constantFrom("EmptyImage", "SaveImage", "Resize", "Batch", "LoadImage"),
      inputs: value,
    });
    const prompt = fc.oneof(value, fc.dictionary(fc.constantFrom("1", "2", "3"), fc.oneof(node, value)));
    fc.assert(
      fc.property(prompt, (given) => {
        const verdict = validatePrompt(given as JsonObject, schema);
        expect(validatePrompt(given as JsonObject, schema)).toEqual(verdict);
        expect(verdict.ok).toBe(verdict.issues.every(({ severity }) => severity !== "error"));
      }),
    );
  });
});

function chain(length: number): JsonObject {
  const prompt: JsonObject = { n0: { class_type: "EmptyImage", inputs: { width: 64, height: 64 } } };
  for (let index = 1; index < length - 1; index++) {
    prompt[`n${index}`] = { class_type: "ImageInvert", inputs: { image: [`n${index - 1}`, 0] } };
  }
  prompt["end"] = { class_type: "Preview", inputs: { source: [`n${length - 2}`, 0] } };
  return prompt;
}

describe("the rest of the request", () => {
  const good = parseJson(`{${image}, ${save('["1", 0]')}, "8": {"class_type": "Preview", "inputs": {"source": 1}}}`);
  const withFields = (fields: JsonObject) => validateRequest({ ...fields, prompt: good }, schema);

  it.each<[string, JsonObject, string[]]>([
    ["a list", { partial_execution_targets: ["8"] }, ["8"]],
    ["null", { partial_execution_targets: null }, ["8", "9"]],
    ["a text", { partial_execution_targets: "189" }, ["8", "9"]],
    ["an object", { partial_execution_targets: { "9": 1 } }, ["9"]],
  ])("takes targets as %s, by Python's in", (_, fields, outputs) =>
    expect(withFields(fields).outputs).toEqual(outputs),
  );

  it.each<[string, JsonObject]>([
    ["targets false", { partial_execution_targets: false }],
    ["number null", { number: null }],
    ["number a text", { number: "abc" }],
    ["extra_data null", { extra_data: null }],
    ["extra_data a list", { extra_data: [], client_id: "c" }],
  ])("knows that %s is a 500", (_, fields) => {
    expect(withFields(fields)).toMatchObject({ status: 500, serverVerdict: "rejected", error: null, nodeErrors: {} });
    expect(withFields(fields).issues.map(({ code, origin }) => `${code} ${origin}`)).toEqual([
      "malformed_prompt comfyc",
    ]);
  });

  it.each<[string, JsonObject]>([
    ["number nan", { number: "nan" }],
    ["number true", { number: true }],
    ["preview_method bogus", { extra_data: { preview_method: "bogus" } }],
    ["client_id a number", { client_id: 5 }],
    ["extra_pnginfo null", { extra_data: { extra_pnginfo: null } }],
    ["front a text", { front: "false" }],
  ])("lets %s pass", (_, fields) => expect(withFields(fields).ok).toBe(true));

  it.each<[string, JsonObject, string]>([
    ["client_id an object", { client_id: {} }, "bad_client_id"],
    ["client_id in extra_data", { extra_data: { client_id: ["a"] } }, "bad_client_id"],
    ["extra_pnginfo a number", { extra_data: { extra_pnginfo: 5 } }, "bad_extra_pnginfo"],
  ])("warns of %s, which the server accepts", (_, fields, code) => {
    expect(withFields(fields)).toMatchObject({
      ok: false,
      serverVerdict: "accepted",
      issues: [{ code, severity: "error" }],
    });
  });

  it("judges bodies of any shape", () => {
    expect(validateRequest({}, schema).error?.type).toBe("no_prompt");
    expect(validateRequest([], schema).error?.type).toBe("no_prompt");
    for (const body of [null, 5, "prompt", ["number"]]) expect(validateRequest(body, schema).status).toBe(500);
    for (const prompt of [5, null, "x", [[]], [0]]) expect(validatePrompt(prompt, schema).status).toBe(500);
    for (const prompt of ["", []]) expect(validatePrompt(prompt, schema).error?.type).toBe("prompt_no_outputs");
  });
});

describe("a line", () => {
  it("answers in the fixed shape", () => {
    const line = parseJson(
      `{"id": "a", "other": 1, "request_extra": {"partial_execution_targets": ["9"]}, "prompt": {${image}, ${save('["1", 0]')}}}`,
    );
    expect(stringifyJson(renderLineVerdict(judgePromptLine(line, schema)))).toBe(
      '{"id":"a","ok":true,"serverVerdict":"accepted","outputs":["9"],"coerced":{},"issues":[]}',
    );
  });

  it("has no keys beyond the fixed ones in its issues, though the verdict knows the node type and a hint", () => {
    const verdict = judgePromptLine(parseJson(`{"id": 1, "prompt": {${save("[1]")}}}`), schema);
    expect(verdict.issues[0]).toMatchObject({ classType: "SaveImage", hint: expect.stringContaining("__value__") });
    const [issue] = renderLineVerdict(verdict)["issues"] as JsonObject[];
    expect(Object.keys(issue!)).toEqual(["code", "origin", "severity", "node", "input", "message"]);
  });

  it("gives a missing prompt as no_prompt", () => {
    expect(judgePromptLine(parseJson('{"id": 5}'), schema)).toMatchObject({
      id: 5,
      ok: false,
      serverVerdict: "rejected",
      issues: [{ code: "no_prompt", origin: "server", severity: "error", node: null, input: null }],
    });
    expect(judgePromptLine(null, schema).id).toBeNull();
  });
});
