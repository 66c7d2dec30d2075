import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import type { Graph, GraphNode, GraphValue, SubgraphDefinition } from "../../src/graph/graph.ts";
import { graph, link, node, slotValue, toValue } from "./graph-builder.ts";
import { sampleSchema } from "./sample-schema.ts";

const outer = (input: string): GraphValue => ({ kind: "input", input });
const instance = (id: string, type: string, inputs: Parameters<typeof node>[2] = {}, facts: Partial<GraphNode> = {}) =>
  node(id, type, inputs, { kind: "subgraph", ...facts });

function definition(
  name: string,
  nodes: GraphNode[],
  outputs: Record<string, GraphValue>,
  inputs: string[] = ["image"],
): SubgraphDefinition {
  return {
    name,
    nodes,
    groups: [],
    notes: [],
    position: null,
    inputs: inputs.map((input) => ({ name: input, type: "IMAGE", slot: null })),
    outputs: Object.entries(outputs).map(([output, value]) => ({ name: output, value })),
  };
}

function compile(nodes: GraphNode[], definitions: SubgraphDefinition[], facts: Partial<Graph> = {}) {
  return compileGraph(graph(nodes, { definitions, ...facts }), sampleSchema);
}

const at = (line: number) => ({ file: "workflow.ts", line, column: 3 });
const source = () => node("source", "Source");
const save = (from: string, output: string | null = null) => node("save", "Save", { images: link(from, output) });
const twice = () =>
  definition(
    "twice",
    [node("first", "Two", { image: outer("image") }), node("second", "Two", { image: link("first") })],
    {
      out: link("second", "image_2"),
    },
  );

