import { describe, expect, test, vi } from "vitest";
import { slot, type SlotDefinition } from "../../src/dsl/slot.ts";
import { isWorkflowDefinition, workflow } from "../../src/dsl/workflow.ts";
import { buildGraph, catchError, type Comfy } from "./build-graph.ts";

const small = workflow("small", {
  task: "image_generation",
  description: "A test.",
  slots: { prompt: slot.text({ label: "Prompt", default: "a house" }), seed: slot.seed() },
  build: (comfy: Comfy, { prompt, seed }) => ({ image: comfy.Save({ image: comfy.Paint({ prompt, seed }) }) }),
});

describe("a definition", () => {
  test("is known as one, also by another copy of the package", async () => {
    expect(isWorkflowDefinition(small)).toBe(true);
    for (const other of [undefined, null, {}, small.toGraph, "small"]) expect(isWorkflowDefinition(other)).toBe(false);
    vi.resetModules();
    const copy = await import("../../src/dsl/workflow.ts");
    expect(copy.workflow).not.toBe(workflow);
    expect(copy.isWorkflowDefinition(small)).toBe(true);
  });

  test("gives the same graph at each call, as frozen plain data", () => {
    const first = small.toGraph();
    expect(first).toEqual(small.toGraph());
    expect(first).not.toBe(small.toGraph());
    expect(structuredClone(first)).toEqual(first);
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(visit);
    };
    visit(first);
  });

  test("holds what the author said", () => {
    const graph = small.toGraph();
    expect(graph).toMatchObject({
      graphVersion: 1,
      name: "small",
      task: "image_generation",
      version: "1.0.0",
      description: "A test.",
      slots: [
        { name: "prompt", kind: "text", label: "Prompt", default: "a house" },
        { name: "seed", kind: "seed" },
      ],
      outputs: [{ name: "image", node: "Save" }],
      definitions: [],
      branches: [],
    });
    expect(graph.nodes.map(({ id }) => id)).toEqual(["Paint", "Save"]);
  });

  test("freezes no list of the author", () => {
    const options = ["a", "b"];
    workflow("lists", { slots: { kind: slot.choice({ options }) }, build: (comfy: Comfy) => ({ out: comfy.A() }) });
    options.push("c");
    expect(options).toHaveLength(3);
  });
});

describe("names", () => {
  const bad = ["", "a b", "../x", "con", "LPT1", ".hidden", "ä", 5];
  test.each(bad)("workflow name %j is refused", (name) => {
    const error = catchError(() => workflow(name as string, { build: () => ({}) }));
    expect(error.message).toMatch(/cannot name a folder/);
    expect(error.message).toContain(import.meta.filename);
  });

  const badSlots = [
    "Prompt",
    "two words",
    "kebab-case",
    "_private",
    "1st",
    "class",
    "lambda",
    "interface",
    "a__b",
    "é",
  ];
  test.each(badSlots)("slot name %j is refused at the slot", (name) => {
    const error = catchError(() => workflow("w", { slots: { [name]: slot.int() }, build: () => ({}) }));
    expect(error.message).toMatch(/is not snake_case|is a keyword of Python or TypeScript/);
    expect(error.details["position"]).toMatchObject({ file: import.meta.filename });
  });

  test.each(["steps", "top_k", "lora_2", "constructor", "match"])("slot name %j is fine", (name) => {
    const graph = buildGraph((comfy, slots) => comfy.A({ value: slots[name] }) && undefined, { [name]: slot.int() });
    expect(graph.nodes[0]?.inputs["value"]).toEqual({ kind: "slot", slot: name });
  });

  test.each<[Record<string, SlotDefinition>, RegExp]>([
    [{ a: slot.int({ renamedFrom: ["b"] }), b: slot.int() }, /Slot a is renamed from "b", but a slot has that name/],
    [{ a: slot.int({ renamedFrom: ["a"] }) }, /Slot a is renamed from "a", but a slot has that name/],
    [
      { a: slot.int({ renamedFrom: ["c"] }), b: slot.int({ renamedFrom: ["c"] }) },
      /Slot b is renamed from "c", but slot a had that name too/,
    ],
  ])("an old name that is taken is refused", (slots, want) => {
    const error = catchError(() => workflow("w", { slots, build: () => ({}) }));
    expect(error.message).toMatch(want);
    expect(error.details["position"]).toMatchObject({ file: import.meta.filename });
  });

  test.each([
    [undefined, /Workflow w has no function build/],
    [{}, /Workflow w has no function build/],
    [{ build: () => ({}), version: 2 }, /Option version of workflow w is not a string/],
    [{ build: () => ({}), task: {} }, /Option task of workflow w is not a string/],
  ])("options %j are refused", (options, want) => {
    const error = catchError(() => workflow("w", options as never));
    expect(error.message).toMatch(want);
    expect(error.details["position"]).toMatchObject({ file: import.meta.filename });
  });

  test("a slot that is a plain value is refused", () => {
    const slots = { steps: 20 } as never;
    expect(catchError(() => workflow("w", { slots, build: () => ({}) })).message).toMatch(/Slot steps is not declared/);
  });
});

