import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import type { GraphNode, GraphValue } from "../../src/graph/graph.ts";
import type { JsonObject } from "../../src/json/json-value.ts";
import { isLink } from "../../src/prompt/prompt.ts";
import { renderPrompt } from "../../src/prompt/prompt-text.ts";
import { graph, link, list, node, record } from "./graph-builder.ts";
import { sampleSchema } from "./sample-schema.ts";

function compile(nodes: GraphNode[], facts = {}) {
  return compileGraph(graph(nodes, facts), sampleSchema);
}

function inputsOf(nodes: GraphNode[], id: string): JsonObject {
  const { prompt, issues } = compile(nodes);
  expect(issues).toEqual([]);
  return prompt[id]!.inputs;
}

const source = () => node("source", "Source");
const save = (from: string) => node("save", "Save", { images: link(from) });

describe("lowering", () => {
  it("fills in what the editor would export, widgets first, then sockets", () => {
    const nodes = [source(), node("wide", "Wide", { image: link("source"), text: "hi" }), save("wide")];
    const inputs = inputsOf(nodes, "wide");
    expect(inputs).toEqual({
      strength: 1,
      size: 64,
      seed: 0,
      mode: "soft",
      text: "hi",
      on: true,
      note: "",
      count: 3,
      flag: false,
      image: ["source", 0],
    });
    expect(Object.keys(inputs)).toEqual([
      "strength",
      "size",
      "seed",
      "mode",
      "text",
      "on",
      "note",
      "count",
      "flag",
      "image",
    ]);
  });

  it("gives a widget that is linked its place among the widgets", () => {
    const nodes = [
      source(),
      node("wide", "Wide", { image: link("source"), text: "", any: link("source") }),
      save("wide"),
    ];
    expect(Object.keys(inputsOf(nodes, "wide")).slice(-2)).toEqual(["image", "any"]);
  });

  it("reports a required widget without any default, and does not invent a value", () => {
    const { issues, prompt } = compile([source(), node("wide", "Wide", { image: link("source") }), save("wide")]);
    expect(issues.map(({ code, node, input }) => [code, node, input])).toEqual([
      ["required_input_missing", "wide", "text"],
    ]);
    expect(issues[0]!.position?.file).toBe("workflow.ts");
    expect(issues[0]!.hint).toBe('Give "text" in the call.');
    expect(Object.keys(prompt["wide"]!.inputs)).not.toContain("text");
  });

  it("keeps 64-bit integers exact", () => {
    const nodes = [
      source(),
      node("wide", "Wide", { image: link("source"), text: "", seed: 18446744073709551615n, size: 64n }),
      save("wide"),
    ];
    const { prompt, issues } = compile(nodes);
    expect(issues).toEqual([]);
    expect(renderPrompt(prompt)).toContain('"seed": 18446744073709551615,');
    expect(prompt["wide"]!.inputs["size"]).toBe(64);
  });

  it("titles a node as the editor does", () => {
    const { prompt } = compile([
      source(),
      node("two", "Two", { image: link("source") }),
      node("save", "Save", { images: link("two") }, { title: "Mine" }),
    ]);
    expect(Object.values(prompt).map((item) => item._meta?.title)).toEqual(["Source", "Two Outputs", "Mine"]);
  });

  it.each([
    { output: null, want: 0 },
    { output: 2, want: 2 },
    { output: "mask", want: 1 },
    { output: "image", want: 0 },
    { output: "image_2", want: 2 },
  ])("finds output $output at index $want", ({ output, want }) => {
    const { prompt } = compile([
      source(),
      node("two", "Two", { image: link("source") }),
      node("wide", "Wide", { any: link("two", output) }),
    ]);
    expect(prompt["wide"]!.inputs["any"]).toEqual(["two", want]);
  });

  it.each([
    {
      output: "musk",
      message: 'Two has no output "musk". It has "image", "mask", "image_2".',
      hint: 'Did you mean "mask"?',
    },
    { output: 3, message: /Two has no output 3\. It has/, hint: "Link another node, or another output." },
    { output: -1, message: /Two has no output -1/, hint: "Link another node, or another output." },
    { output: 0.5, message: /Two has no output 0.5/, hint: "Link another node, or another output." },
  ])("refuses output $output", ({ output, message, hint }) => {
    const { issues } = compile([
      source(),
      node("two", "Two", { image: link("source") }),
      save("two"),
      node("more", "Save", { images: link("two", output) }),
    ]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "unknown_output", node: "more", input: "images", hint });
    expect(issues[0]!.message).toMatch(message);
  });

  it("says that a node without outputs gives nothing", () => {
    const { issues } = compile([source(), save("source"), node("again", "Save", { images: link("save") })]);
    expect(issues.map((issue) => issue.message)).toEqual(["Save has no outputs. It has none."]);
  });

  it("writes growing inputs under numbered names, from a list", () => {
    const nodes = [source(), node("grow", "Grow", { images: list(link("source"), link("source")) }), save("grow")];
    expect(inputsOf(nodes, "grow")).toEqual({ "images.image0": ["source", 0], "images.image1": ["source", 0] });
  });

  it("writes growing inputs under given names, from a record", () => {
    const nodes = [
      source(),
      node("grow", "Grow", {
        images: record({ image0: link("source"), image1: link("source") }),
        named: record({ left: link("source") }),
      }),
      save("grow"),
    ];
    expect(inputsOf(nodes, "grow")).toEqual({
      "images.image0": ["source", 0],
      "images.image1": ["source", 0],
      "named.left": ["source", 0],
    });
  });

  it("names the growing inputs of a list as the node type does", () => {
    const nodes = [
      source(),
      node("grow", "Grow", { images: list(link("source"), link("source")), named: list(link("source")) }),
      save("grow"),
    ];
    expect(Object.keys(inputsOf(nodes, "grow"))).toContain("named.left");
  });

  it.each([
    { given: link("source"), code: "input_not_a_list" },
    { given: list(...Array.from({ length: 5 }, () => link("source"))), code: "too_many_inputs" },
    {
      given: record({ image0: link("source"), image1: link("source"), image9: link("source") }),
      code: "unknown_input",
    },
  ])("refuses what a growing input does not take: $code", ({ given, code }) => {
    const { issues } = compile([source(), node("grow", "Grow", { images: given }), save("grow")]);
    expect(issues.map((issue) => issue.code)).toContain(code);
  });

  it("writes a dynamic combo as flat dotted keys, with the defaults of the chosen option", () => {
    const nodes = (how: GraphValue) => [
      source(),
      node("resize", "Resize", { image: link("source"), how }),
      save("resize"),
    ];
    expect(inputsOf(nodes(record({ key: "by factor", factor: 3 })), "resize")).toEqual({
      how: "by factor",
      "how.factor": 3,
      image: ["source", 0],
    });
    expect(inputsOf(nodes(record({ key: "to size", height: 4 })), "resize")).toEqual({
      how: "to size",
      "how.width": 8,
      "how.height": 4,
      image: ["source", 0],
    });
  });

  it("takes a dynamic combo as an imported prompt writes it, and as a literal object", () => {
    const flat = [
      source(),
      node("resize", "Resize", { image: link("source"), how: "by factor", "how.factor": 3 }),
      save("resize"),
    ];
    expect(inputsOf(flat, "resize")["how.factor"]).toBe(3);
    const literal = [
      source(),
      node("resize", "Resize", { image: link("source"), how: { key: "by factor", factor: 4 } }),
      save("resize"),
    ];
    expect(inputsOf(literal, "resize")["how.factor"]).toBe(4);
  });

  it("chooses the first option of a dynamic combo that the author left out, as the editor does", () => {
    const nodes = [source(), node("resize", "Resize", { image: link("source") }), save("resize")];
    expect(inputsOf(nodes, "resize")).toEqual({ how: "by factor", "how.factor": 2, image: ["source", 0] });
  });

  it("refuses an option that a dynamic combo does not have, once", () => {
    const { issues } = compile([
      source(),
      node("resize", "Resize", { image: link("source"), how: record({ key: "by facto", factor: 3 }) }),
      save("resize"),
    ]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "value_not_in_list", input: "how", hint: 'Did you mean "by factor"?' });
  });

  it("refuses a dynamic combo that a node chooses", () => {
    const { issues } = compile([
      source(),
      node("resize", "Resize", { image: link("source"), how: link("source") }),
      save("resize"),
    ]);
    expect(issues.map((issue) => issue.code)).toEqual(["slot_type_mismatch"]);
  });

  it("writes the inputs of a dynamic slot only where the slot is filled", () => {
    const nodes = (inputs: Record<string, GraphValue>) => [
      source(),
      node("opt", "Optional", { image: link("source"), ...inputs }),
      save("opt"),
    ];
    const always = { below: -1, table: { rows: [1.5, 2] }, image: ["source", 0] };
    expect(inputsOf(nodes({}), "opt")).toEqual(always);
    const filled = { ...always, extra: ["source", 0], "extra.amount": 0.5 };
    // A server of version 0.8 takes no link there, so issues are not looked at.
    expect(compile(nodes({ extra: link("source") })).prompt["opt"]!.inputs).toEqual(filled);
    const withAmount = record({ slot: link("source"), amount: 0.75 });
    expect(compile(nodes({ extra: withAmount })).prompt["opt"]!.inputs).toEqual({ ...filled, "extra.amount": 0.75 });
  });

  it("takes a value outside the list that the author insists on, with a warning", () => {
    const nodes = (mode: GraphValue) => [
      source(),
      node("wide", "Wide", { image: link("source"), text: "", mode }),
      save("wide"),
    ];
    const { issues, prompt } = compile(nodes({ kind: "any", value: "new" }));
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["value_not_in_list", "warning"]]);
    expect(prompt["wide"]!.inputs["mode"]).toBe("new");
    expect(compile(nodes({ kind: "literal", value: "new" })).issues[0]!.severity).toBe("error");
  });

  it("takes a file that the list of one server lacks, with a warning; where the lists count, it is an error", () => {
    const nodes = [
      node("load", "LoadModel", { ckpt_name: "c.safetensors" }),
      node("use", "UseModel", { model: link("load"), image: link("source") }),
      source(),
      save("use"),
    ];
    expect(compile(nodes).issues.map((issue) => issue.severity)).toEqual(["warning"]);
    const strict = { ...sampleSchema, listsAreAuthoritative: true };
    const { issues } = compileGraph(graph(nodes), strict);
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["value_not_in_list", "error"]]);
  });

  it("warns of a node that no output uses, but not where an error cut it off", () => {
    const lonely = node("lonely", "Two", { image: link("source") });
    expect(compile([source(), lonely, save("source")]).issues.map((issue) => issue.code)).toEqual(["dead_node"]);
    const cut = compile([source(), lonely, save("source"), node("bad", "Save", { images: link("lonely", "x") })]);
    expect(cut.issues.map((issue) => issue.code)).toEqual(["unknown_output"]);
  });

  it("wraps lists that are values, so that the server takes none for a link", () => {
    const curve = (points: GraphValue) => [
      source(),
      node("curve", "Curve", { image: link("source"), points }),
      save("curve"),
    ];
    expect(inputsOf(curve(list(0, 0.5, 1)), "curve")["points"]).toEqual({ __value__: [0, 0.5, 1] });
    expect(inputsOf(curve(record({ a: list(1, 2), b: null })), "curve")["points"]).toEqual({ a: [1, 2], b: null });
    expect(
      inputsOf([source(), node("curve", "Curve", { image: link("source") }), save("curve")], "curve")["points"],
    ).toEqual({
      __value__: [0, 1],
    });
  });

  it.each([
    { points: list(link("source"), 1), code: "unexpected_nested_value" },
    { points: record({ a: link("source") }), code: "unexpected_nested_value" },
    { points: Number.NaN, code: "not_finite" },
    { points: [1, Infinity], code: "not_finite" },
    { points: { a: Number.NaN }, code: "not_finite" },
  ])("refuses a value that no prompt can hold: $code", ({ points, code }) => {
    const { issues } = compile([source(), node("curve", "Curve", { image: link("source"), points }), save("curve")]);
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  it.each([
    { inputs: { strenght: 1 }, severity: "error", hint: 'Did you mean "strength"?' },
    { inputs: { unique_id: "5" }, severity: "error", hint: 'The server fills in "unique_id" itself: leave it out.' },
    { inputs: { zzzzzz: 1 }, severity: "error", hint: "Leave it out, or run comfyc sync if the node has changed." },
  ])("reports an input that the node type does not have: $inputs", ({ inputs, severity, hint }) => {
    const { issues, prompt } = compile([
      source(),
      node("wide", "Wide", { image: link("source"), text: "", ...inputs }),
      save("wide"),
    ]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "unknown_input", severity, hint, classType: "Wide" });
    expect(Object.keys(prompt["wide"]!.inputs)).not.toContain(Object.keys(inputs)[0]);
  });

  it("keeps undeclared inputs of a raw node, with a warning", () => {
    const raw = node("wide", "Wide", { image: link("source"), text: "", extra: 5 }, { kind: "raw" });
    const { issues, prompt } = compile([source(), raw, save("wide")]);
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["unknown_input", "warning"]]);
    expect(prompt["wide"]!.inputs["extra"]).toBe(5);
  });

  it.each(["node", "raw", "missing"] as const)(
    "says that a sync is needed for an unknown type (%s), and checks the rest",
    (kind) => {
      const { issues } = compile([
        node("mystery", "Mystery", { a: 1 }, { kind }),
        node("wide", "Wide", { image: link("mystery", "whatever"), text: "", size: 999 }),
        save("wide"),
      ]);
      expect(issues.map(({ code, node, input }) => [code, node, input])).toEqual([
        ["unknown_node_type", "mystery", null],
        ["value_bigger_than_max", "wide", "size"],
      ]);
      expect(issues[0]!.hint).toContain("comfyc sync");
    },
  );

  it("suggests the node type that was meant", () => {
    const { issues } = compile([node("wide", "Wyde", {}), source(), save("source")]);
    expect(issues[0]!.hint).toBe(
      'Did you mean "Wide"? If not: run comfyc sync against a server that has this node type.',
    );
  });

  it("reports a link to a node that does not exist", () => {
    const { issues } = compile([source(), save("sorce")]);
    expect(issues[0]).toMatchObject({
      code: "bad_linked_input",
      node: "save",
      input: "images",
      hint: 'Did you mean "source"?',
    });
  });

  it("reports two nodes of one id", () => {
    expect(compile([source(), source(), save("source")]).issues.map((issue) => issue.code)).toEqual([
      "duplicate_node_id",
    ]);
  });

  it("writes nodes in the order in which the editor exports them", () => {
    const { prompt } = compile([
      save("late"),
      node("late", "Wide", { image: link("source"), text: "" }),
      source(),
      node("alone", "Source"),
    ]);
    expect(Object.keys(prompt)).toEqual(["source", "alone", "late", "save"]);
  });

  it("keeps ids that the language itself uses", () => {
    const { prompt, issues } = compile([node("__proto__", "Source"), save("__proto__")]);
    expect(issues).toEqual([]);
    expect(Object.keys(prompt)).toEqual(["__proto__", "save"]);
  });
});

