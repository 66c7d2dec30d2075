import { describe, expect, test, vi } from "vitest";
import { pick, when } from "../../src/dsl/branch.ts";
import { group } from "../../src/dsl/group.ts";
import { note } from "../../src/dsl/note.ts";
import { slot } from "../../src/dsl/slot.ts";
import { socket } from "../../src/dsl/socket.ts";
import { subgraph } from "../../src/dsl/subgraph.ts";
import { buildGraph, catchError, type Comfy } from "./build-graph.ts";

const link = (node: string, output: unknown = null) => ({ kind: "link", node, output });

describe("groups and notes", () => {
  test("a group holds the nodes of its function, also those of groups inside it", () => {
    const { groups } = buildGraph((comfy) => {
      comfy.Before();
      const result = group("outer", () => {
        comfy.A();
        return group("inner", () => comfy.B());
      });
      comfy.After({ result });
    });
    expect(groups).toEqual([
      { title: "outer", nodes: ["A", "B"] },
      { title: "inner", nodes: ["B"] },
    ]);
  });

  test("a note has its text and position", () => {
    const { notes } = buildGraph(() => note("Read me."));
    expect(notes).toMatchObject([{ text: "Read me.", position: { file: import.meta.filename } }]);
  });

  test("another copy of the package adds to the same build", async () => {
    vi.resetModules();
    const copy = await import("../../src/entry/authoring.ts");
    expect(copy.group).not.toBe(group);
    const shared = copy.subgraph(
      "shared",
      { inputs: { image: copy.socket("IMAGE"), factor: copy.slot.float({ default: 2 }) }, outputs: ["image"] },
      (comfy: Comfy, { image, factor }) => comfy.Scale({ image, factor }),
    );
    const graph = buildGraph((comfy) => {
      copy.group("copied", () => shared({ image: comfy.A() }));
      copy.note("copied");
    });
    expect(graph.groups).toEqual([{ title: "copied", nodes: ["A", "shared"] }]);
    expect(graph.notes).toHaveLength(1);
    expect(graph.definitions[0]?.inputs[1]).toMatchObject({ type: "FLOAT", slot: { kind: "float", default: 2 } });
  });

  const outside: { name: string; call: () => unknown }[] = [
    { name: "group", call: () => group("g", () => 1) },
    { name: "note", call: () => note("n") },
    { name: "when", call: () => when({} as never, () => 1) },
    { name: "pick", call: () => pick({} as never, {}) },
    { name: "Subgraph s", call: subgraph("s", { inputs: {}, outputs: ["a"] }, (comfy: Comfy) => comfy.A()) as never },
  ];
  test.each(outside)("$name outside of build is an error", ({ name, call }) => {
    const error = catchError(call);
    expect(error.code).toBe("invalid_workflow");
    expect(error.message).toContain(`${name} is called outside of build.`);
  });

  test("an error in a build leaves no build active", () => {
    expect(() => buildGraph(() => group("g", () => note(5 as never)))).toThrow(/note takes a text/);
    expect(catchError(() => note("n")).message).toMatch(/outside of build/);
  });

  test("odd arguments are refused", () => {
    expect(catchError(() => buildGraph(() => group(5 as never, () => 1))).message).toMatch(/group takes a title/);
    expect(catchError(() => buildGraph(() => group("g", 5 as never))).message).toMatch(/group takes a title/);
    expect(catchError(() => buildGraph(() => group("g", async () => 1))).message).toMatch(/Group g is asynchronous/);
  });
});

