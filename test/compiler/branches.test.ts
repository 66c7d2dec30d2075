import { describe, expect, it } from "vitest";
import { compileGraph, type CompileResult } from "../../src/compiler/compile-graph.ts";
import { maxCombinations } from "../../src/compiler/branches/slot-combinations.ts";
import { pick, slot, subgraph, socket, when, workflow } from "../../src/entry/authoring.ts";
import { applyEdits } from "../../src/manifest/apply-edits.ts";
import type { Branch } from "../../src/graph/graph.ts";
import { graph, link, node } from "./graph-builder.ts";
import { sampleSchema } from "./sample-schema.ts";

// The tests' node types are not among the generated ones.
// oxlint-disable-next-line typescript/no-explicit-any
type Comfy = any;
// oxlint-disable-next-line typescript/no-explicit-any
type Sockets = Record<string, any>;

function compile(slots: Record<string, object>, build: (comfy: Comfy, slots: Sockets) => unknown): CompileResult {
  const definition = workflow("branches", { slots, build } as never) as unknown as {
    toGraph(): Parameters<typeof compileGraph>[0];
  };
  return compileGraph(definition.toGraph(), sampleSchema);
}

/** `Save ← Two ← Source`: what runs for these values, from the output back. */
function chainOf({ prompt, manifest }: CompileResult, values: Record<string, unknown>): string {
  const edited = applyEdits(prompt, manifest, values);
  const names = ["Save"];
  for (let at = "Save"; ;) {
    const source = Object.values(edited[at]?.inputs ?? {}).find(Array.isArray) as [string, number] | undefined;
    if (source === undefined) break;
    [at] = source;
    names.push(at);
  }
  expect(Object.keys(edited).toSorted()).toEqual(names.toSorted());
  return names.join(" ← ");
}

describe("when", () => {
  const flag = { on: slot.bool({ default: true }) };

  it("bypasses the piece where it is off", () => {
    const result = compile(flag, (comfy, { on }) => {
      const image = comfy.Source({});
      const bigger = when(on, () => comfy.Resize({ image: comfy.Two({ image }) }), image);
      return { image: comfy.Save({ images: bigger }) };
    });
    expect(result.issues).toEqual([]);
    expect(Object.keys(result.prompt).toSorted()).toEqual(["Resize", "Save", "Source", "Two"]);
    expect(result.manifest.edits).toEqual([
      {
        slot: "on",
        equals: false,
        remove: ["Two", "Resize"],
        bypass: { Resize: { "0": "image" }, Two: { "0": "image" } },
      },
    ]);
    expect(result.manifest.slots[0]).toMatchObject({ name: "on", default: true, targets: [] });
    expect(chainOf(result, { on: true })).toBe("Save ← Resize ← Two ← Source");
    expect(chainOf(result, { on: false })).toBe("Save ← Source");
  });

  it("gives another piece where no way leads back", () => {
    const result = compile(flag, (comfy, { on }) => {
      const made = when(
        on,
        () => comfy.Source({ size: 32 }),
        () => comfy.Two({ image: comfy.Source({ size: 64 }) }).image,
      );
      return { image: comfy.Save({ images: made }) };
    });
    expect(result.issues).toEqual([]);
    expect(result.manifest.edits).toEqual([
      { slot: "on", equals: true, remove: ["Source_2", "Two"], bypass: {} },
      { slot: "on", equals: false, remove: ["Source"], bypass: {}, rewire: { Source: { "0": ["Two", 0] } } },
    ]);
    expect(chainOf(result, { on: true })).toBe("Save ← Source");
    expect(chainOf(result, { on: false })).toBe("Save ← Two ← Source_2");
  });

  it("drops an optional link where it is off and nothing takes its place", () => {
    const result = compile(flag, (comfy, { on }) => {
      const extra = when(on, () => comfy.Source({}), null);
      return { image: comfy.Save({ images: comfy.Wide({ image: comfy.Source({}), text: "", either: extra }) }) };
    });
    expect(result.issues).toEqual([]);
    expect(result.manifest.edits).toEqual([
      { slot: "on", equals: false, remove: ["Source"], bypass: { Source: { "0": null } } },
    ]);
    expect(applyEdits(result.prompt, result.manifest, { on: false })["Wide"]!.inputs["either"]).toBeUndefined();
  });

  it("reports what is missing where the piece is off, and says when", () => {
    const result = compile(flag, (comfy, { on }) => {
      const image = when(on, () => comfy.Source({}), null);
      return { image: comfy.Save({ images: image }) };
    });
    expect(result.issues).toHaveLength(1);
    expect(result.issues[0]).toMatchObject({ code: "required_input_missing", node: "Save", input: "images" });
    expect(result.issues[0]!.message).toMatch(/\(This happens where on is false\.\)$/);
    expect(result.issues[0]!.position?.file).toMatch(/branches\.test\.ts$/);
  });

  it("switches a piece that saves by itself", () => {
    const result = compile(flag, (comfy, { on }) => {
      const image = comfy.Source({});
      when(
        on,
        () => {
          comfy.Save({ images: comfy.Two({ image }).image }, { id: "extra" });
        },
        undefined,
      );
      return { image: comfy.Save({ images: image }) };
    });
    expect(result.issues).toEqual([]);
    expect(result.manifest.edits).toEqual([{ slot: "on", equals: false, remove: ["Two", "extra"], bypass: {} }]);
  });

  it("switches a subgraph instance with all that is in it", () => {
    const twice = subgraph(
      "twice",
      {
        inputs: { image: socket("IMAGE") },
        outputs: ["out"],
      } as never,
      ((comfy: Comfy, { image }: Sockets) => ({ out: comfy.Resize({ image: comfy.Two({ image }).image }) })) as never,
    ) as unknown as Comfy;
    const result = compile(flag, (comfy, { on }) => {
      const image = comfy.Source({});
      return { image: comfy.Save({ images: when(on, () => twice({ image }, { id: "up" }), image) }) };
    });
    expect(result.issues).toEqual([]);
    expect(result.manifest.edits[0]!.remove.every((id) => id.startsWith("up:"))).toBe(true);
    expect(result.manifest.edits[0]!.remove).toHaveLength(2);
    expect(chainOf(result, { on: false })).toBe("Save ← Source");
  });
});

