import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { anyValue } from "../../src/dsl/any-value.ts";
import { slot } from "../../src/dsl/slot.ts";
import { workflow } from "../../src/dsl/workflow.ts";
import { buildGraph, catchError, type Comfy } from "./build-graph.ts";

describe("node calls", () => {
  test("any name is a node type, also one that every object has", () => {
    const names = ["KSampler", "Image Blend", "constructor", "__proto__", "toString", "hasOwnProperty", "名前"];
    const { nodes } = buildGraph((comfy) => {
      for (const name of names) comfy[name]({});
    });
    expect(nodes.slice(0, -1).map(({ type, id }) => [type, id])).toEqual(names.map((name) => [name, name]));
  });

  test("inputs become literals, links by output name, slots, lists and records, in the author's order", () => {
    const { nodes } = buildGraph(
      (comfy, { prompt }) => {
        const loader = comfy.Loader();
        comfy.Use({
          text: prompt,
          model: loader.MODEL,
          first: loader,
          second: loader[1],
          list: [loader.VAE, 1, "a", true, null, 2n ** 64n - 1n],
          record: { key: "scale", image: loader.IMAGE },
          any: anyValue("new.safetensors"),
          ["__proto__"]: 5,
        });
      },
      { prompt: slot.text() },
    );
    const link = (output: unknown) => ({ kind: "link", node: "Loader", output });
    const literal = (value: unknown) => ({ kind: "literal", value });
    expect(Object.entries(nodes[1]!.inputs)).toEqual([
      ["text", { kind: "slot", slot: "prompt" }],
      ["model", link("MODEL")],
      ["first", link(null)],
      ["second", link(1)],
      [
        "list",
        {
          kind: "list",
          items: [link("VAE"), literal(1), literal("a"), literal(true), literal(null), literal(2n ** 64n - 1n)],
        },
      ],
      ["record", { kind: "record", entries: { key: literal("scale"), image: link("IMAGE") } }],
      ["any", { kind: "any", value: "new.safetensors" }],
      ["__proto__", literal(5)],
    ]);
  });

  test("$raw and $missing name their type as a text", () => {
    const { nodes } = buildGraph((comfy) => {
      comfy.$missing("Gone", { a: comfy.$raw("My Node", { n: 1 }, { id: "mine", title: "Mine" }).OUT });
    });
    expect(nodes.slice(0, 2)).toMatchObject([
      { id: "mine", kind: "raw", type: "My Node", title: "Mine" },
      { kind: "missing", type: "Gone", inputs: { a: { kind: "link", node: "mine", output: "OUT" } } },
    ]);
  });

  const refused: { name: string; build: (comfy: Comfy) => unknown; want: RegExp }[] = [
    { name: "undefined", build: (comfy) => comfy.A({ n: undefined }), want: /Input n of A is undefined/ },
    { name: "a function", build: (comfy) => comfy.A({ n: comfy.B }), want: /Input n of A is a function/ },
    { name: "a promise", build: (comfy) => comfy.A({ n: Promise.resolve(1) }), want: /Input n of A is a promise/ },
    { name: "a symbol", build: (comfy) => comfy.A({ n: Symbol("n") }), want: /Input n of A is a symbol/ },
    { name: "NaN", build: (comfy) => comfy.A({ n: Number.NaN }), want: /Input n of A is NaN, not a finite number/ },
    {
      name: "an infinity in a list",
      build: (comfy) => comfy.A({ n: [1, -Infinity] }),
      want: /n\[1\] of A|n of A\[1\]/,
    },
    { name: "a hole in a list", build: (comfy) => comfy.A({ n: [1, , 2] }), want: /is undefined/ }, // oxlint-disable-line no-sparse-arrays
    { name: "a date", build: (comfy) => comfy.A({ n: new Date() }), want: /Input n of A is a Date/ },
    { name: "a slot declaration", build: (comfy) => comfy.A({ n: slot.int() }), want: /is a slot declaration/ },
    { name: "a text as inputs", build: (comfy) => comfy.A("text"), want: /Argument 1 of A is not an object of inputs/ },
    { name: "a node as inputs", build: (comfy) => comfy.A(comfy.B()), want: /Argument 1 of A is not an object/ },
    { name: "a text as options", build: (comfy) => comfy.A({}, "id"), want: /Argument 2 of A is not an object/ },
    { name: "an id that is no text", build: (comfy) => comfy.A({}, { id: 7 }), want: /Option id of A is not a text/ },
    { name: "an empty id", build: (comfy) => comfy.A({}, { id: "" }), want: /Option id of A is not a text/ },
    { name: "a title that is no text", build: (comfy) => comfy.A({}, { title: 7 }), want: /Option title of A/ },
    { name: "$raw without a type", build: (comfy) => comfy.$raw({}), want: /Argument 1 of \$raw is not the name/ },
  ];
  test.each(refused)("refuses $name with the position of the call", ({ build, want }) => {
    const error = catchError(() => buildGraph(build));
    expect(error.code).toBe("invalid_workflow");
    expect(error.message).toMatch(want);
    expect(error.issues[0]?.position?.file).toBe(import.meta.filename);
  });

  test("refuses an object that holds itself", () => {
    const round: Record<string, unknown> = {};
    round["self"] = round;
    expect(catchError(() => buildGraph((comfy) => comfy.A({ round }))).message).toMatch(/holds itself/);
  });
});