describe("subgraphs", () => {
  const enlarge = subgraph(
    "enlarge",
    { inputs: { image: socket("IMAGE"), factor: slot.float({ default: 2, min: 1, max: 8 }) }, outputs: ["image"] },
    (comfy: Comfy, { image, factor }) => comfy.ImageScaleBy({ image, scale_by: factor }),
  );

  test("are one definition, however often they are used, and instances carry their inputs and position", () => {
    const { definitions, nodes } = buildGraph((comfy) => {
      const once = enlarge({ image: comfy.Load().IMAGE });
      comfy.Use({ image: enlarge({ image: once, factor: 3 }, { id: "big", title: "Big" }) });
    });
    expect(definitions).toMatchObject([
      {
        name: "enlarge",
        inputs: [
          { name: "image", type: "IMAGE", slot: null },
          { name: "factor", type: "FLOAT", slot: { name: "factor", kind: "float", default: 2, min: 1, max: 8 } },
        ],
        outputs: [{ name: "image", value: link("ImageScaleBy") }],
        nodes: [
          {
            id: "ImageScaleBy",
            inputs: { image: { kind: "input", input: "image" }, scale_by: { kind: "input", input: "factor" } },
          },
        ],
      },
    ]);
    expect(nodes.slice(1, 4)).toMatchObject([
      { id: "enlarge", kind: "subgraph", type: "enlarge", inputs: { image: link("Load", "IMAGE") } },
      { id: "big", kind: "subgraph", title: "Big", position: { file: import.meta.filename } },
      { inputs: { image: link("big") } },
    ]);
    expect(nodes[2]?.inputs).toEqual({ image: link("enlarge"), factor: { kind: "literal", value: 3 } });
  });

  test("hold groups, notes and other subgraphs of their own", () => {
    const outer = subgraph(
      "outer",
      { inputs: { image: socket("IMAGE") }, outputs: ["a", "b"] },
      (comfy: Comfy, { image }) => {
        note("inside");
        const a = group("twice", () => enlarge({ image: enlarge({ image }) }));
        return { a, b: comfy.Invert({ image: a }) };
      },
    );
    const graph = buildGraph((comfy) => {
      const { a, b } = outer({ image: comfy.Load() });
      comfy.Use({ a, b });
    });
    expect(graph.definitions.map(({ name }) => name)).toEqual(["outer", "enlarge"]);
    expect(graph.definitions[0]).toMatchObject({
      groups: [{ title: "twice", nodes: ["enlarge", "enlarge_2"] }],
      notes: [{ text: "inside" }],
      outputs: [
        { name: "a", value: link("enlarge_2") },
        { name: "b", value: link("Invert") },
      ],
    });
    expect(graph.groups).toEqual([]);
    expect(graph.nodes[2]?.inputs).toEqual({ a: link("outer", "a"), b: link("outer", "b") });
  });

  test("may give on an input, and the outputs of one node by name", () => {
    const lora = subgraph("lora", { inputs: { model: socket("MODEL") }, outputs: ["MODEL", "CLIP"] }, ((
      comfy: Comfy,
      { model }: Comfy,
    ) => comfy.LoraLoader({ model })) as never);
    const same = subgraph(
      "same",
      { inputs: { image: socket("IMAGE") }, outputs: { image: socket("IMAGE") } },
      (_comfy, { image }) => ({
        image,
      }),
    );
    const graph = buildGraph((comfy) => {
      lora({ model: comfy.Load() });
      same({ image: comfy.Load() });
    });
    expect(graph.definitions[0]?.outputs).toEqual([
      { name: "MODEL", value: link("LoraLoader", "MODEL") },
      { name: "CLIP", value: link("LoraLoader", "CLIP") },
    ]);
    expect(graph.definitions[1]?.outputs).toEqual([{ name: "image", value: { kind: "input", input: "image" } }]);
  });

  const declared: { name: string; make: () => unknown; want: RegExp }[] = [
    {
      name: "no name",
      make: () => subgraph("", { inputs: {}, outputs: ["a"] }, () => 1 as never),
      want: /needs a name/,
    },
    { name: "no options", make: () => subgraph("s", undefined as never, () => 1 as never), want: /does not say its/ },
    {
      name: "no inputs",
      make: () => subgraph("s", { outputs: ["a"] } as never, () => 1 as never),
      want: /Subgraph s does not say its inputs and outputs/,
    },
    {
      name: "no body",
      make: () => subgraph("s", { inputs: {}, outputs: ["a"] }, 5 as never),
      want: /needs a function/,
    },
    {
      name: "no outputs",
      make: () => subgraph("s", { inputs: {}, outputs: [] }, () => 1 as never),
      want: /has no outputs/,
    },
    {
      name: "two outputs of one name",
      make: () => subgraph("s", { inputs: {}, outputs: ["a", "a"] }, () => 1 as never),
      want: /Subgraph s has two outputs of the name a/,
    },
    {
      name: "an input that is a value",
      make: () => subgraph("s", { inputs: { a: 5 as never }, outputs: ["a"] }, () => 1 as never),
      want: /Input a of subgraph s is declared neither with socket nor with slot/,
    },
    { name: "a socket without a type", make: () => socket(""), want: /socket takes the name of a socket type/ },
  ];
  test.each(declared)("$name is refused where it is declared", ({ make, want }) => {
    const error = catchError(make);
    expect(error.message).toMatch(want);
    expect(error.message).toContain(import.meta.filename);
  });

  const plain = { inputs: { image: socket("IMAGE") }, outputs: ["image"] } as const;
  const used: { name: string; build: (comfy: Comfy, slots: Comfy) => unknown; want: RegExp }[] = [
    {
      name: "a missing socket",
      build: () => enlarge({} as never),
      want: /Input image of subgraph enlarge is missing: it takes IMAGE/,
    },
    {
      name: "an unknown input",
      build: () => enlarge({ imagee: 1 } as never),
      want: /Subgraph enlarge has no input imagee/,
    },
    {
      name: "a value outside the range",
      build: (comfy) => enlarge({ image: comfy.A(), factor: 9 }),
      want: /Input factor of subgraph enlarge: 9 is above the maximum of 8/,
    },
    {
      name: "a socket that is undefined",
      build: () => enlarge({ image: undefined as never }),
      want: /Input image of enlarge is undefined/,
    },
    {
      name: "two subgraphs of one name",
      build: (comfy) => {
        for (const _ of [1, 2]) subgraph("twin", plain, (comfy: Comfy) => comfy.A())({ image: comfy.B() });
      },
      want: /uses two subgraphs of the name twin/,
    },
    {
      name: "a node from outside",
      build: (comfy) => {
        const outside = comfy.B();
        subgraph("s", plain, (comfy: Comfy) => comfy.A({ image: outside }))({ image: outside });
      },
      want: /Input image of A is node B outside subgraph s/,
    },
    {
      name: "a slot of the workflow",
      build: (comfy, { flag }) => subgraph("s", plain, (comfy: Comfy) => comfy.A({ flag }))({ image: comfy.B() }),
      want: /Input flag of A is slot flag outside subgraph s/,
    },
    {
      name: "a node from inside",
      build: (comfy) => {
        let inside: Comfy;
        subgraph("s", plain, (comfy: Comfy) => (inside = comfy.A()))({ image: comfy.B() });
        comfy.C({ image: inside });
      },
      want: /Input image of C is node A inside subgraph s/,
    },
    {
      name: "an output that is a value",
      build: (comfy) => subgraph("s", plain, () => ({ image: 5 }) as never)({ image: comfy.B() }),
      want: /Output image of subgraph s is neither an output of a node nor an input/,
    },
    {
      name: "an output that is missing",
      build: (comfy) => subgraph("s", plain, () => ({}) as never)({ image: comfy.B() }),
      want: /Output image of subgraph s is undefined/,
    },
    {
      name: "an output that was not declared",
      build: (comfy) =>
        subgraph("s", plain, ((comfy: Comfy) => ({ image: comfy.A(), mask: 1 })) as never)({ image: comfy.B() }),
      want: /Subgraph s returns mask, which is none of its outputs/,
    },
    {
      name: "nothing returned",
      build: (comfy) => subgraph("s", plain, () => undefined as never)({ image: comfy.B() }),
      want: /Subgraph s does not return its outputs: image/,
    },
    {
      name: "an asynchronous body",
      build: (comfy) => subgraph("s", plain, (async () => 1) as never)({ image: comfy.B() }),
      want: /Subgraph s is asynchronous/,
    },
    {
      name: "when inside it",
      build: (comfy, { flag }) =>
        subgraph("s", plain, (comfy: Comfy, { image }) => when(flag, () => comfy.A({ image }), image))({
          image: comfy.B(),
        }),
      want: /when is called inside subgraph s/,
    },
  ];
  test.each(used)("$name is refused", ({ build, want }) => {
    const error = catchError(() => buildGraph(build, { flag: slot.bool() }));
    expect(error.message).toMatch(want);
    expect(error.message).toContain(import.meta.filename);
  });

  test("a subgraph that uses itself, directly or by another, is refused", () => {
    const first: (inputs: object) => object = subgraph(
      "first",
      { inputs: {}, outputs: ["a"] },
      () => second({}) as never,
    );
    const second: (inputs: object) => object = subgraph(
      "second",
      { inputs: {}, outputs: ["a"] },
      () => first({}) as never,
    );
    const error = catchError(() => buildGraph(() => first({})));
    expect(error.message).toMatch(/Subgraph first uses itself: first → second → first/);
  });
});