describe("slot facts that contradict themselves are refused at the slot", () => {
  const cases: { name: string; make: () => unknown; want: RegExp }[] = [
    {
      name: "a fraction",
      make: () => slot.int({ default: 1.5 }),
      want: /slot\.int: default 1\.5 is not a whole number/,
    },
    {
      name: "a rounded integer",
      make: () => slot.seed({ default: 2 ** 60 }),
      want: /is beyond 2\^53 and must be a bigint/,
    },
    { name: "a text", make: () => slot.int({ default: "20" as never }), want: /default "20" is not a whole number/ },
    {
      name: "below the range",
      make: () => slot.int({ min: 1, default: 0 }),
      want: /default 0 is below the minimum of 1/,
    },
    {
      name: "above the range",
      make: () => slot.seed({ max: 5n, default: 6n }),
      want: /default 6n is above the maximum of 5/,
    },
    { name: "an empty range", make: () => slot.float({ min: 2, max: 1 }), want: /min 2 is above max 1/ },
    { name: "no number", make: () => slot.float({ max: Number.NaN }), want: /max NaN is not a finite number/ },
    { name: "a step of zero", make: () => slot.float({ step: 0 }), want: /step 0 is not a positive number/ },
    { name: "an order", make: () => slot.text({ order: Infinity }), want: /order Infinity is not a number/ },
    { name: "no truth value", make: () => slot.bool({ default: 1 as never }), want: /default 1 is not true or false/ },
    {
      name: "no text",
      make: () => slot.image({ default: 1 as never }),
      want: /slot\.image: default 1 is not a string/,
    },
    {
      name: "a default outside the options",
      make: () => slot.choice({ options: ["a", "b"], default: "c" as never }),
      want: /slot\.choice: default "c" is none of "a", "b"/,
    },
    { name: "no options", make: () => slot.choice({ options: [] }), want: /options is not a list of at least one/ },
    { name: "an option twice", make: () => slot.choice({ options: ["a", "a"] }), want: /option "a" stands twice/ },
    { name: "a label", make: () => slot.int({ label: 5 as never }), want: /slot\.int: label 5 is not a string/ },
    { name: "a line mode", make: () => slot.text({ multiline: 1 as never }), want: /multiline is not true or false/ },
    { name: "an old name", make: () => slot.int({ renamedFrom: "a" as never }), want: /renamedFrom is not a list/ },
    { name: "an odd option", make: () => slot.choice({ options: [1] as never }), want: /option 1 is not a string/ },
  ];
  test.each(cases)("$name", ({ make, want }) => {
    const error = catchError(make);
    expect(error.message).toMatch(want);
    expect(error.issues[0]?.position?.file).toBe(import.meta.filename);
  });

  test("every kind keeps what it was told, and leaves out what is undefined", () => {
    const kinds = [
      "text",
      "int",
      "float",
      "bool",
      "seed",
      "choice",
      "image",
      "mask",
      "video",
      "audio",
      "mesh",
      "model",
    ];
    const slots = Object.fromEntries(
      kinds.map((kind) => [`my_${kind}`, slot[kind as "text"]({ label: kind, unit: undefined as never })]),
    );
    const { slots: declared } = buildGraph(() => undefined, slots);
    expect(declared.map(({ position: _position, ...said }) => said)).toStrictEqual(
      kinds.map((kind) => ({ name: `my_${kind}`, kind, label: kind })),
    );
  });

  test("a slot knows where it was declared", () => {
    const line = Number(new Error().stack!.match(/workflow\.test\.ts:(\d+)/)![1]) + 1;
    const slots = { steps: slot.int() };
    const [declared] = buildGraph(() => undefined, slots).slots;
    expect(declared!.position).toMatchObject({ file: expect.stringContaining("workflow.test.ts"), line });
  });
});

describe("a build that gives no workflow", () => {
  const cases: { name: string; build: (comfy: Comfy, slots: Comfy) => unknown; want: RegExp }[] = [
    { name: "nothing", build: () => undefined, want: /build of workflow w returns no outputs/ },
    { name: "an empty object", build: () => ({}), want: /returns no outputs/ },
    { name: "a node without a name", build: (comfy) => comfy.Save(), want: /returns no outputs/ },
    { name: "a list", build: (comfy) => [comfy.Save()], want: /returns no outputs/ },
    { name: "a text", build: () => ({ image: "x.png" }), want: /Output image of workflow w is not a node/ },
    {
      name: "a slot",
      build: (_comfy, { seed }) => ({ image: seed }),
      want: /Output image of workflow w is not a node/,
    },
    {
      name: "a bad output name",
      build: (comfy) => ({ "my image": comfy.Save() }),
      want: /Output name "my image" is not/,
    },
    {
      name: "a promise",
      build: async (comfy) => ({ image: comfy.Save() }),
      want: /is asynchronous, but workflows are/,
    },
    {
      name: "a promise that fails",
      build: async () => {
        throw new Error("late");
      },
      want: /is asynchronous/,
    },
  ];
  test.each(cases)("$name is one clear error", ({ build, want }) => {
    const definition = workflow("w", { slots: { seed: slot.seed() }, build: build as never });
    const error = catchError(() => definition.toGraph());
    expect(error.message).toMatch(want);
    expect(error.details["position"]).toEqual(definition.position);
  });

  test("an error of the author's own code is reported where it was thrown", () => {
    const error = catchError(() => buildGraph((comfy) => comfy.A().nothing.atAll.here));
    expect(error.code).toBe("invalid_workflow");
    expect(error.message).toMatch(/build of workflow test threw TypeError: /);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.details["position"]).toMatchObject({ file: import.meta.filename });
  });

  test("a thrown value that is no error is reported too", () => {
    const error = catchError(() =>
      buildGraph(() => {
        throw "a text"; // oxlint-disable-line no-throw-literal
      }),
    );
    expect(error.message).toMatch(/threw a text/);
  });
});