describe("slots and nodes have no value while the workflow is built", () => {
  const uses: { name: string; use: (value: Comfy) => unknown }[] = [
    { name: "a template", use: (value) => `a ${value}` },
    { name: "a sum", use: (value) => value + 1 },
    { name: "a comparison", use: (value) => value > 3 },
    { name: "String()", use: String },
    { name: "Number()", use: Number },
    { name: "toString()", use: (value) => value.toString() },
  ];
  test.each(uses)("$name throws with a hint at its position", ({ use }) => {
    const slots = { steps: slot.int() };
    const forSlot = catchError(() => buildGraph((_comfy, { steps }) => use(steps), slots));
    expect(forSlot.message).toMatch(/Slot steps is used as text, number or truth value/);
    expect(forSlot.hint).toMatch(/if \(slot\).*cannot be noticed/);
    const forNode = catchError(() => buildGraph((comfy) => use(comfy.A().IMAGE)));
    expect(forNode.message).toMatch(/Output IMAGE of node A is used as text/);
    expect(forNode.message).toContain(import.meta.filename);
  });

  test("what the language and consoles ask for adds no node and throws nothing", async () => {
    let waiting: Promise<unknown> | undefined;
    const { nodes } = buildGraph(
      (comfy, { prompt }) => {
        const node = comfy.A({ prompt });
        const values = [comfy, node, node.IMAGE, prompt];
        for (const value of values) {
          expect(JSON.stringify({ value })).toBe('{"value":{}}');
          expect({ ...value }).toEqual({});
          expect(Object.keys(value)).toEqual([]);
          expect(value.then).toBeUndefined();
          expect(value[Symbol.iterator]).toBeUndefined();
          expect(inspect(value)).not.toBe("");
        }
        expect(inspect(node)).toBe("[node A]");
        expect(inspect(prompt)).toBe("[slot prompt]");
        expect(node.IMAGE.IMAGE).toBeUndefined();
        expect(node.IMAGE).toBe(node.IMAGE);
        waiting = Promise.all(values);
      },
      { prompt: slot.text() },
    );
    await waiting;
    expect(nodes.map(({ type }) => type)).toEqual(["A", "Save"]);
  });
});

describe("nodes and slots stay in their build", () => {
  test("a node of another workflow is refused", () => {
    let foreign: Comfy;
    buildGraph((comfy) => void (foreign = comfy.A()));
    const error = catchError(() => buildGraph((comfy) => comfy.B({ image: foreign.IMAGE })));
    expect(error.message).toMatch(/Input image of B is output IMAGE of node A of another workflow/);
  });

  test("a slot of another workflow is refused", () => {
    let foreign: Comfy;
    buildGraph((_comfy, slots) => void (foreign = slots.seed), { seed: slot.seed() });
    const error = catchError(() => buildGraph((comfy) => comfy.B({ seed: foreign }), { seed: slot.seed() }));
    expect(error.message).toMatch(/Input seed of B is slot seed of another workflow/);
  });

  test("comfy is of no use after its build", () => {
    let kept: Comfy;
    buildGraph((comfy) => void (kept = comfy));
    expect(catchError(() => kept.A()).message).toMatch(/Node A is added to workflow test after its build has ended/);
  });

  test("a workflow may be built inside the build of another", () => {
    const inner = workflow("inner", { build: (comfy: Comfy) => ({ out: comfy.A() }) });
    const graph = buildGraph((comfy) => {
      comfy.B();
      expect(inner.toGraph().nodes).toHaveLength(1);
    });
    expect(graph.nodes.map(({ type }) => type)).toEqual(["B", "Save"]);
  });
});