describe("subgraphs", () => {
  it("are taken apart, with the id of the instance before a colon", () => {
    const { prompt, issues } = compile(
      [source(), instance("up", "twice", { image: link("source") }), save("up")],
      [twice()],
    );
    expect(issues).toEqual([]);
    expect(Object.keys(prompt)).toEqual(["source", "up:first", "up:second", "save"]);
    expect(prompt["up:first"]!.inputs["image"]).toEqual(["source", 0]);
    expect(prompt["up:second"]!.inputs["image"]).toEqual(["up:first", 0]);
    expect(prompt["save"]!.inputs["images"]).toEqual(["up:second", 2]);
  });

  it("nest, however deeply", () => {
    const depth = 200;
    const definitions = [twice()];
    for (let level = 1; level <= depth; level++) {
      const inside = level === 1 ? "twice" : `level${level - 1}`;
      definitions.push(
        definition(`level${level}`, [instance(`i${level}`, inside, { image: outer("image") })], {
          out: link(`i${level}`),
        }),
      );
    }
    const { prompt, issues } = compile(
      [source(), instance("top", `level${depth}`, { image: link("source") }), save("top")],
      definitions,
    );
    expect(issues).toEqual([]);
    const ids = Object.keys(prompt);
    expect(ids).toHaveLength(4);
    expect(ids[1]).toMatch(/^top:i200:i199:.*:i1:first$/);
  });

  it("hand on a slot, a value and an input that is only passed through", () => {
    const through = definition(
      "through",
      [node("wide", "Wide", { image: outer("image"), text: outer("text"), size: outer("size") })],
      { same: outer("image"), made: link("wide") },
      ["image", "text", "size"],
    );
    const call = instance("t", "through", { image: link("source"), text: slotValue("prompt"), size: 128 });
    const { prompt, manifest, issues } = compile(
      [
        source(),
        call,
        node("other", "Two", { image: link("t", "same") }),
        save("t", "made"),
        node("more", "Save", { images: link("other") }),
      ],
      [through],
      { slots: [{ name: "prompt", kind: "text", default: "hi" }] },
    );
    expect(issues).toEqual([]);
    expect(prompt["t:wide"]!.inputs).toMatchObject({ text: "hi", size: 128 });
    expect(prompt["other"]!.inputs["image"]).toEqual(["source", 0]);
    expect(manifest.slots[0]!.targets).toEqual([{ node: "t:wide", input: "text" }]);
  });

  it("fill in the default of an input that the caller left out", () => {
    const sized: SubgraphDefinition = {
      ...definition("sized", [node("made", "Source", { size: outer("size") })], { out: link("made") }),
      inputs: [{ name: "size", type: "INT", slot: { name: "size", kind: "int", default: 32 } }],
    };
    const { prompt } = compile([instance("s", "sized"), save("s")], [sized]);
    expect(prompt["s:made"]!.inputs["size"]).toBe(32);
  });

  it("report an issue where the node was written, and from where the subgraph was called", () => {
    const inner = definition(
      "inner",
      [node("bad", "Source", { size: 1 }, { position: at(901) })],
      { out: link("bad") },
      [],
    );
    const middle = definition("middle", [instance("i", "inner", {}, { position: at(902) })], { out: link("i") }, []);
    const { issues, sources } = compile(
      [instance("m", "middle", {}, { position: at(903) }), save("m")],
      [inner, middle],
    );
    const want = { position: at(901), calledFrom: [at(902), at(903)] };
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "value_smaller_than_min", node: "m:i:bad", ...want });
    expect(sources["m:i:bad"]).toEqual(want);
  });

  it.each([
    {
      nodes: [source(), instance("x", "twise", { image: link("source") }), save("source")],
      code: "unknown_subgraph",
      hint: 'Did you mean "twice"?',
    },
    {
      nodes: [source(), instance("x", "twice", { image: link("source") }), save("x", "owt")],
      code: "unknown_output",
      hint: 'Did you mean "out"?',
    },
    {
      nodes: [source(), instance("x", "twice"), save("x")],
      code: "required_input_missing",
      hint: 'Give "image" in the call.',
    },
  ])("report $code, at the call that is wrong", ({ nodes, code, hint }) => {
    const { issues } = compile(nodes, [twice()]);
    expect(issues).toHaveLength(1);
    const wrong = nodes[code === "unknown_output" ? 2 : 1]!;
    expect(issues[0]).toMatchObject({ code, hint, position: wrong.position });
  });

  it("report an input that the definition does not have", () => {
    const broken = definition("broken", [node("two", "Two", { image: outer("imag") })], { out: link("two") });
    const { issues } = compile([source(), instance("b", "broken", { image: link("source") }), save("b")], [broken]);
    expect(issues.map(({ code, message }) => [code, message])).toEqual([
      ["unknown_input", 'The subgraph "broken" has no input "imag".'],
    ]);
  });

  it("report one that contains itself", () => {
    const a = definition("a", [instance("b", "b", { image: outer("image") })], { out: link("b") });
    const b = definition("b", [instance("a", "a", { image: outer("image") })], { out: link("a") });
    const { issues } = compile([source(), instance("top", "a", { image: link("source") }), save("source")], [a, b]);
    expect(issues.map((issue) => issue.code)).toEqual(["subgraph_recursion"]);
  });

  it("report an input that only its own output feeds", () => {
    const pass = definition("pass", [], { out: outer("image") });
    const { issues } = compile([source(), instance("p", "pass", { image: link("p") }), save("p")], [pass]);
    expect(issues[0]).toMatchObject({ code: "dependency_cycle", node: "save" });
  });

  it("that save by themselves may be returned as an output", () => {
    const saver = definition("saver", [node("inside", "Save", { images: outer("image") })], {});
    const { manifest, issues } = compile([source(), instance("s", "saver", { image: link("source") })], [saver], {
      outputs: [{ name: "image", node: "s" }],
    });
    expect(issues).toEqual([]);
    expect(manifest.outputs).toEqual([{ name: "image", node: "s:inside", kind: "image" }]);
  });

  it("take a plain value for an output", () => {
    const constant = definition("constant", [], { value: toValue(5) }, []);
    const { prompt } = compile(
      [node("s", "Source", { size: link("c", "value") }), instance("c", "constant"), save("s")],
      [constant],
    );
    expect(prompt["s"]!.inputs["size"]).toBe(5);
  });
});