describe("pick", () => {
  const style = { style: slot.choice({ options: ["a", "b", "plain"], default: "a" }) };

  it("puts the chosen piece in the place of the first", () => {
    const result = compile(style, (comfy, { style }) => {
      const image = comfy.Source({});
      const made = pick(style, {
        a: () => comfy.Two({ image }).image,
        b: () => comfy.Resize({ image }),
        plain: () => image,
      });
      return { image: comfy.Save({ images: made }) };
    });
    expect(result.issues).toEqual([]);
    expect(chainOf(result, { style: "a" })).toBe("Save ← Two ← Source");
    expect(chainOf(result, { style: "b" })).toBe("Save ← Resize ← Source");
    expect(chainOf(result, { style: "plain" })).toBe("Save ← Source");
  });

  it("takes its pieces as the options of a slot that names none", () => {
    const branch: Branch = {
      kind: "pick",
      slot: "style",
      position: null,
      choices: ["x", "y"].map((equals) => ({ equals, nodes: [equals], results: { "": link(equals) } })),
    };
    const { issues, manifest } = compileGraph(
      graph([node("x", "Source"), node("y", "Source"), node("save", "Save", { images: link("x") })], {
        slots: [{ name: "style", kind: "choice" }],
        branches: [branch],
      }),
      sampleSchema,
    );
    expect(issues).toEqual([]);
    expect(manifest.slots[0]).toMatchObject({ kind: "choice", options: ["x", "y"], default: "x" });
  });

  it("reports options without a piece, and pieces without an option", () => {
    const branch: Branch = {
      kind: "pick",
      slot: "style",
      position: { file: "workflow.ts", line: 77, column: 1 },
      choices: [
        { equals: "a", nodes: ["one"], results: { "": link("one") } },
        { equals: "c", nodes: ["two"], results: { "": link("two") } },
      ],
    };
    const { issues } = compileGraph(
      graph([node("one", "Source"), node("two", "Source"), node("save", "Save", { images: link("one") })], {
        slots: [{ name: "style", kind: "choice", options: ["a", "b"] }],
        branches: [branch],
      }),
      sampleSchema,
    );
    expect(issues.map(({ code, message }) => [code, message])).toEqual([
      ["unknown_choice", 'pick has no piece for "b" of slot "style".'],
      ["unknown_choice", 'pick has a piece for "c", but slot "style" has only "a", "b".'],
    ]);
    expect(issues[0]!.position?.line).toBe(77);
  });

  it("reports a result that comes from outside the piece", () => {
    const branch: Branch = {
      kind: "pick",
      slot: "style",
      position: null,
      choices: [
        { equals: "a", nodes: [], results: { "": link("one") } },
        { equals: "b", nodes: ["two"], results: { "": link("two") } },
      ],
    };
    const { issues } = compileGraph(
      graph([node("one", "Source"), node("two", "Source"), node("save", "Save", { images: link("one") })], {
        slots: [{ name: "style", kind: "choice" }],
        branches: [branch],
      }),
      sampleSchema,
    );
    expect(issues.map((issue) => issue.code)).toContain("branch_not_expressible");
  });
});