describe("cycles", () => {
  it("shows a circle as a path, once", () => {
    const nodes = [
      node("a", "Wide", { image: link("c"), text: "" }),
      node("b", "Wide", { image: link("a"), text: "" }),
      node("c", "Wide", { image: link("b"), text: "" }),
      save("c"),
    ];
    const { issues } = compile(nodes);
    const cycles = issues.filter((issue) => issue.code === "dependency_cycle");
    expect(cycles).toHaveLength(1);
    expect(cycles[0]!.message).toBe("Nodes feed each other in a circle: b (Wide) → c (Wide) → a (Wide) → b (Wide).");
    expect(cycles[0]!.position).toEqual(nodes[1]!.position);
  });

  it("shortens a long circle, without recursion", () => {
    const count = 20_000;
    const nodes = Array.from({ length: count }, (_, at) =>
      node(`n${at}`, "Two", { image: link(`n${(at + 1) % count}`) }),
    );
    const { issues } = compile([...nodes, source(), save("source")]);
    const [cycle] = issues.filter((issue) => issue.code === "dependency_cycle");
    expect(cycle!.message).toContain(" → … → ");
    expect(cycle!.message.length).toBeLessThan(300);
  });
});

describe("a graph", () => {
  const types = ["Two", "Wide", "Resize"] as const;
  const chain = fc.array(
    fc.record({
      type: fc.constantFrom(...types),
      from: fc.nat(),
      output: fc.nat(2),
      size: fc.integer({ min: 8, max: 64 }).map((at) => at * 4),
    }),
    {
      minLength: 1,
      maxLength: 20,
    },
  );

  it("compiles twice to the same bytes, with every link in range", () => {
    fc.assert(
      fc.property(chain, (steps) => {
        const nodes = [source()];
        for (const { type, from, output, size } of steps) {
          const at = nodes[from % nodes.length]!;
          const input = link(at.id, at.type === "Two" ? (output === 1 ? 2 : output) : 0);
          const more = type === "Wide" ? { text: "", size } : {};
          nodes.push(node(`n${nodes.length}`, type, { image: input, ...more }));
        }
        nodes.push(save(nodes.at(-1)!.id));
        const first = compile(nodes);
        const second = compile(nodes);
        expect(first.issues.filter((issue) => issue.severity === "error")).toEqual([]);
        expect(renderPrompt(second.prompt)).toBe(renderPrompt(first.prompt));
        expect(JSON.stringify(second.manifest)).toBe(JSON.stringify(first.manifest));
        const ids = Object.keys(first.prompt);
        for (const { inputs } of Object.values(first.prompt)) {
          for (const value of Object.values(inputs)) {
            if (isLink(value))
              expect(value[1]).toBeLessThan(
                sampleSchema.nodeTypes.get(first.prompt[value[0]]!.class_type)!.outputs.length,
              );
            if (isLink(value)) expect(ids).toContain(value[0]);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("takes values inside the range, and reports others under ComfyUI's own code", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 100 }).map((at) => at * 4),
        (size) => {
          const { issues } = compile([
            source(),
            node("wide", "Wide", { image: link("source"), text: "", size }),
            save("wide"),
          ]);
          const want = size < 32 ? ["value_smaller_than_min"] : size > 256 ? ["value_bigger_than_max"] : [];
          expect(issues.map((issue) => issue.code)).toEqual(want);
        },
      ),
    );
  });

  it("comes back from its own prompt as the same prompt", () => {
    fc.assert(
      fc.property(chain, (steps) => {
        const nodes = [
          source(),
          ...steps.map(({ type }, at) =>
            node(`n${at}`, type, {
              image: link(at === 0 ? "source" : `n${at - 1}`),
              ...(type === "Wide" && { text: "t" }),
            }),
          ),
        ];
        const { prompt } = compile([...nodes, save(nodes.at(-1)!.id)]);
        const again = Object.entries(prompt).map(([id, { class_type, inputs, _meta }]) => {
          const values = Object.entries(inputs).map(([name, value]) => [name, isLink(value) ? link(...value) : value]);
          return node(id, class_type, Object.fromEntries(values), { title: _meta!.title });
        });
        expect(renderPrompt(compile(again).prompt)).toBe(renderPrompt(prompt));
      }),
      { numRuns: 50 },
    );
  });

  it("of 10,000 nodes compiles", () => {
    const nodes = Array.from({ length: 5000 }, (_, at) => [
      node(`s${at}`, "Source"),
      node(`v${at}`, "Save", { images: link(`s${at}`) }),
    ]).flat();
    expect(compile(nodes).issues).toEqual([]);
  });
});