describe("when and pick", () => {
  const flag = {
    flag: slot.bool(),
    kind: slot.choice({ options: ["a", "b", "c"] }),
    text: slot.text(),
    open: slot.choice(),
  };

  test("when links consumers to the piece, and says what takes its place", () => {
    const { branches, nodes } = buildGraph((comfy, { flag }) => {
      const { MODEL } = comfy.Load();
      comfy.Use({ model: when(flag, () => comfy.Lora({ model: comfy.Patch({ model: MODEL }) }), MODEL) });
    }, flag);
    expect(nodes.find(({ id }) => id === "Use")?.inputs).toEqual({ model: link("Lora") });
    expect(branches).toMatchObject([
      {
        kind: "when",
        slot: "flag",
        position: { file: import.meta.filename },
        choices: [
          { equals: true, nodes: ["Patch", "Lora"], results: { "": link("Lora") } },
          { equals: false, nodes: [], results: { "": link("Load", "MODEL") } },
        ],
      },
    ]);
  });

  const results: { name: string; build: (comfy: Comfy, slots: Comfy) => unknown; want: unknown }[] = [
    {
      name: "an object of sockets",
      build: (comfy, { flag }) => {
        const { MODEL, CLIP } = comfy.Load();
        const { m, c } = when(flag, () => ({ m: comfy.A({ MODEL }).M, c: comfy.B({ CLIP }) }), { m: MODEL, c: CLIP });
        comfy.Use({ m, c });
      },
      want: [
        { equals: true, nodes: ["A", "B"], results: { m: link("A", "M"), c: link("B") } },
        { equals: false, nodes: [], results: { m: link("Load", "MODEL"), c: link("Load", "CLIP") } },
      ],
    },
    {
      name: "a node handle against an object",
      build: (comfy, { flag }) => {
        const load = comfy.Load();
        const lora = when(flag, () => comfy.Lora({ model: load.MODEL }), { MODEL: load.MODEL, CLIP: null } as Comfy);
        comfy.Use({ model: lora.MODEL });
      },
      want: [
        { equals: true, nodes: ["Lora"], results: { MODEL: link("Lora", "MODEL"), CLIP: link("Lora", "CLIP") } },
        { equals: false, nodes: [], results: { MODEL: link("Load", "MODEL"), CLIP: null } },
      ],
    },
    {
      name: "node handles whose outputs are used by name",
      build: (comfy, { flag }) => {
        const load = comfy.Load();
        const lora = when(flag, () => comfy.Lora({ model: load.MODEL }), load);
        comfy.Use({ model: lora.MODEL, list: [{ clip: lora.CLIP }] });
      },
      want: [
        { equals: true, nodes: ["Lora"], results: { MODEL: link("Lora", "MODEL"), CLIP: link("Lora", "CLIP") } },
        { equals: false, nodes: [], results: { MODEL: link("Load", "MODEL"), CLIP: link("Load", "CLIP") } },
      ],
    },
    {
      name: "a piece that only saves",
      build: (comfy, { flag }) => when(flag, () => comfy.Preview({ image: comfy.Load() })),
      want: [
        { equals: true, nodes: ["Load", "Preview"], results: {} },
        { equals: false, nodes: [], results: {} },
      ],
    },
    {
      name: "a piece that gives nothing",
      build: (comfy, { flag }) => when(flag, () => void comfy.Preview()),
      want: [
        { equals: true, nodes: ["Preview"], results: { "": null } },
        { equals: false, nodes: [], results: { "": null } },
      ],
    },
    {
      name: "an optional link that is dropped",
      build: (comfy, { flag }) => comfy.Use({ mask: when(flag, () => comfy.Mask(), null) }),
      want: [
        { equals: true, nodes: ["Mask"], results: { "": link("Mask") } },
        { equals: false, nodes: [], results: { "": null } },
      ],
    },
    {
      name: "the choice with nodes of its own first, though the author wrote it second",
      build: (comfy, { flag }) => {
        const image = comfy.Load();
        comfy.Use({
          image: when(
            flag,
            () => image,
            () => comfy.Blur({ image }),
          ),
        });
      },
      want: [
        { equals: false, nodes: ["Blur"], results: { "": link("Blur") } },
        { equals: true, nodes: [], results: { "": link("Load") } },
      ],
    },
    {
      name: "pick",
      build: (comfy, { kind }) => {
        const image = comfy.Load();
        comfy.Use({
          image: pick(kind, {
            a: () => image,
            b: () => comfy.B({ image }),
            c: () => comfy.C({ image }).IMAGE,
          } as never),
        });
      },
      want: [
        { equals: "b", nodes: ["B"], results: { "": link("B") } },
        { equals: "a", nodes: [], results: { "": link("Load") } },
        { equals: "c", nodes: ["C"], results: { "": link("C", "IMAGE") } },
      ],
    },
  ];
  test.each(results)("$name", ({ build, want }) => {
    expect(buildGraph((comfy, slots) => void build(comfy, slots), flag).branches[0]?.choices).toEqual(want);
  });

  test("nested: the outer piece holds the nodes of the inner one", () => {
    const { branches, nodes } = buildGraph((comfy, { flag, kind }) => {
      const image = comfy.Load();
      const result = when(
        flag,
        () => pick(kind, { a: () => comfy.A({ image }), b: () => comfy.B({ image }), c: () => image } as never),
        image,
      );
      comfy.Use({ result });
    }, flag);
    expect(nodes.find(({ id }) => id === "Use")?.inputs).toEqual({ result: link("A") });
    expect(branches.map(({ kind, choices }) => [kind, choices[0]])).toEqual([
      ["pick", { equals: "a", nodes: ["A"], results: { "": link("A") } }],
      ["when", { equals: true, nodes: ["A", "B"], results: { "": link("A") } }],
    ]);
  });

  const refused: { name: string; build: (comfy: Comfy, slots: Comfy) => unknown; want: RegExp }[] = [
    {
      name: "a truth value",
      build: (comfy) => when(true as never, () => comfy.A(), null),
      want: /Argument 1 of when is a plain value, not a slot\.bool/,
    },
    {
      name: "a slot of another kind",
      build: (comfy, { text }) => when(text, () => comfy.A(), null),
      want: /Argument 1 of when is slot text, not a slot\.bool/,
    },
    {
      name: "pick over a bool",
      build: (_comfy, { flag }) => pick(flag, {}),
      want: /Argument 1 of pick is slot flag, not a slot\.choice/,
    },
    {
      name: "pick over a choice without options",
      build: (_comfy, { open }) => pick(open, {}),
      want: /Slot open has no options of its own/,
    },
    {
      name: "a missing option",
      build: (comfy, { kind }) => pick(kind, { a: () => comfy.A(), b: () => comfy.B() } as never),
      want: /pick has no choice for option "c" of slot kind/,
    },
    {
      name: "an unknown option",
      build: (_comfy, { kind }) => pick(kind, { z: () => 1 } as never),
      want: /Choice "z" of pick is no option of slot kind/,
    },
    {
      name: "a choice that is no function",
      build: (_comfy, { kind }) => pick(kind, { a: 1 } as never),
      want: /Choice "a" of pick is not a function/,
    },
    {
      name: "a number as result",
      build: (comfy, { flag }) => when(flag, () => 5, 7) && comfy.A(),
      want: /The result of when for true is not an output of a node/,
    },
    {
      name: "a slot as result",
      build: (comfy, { flag, text }) => when(flag, () => comfy.A(), text),
      want: /The result of when for false is not an output/,
    },
    {
      name: "a number in an object",
      build: (comfy, { flag }) => when(flag, () => ({ a: comfy.A() }), { a: 5 } as never),
      want: /for false, a, is not an output of a node/,
    },
    {
      name: "different names",
      build: (comfy, { flag }) => when(flag, () => ({ a: comfy.A() }), { b: comfy.B() } as never),
      want: /give different names: a; b/,
    },
    {
      name: "one socket against an object",
      build: (comfy, { flag }) => when(flag, () => ({ a: comfy.A() }), comfy.B().X),
      want: /for false is one socket, but another choice gives a/,
    },
    {
      name: "an output that the other choice lacks",
      build: (comfy, { flag }) => comfy.Use({ c: when(flag, () => comfy.Lora(), comfy.Load().MODEL).CLIP }),
      want: /Output CLIP of a when is used, but one of its choices gives only output MODEL of Load/,
    },
    {
      name: "no nodes of its own",
      build: (comfy, { flag }) => {
        const a = comfy.A();
        when(flag, () => a, comfy.B());
      },
      want: /No choice of when gives outputs of its own nodes/,
    },
    {
      name: "one output under two names",
      build: (comfy, { flag }) => {
        const l = comfy.L();
        when(
          flag,
          () => {
            const a = comfy.A();
            return { x: a, y: a };
          },
          { x: l.X, y: l.Y },
        );
      },
      want: /each output once|No choice of when/,
    },
    {
      name: "an asynchronous piece",
      build: (_comfy, { flag }) => when(flag, async () => 1 as never, null),
      want: /The result of when for true is asynchronous/,
    },
  ];
  test.each(refused)("$name is refused", ({ build, want }) => {
    const error = catchError(() => buildGraph((comfy, slots) => void build(comfy, slots), flag));
    expect(error.message).toMatch(want);
    expect(error.message).toContain(import.meta.filename);
  });
});