describe("an output of the workflow", () => {
  it("must not come from one piece of a pick, which another choice removes", () => {
    const branch: Branch = {
      kind: "pick",
      slot: "style",
      position: null,
      choices: [
        { equals: "a", nodes: ["one", "save"], results: { "": link("save") } },
        { equals: "b", nodes: ["two", "other"], results: { "": link("other") } },
      ],
    };
    const { issues } = compileGraph(
      graph(
        [
          node("one", "Source"),
          node("save", "Save", { images: link("one") }),
          node("two", "Source"),
          node("other", "Save", { images: link("two") }),
        ],
        {
          slots: [{ name: "style", kind: "choice", options: ["a", "b"] }],
          branches: [branch],
          outputs: [{ name: "image", node: "save" }],
        },
      ),
      sampleSchema,
    );
    expect(issues).toContainEqual(
      expect.objectContaining({ code: "branch_not_expressible", message: expect.stringContaining('returns "image"') }),
    );
  });
});

describe("several branches", () => {
  const both = { a: slot.bool({ default: true }), b: slot.bool({ default: true }) };
  const chains = (result: CompileResult) =>
    [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ].map(([a, b]) => chainOf(result, { a, b }));

  it("stand one after the other", () => {
    const result = compile(both, (comfy, { a, b }) => {
      const image = comfy.Source({});
      const first = when(a, () => comfy.Two({ image }).image, image);
      const second = when(b, () => comfy.Resize({ image: first }), first);
      return { image: comfy.Save({ images: second }) };
    });
    expect(result.issues).toEqual([]);
    expect(chains(result)).toEqual([
      "Save ← Resize ← Two ← Source",
      "Save ← Two ← Source",
      "Save ← Resize ← Source",
      "Save ← Source",
    ]);
  });

  it("stand one inside the other", () => {
    const result = compile(both, (comfy, { a, b }) => {
      const image = comfy.Source({});
      const made = when(
        a,
        () => {
          const two = comfy.Two({ image }).image;
          return when(b, () => comfy.Resize({ image: two }), two);
        },
        image,
      );
      return { image: comfy.Save({ images: made }) };
    });
    expect(result.issues).toEqual([]);
    expect(chains(result)).toEqual([
      "Save ← Resize ← Two ← Source",
      "Save ← Two ← Source",
      "Save ← Source",
      "Save ← Source",
    ]);
  });

  it("stand one inside the other, where the ways back differ", () => {
    const result = compile(both, (comfy, { a, b }) => {
      const image = comfy.Source({});
      const made = when(
        a,
        () => {
          const two = comfy.Two({ image }).image;
          // The way back to `image` is shorter through `image`, to `two` it leads through `any`.
          return when(b, () => comfy.Wide({ image, text: "", either: two }), two);
        },
        image,
      );
      return { image: comfy.Save({ images: made }) };
    });
    expect(result.issues).toEqual([]);
    const ends = [
      [true, false],
      [false, true],
      [false, false],
    ].map(([a, b]) => chainOf(result, { a, b }));
    expect(ends).toEqual(["Save ← Two ← Source", "Save ← Source", "Save ← Source"]);
  });

  it("follow a pick that gives another piece", () => {
    const result = compile(both, (comfy, { a, b }) => {
      const first = when(
        a,
        () => comfy.Source({ size: 32 }),
        () => comfy.Source({ size: 64 }),
      );
      const second = when(b, () => comfy.Resize({ image: first }), first);
      return { image: comfy.Save({ images: second }) };
    });
    expect(result.issues).toEqual([]);
    expect(chains(result)).toEqual([
      "Save ← Resize ← Source",
      "Save ← Source",
      "Save ← Resize ← Source_2",
      "Save ← Source_2",
    ]);
  });

  it("may read one slot", () => {
    const result = compile({ a: slot.bool({ default: false }) }, (comfy, { a }) => {
      const image = comfy.Source({});
      const first = when(a, () => comfy.Two({ image }).image, image);
      return { image: comfy.Save({ images: when(a, () => comfy.Resize({ image: first }), first) }) };
    });
    expect(result.issues).toEqual([]);
    expect(chainOf(result, { a: true })).toBe("Save ← Resize ← Two ← Source");
    expect(chainOf(result, { a: false })).toBe("Save ← Source");
  });

  it("are all checked up to 64 combinations; beyond that pairs, and the build says so", () => {
    const build = (count: number) => {
      const slots = Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`s${at}`, slot.bool({ default: true })]),
      );
      return compile(slots, (comfy, given) => {
        let image = comfy.Source({});
        for (const name of Object.keys(slots)) {
          const before = image;
          image = when(given[name], () => comfy.Two({ image: before }).image, before);
        }
        return { image: comfy.Save({ images: image }) };
      });
    };
    expect(2 ** 6).toBe(maxCombinations);
    expect(build(6).issues).toEqual([]);
    const { issues } = build(7);
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["branches_not_all_checked", "warning"]]);
    expect(issues[0]!.message).toContain("29 were checked");
  });
});
