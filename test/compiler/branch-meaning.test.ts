import fc from "fast-check";
import { expect, it } from "vitest";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import { pick, slot, when, workflow } from "../../src/entry/authoring.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { applyEdits } from "../../src/manifest/apply-edits.ts";
import { isLink, type Prompt } from "../../src/prompt/prompt.ts";
import { sampleSchema } from "./sample-schema.ts";

// The tests' node types are not among the generated ones.
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

/** A small program over images. `earlier` names a value that was made before, as a variable does. */
type Program =
  | { kind: "source" }
  | { kind: "earlier"; index: number }
  | { kind: "two"; of: Program }
  | { kind: "wide"; of: Program; either: Program }
  | { kind: "let"; value: Program; body: Program }
  | { kind: "when"; slot: number; on: Program; off: Program }
  | { kind: "pick"; a: Program; b: Program; c: Program };

const { program } = fc.letrec<{ program: Program }>((tie) => {
  const inner = tie("program");
  const made = fc.oneof(
    fc.record({ kind: fc.constant("two" as const), of: inner }),
    fc.record({ kind: fc.constant("wide" as const), of: inner, either: inner }),
  );
  return {
    program: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constant<Program>({ kind: "source" }),
      fc.record({ kind: fc.constant("earlier" as const), index: fc.nat(5) }),
      fc.record({ kind: fc.constant("let" as const), value: inner, body: inner }),
      // One choice has to make the node whose output it gives.
      fc.record({ kind: fc.constant("when" as const), slot: fc.nat(2), on: made, off: inner }),
      fc.record({ kind: fc.constant("when" as const), slot: fc.nat(2), on: inner, off: made }),
      fc.record({ kind: fc.constant("pick" as const), a: inner, b: made, c: inner }),
      made,
    ),
  };
});

const slots = {
  s0: slot.bool({ default: true }),
  s1: slot.bool({ default: true }),
  s2: slot.bool({ default: true }),
  style: slot.choice({ options: ["a", "b", "c"], default: "a" }),
};

type Choices = Readonly<Record<string, boolean | string>>;

/** Makes the nodes of a program; `chosen` null leaves every `when` and `pick` to its slot, else decides it at once. */
class Writer {
  readonly comfy: Loose;
  readonly slots: Loose;
  readonly chosen: Choices | null;

  constructor(comfy: Loose, slots: Loose, chosen: Choices | null) {
    this.comfy = comfy;
    this.slots = slots;
    this.chosen = chosen;
  }

  /** `path` makes ids that do not depend on what else is there. */
  write(at: Program, path: string, values: readonly Loose[]): Loose {
    const part = (program: Program, step: string) => this.write(program, path + step, values);
    switch (at.kind) {
      case "source":
        return this.comfy.Source({}, { id: `source${path}` });
      case "earlier":
        return values[at.index % values.length];
      case "two":
        return this.comfy.Two({ image: part(at.of, "o") }, { id: `two${path}` }).image_2;
      case "wide":
        return this.comfy.Wide(
          { image: part(at.of, "o"), either: part(at.either, "e"), text: "" },
          { id: `wide${path}` },
        );
      case "let":
        return this.write(at.body, `${path}b`, [...values, part(at.value, "v")]);
      case "when": {
        const [on, off] = [() => part(at.on, "n"), () => part(at.off, "f")];
        if (this.chosen === null) return when(this.slots[`s${at.slot}`], on, off);
        return this.chosen[`s${at.slot}`] === true ? on() : off();
      }
      default: {
        const pieces = { a: () => part(at.a, "1"), b: () => part(at.b, "2"), c: () => part(at.c, "3") };
        return this.chosen === null ? pick(this.slots.style, pieces) : pieces[this.chosen["style"] as "a"]();
      }
    }
  }
}

function compile(program: Program, chosen: Choices | null) {
  const definition = workflow("random", {
    slots,
    build(comfy: Loose, given: Loose) {
      const start = comfy.Source({}, { id: "start" });
      const result = new Writer(comfy, given, chosen).write(program, "", [start]);
      return { image: comfy.Save({ images: result }, { id: "end" }) };
    },
  } as Loose);
  return compileGraph((definition as unknown as { toGraph(): Graph }).toGraph(), sampleSchema);
}

/** The nodes that the output depends on. */
function needed(prompt: Prompt): Prompt {
  const ids = new Set(["end"]);
  for (const id of ids) {
    for (const value of Object.values(prompt[id]!.inputs)) if (isLink(value)) ids.add(value[0]);
  }
  return Object.fromEntries([...ids].toSorted().map((id) => [id, prompt[id]!]));
}

it("when and pick mean what an ordinary condition means, however they are nested", () => {
  const choices = fc.record({
    s0: fc.boolean(),
    s1: fc.boolean(),
    s2: fc.boolean(),
    style: fc.constantFrom("a", "b", "c"),
  });
  fc.assert(
    fc.property(program, fc.array(choices, { minLength: 1, maxLength: 4 }), (program, rounds) => {
      const switched = compile(program, null);
      expect(switched.issues.filter((issue) => issue.severity === "error")).toEqual([]);
      for (const chosen of rounds) {
        const edited = applyEdits(switched.prompt, switched.manifest, chosen);
        expect(needed(edited)).toEqual(needed(compile(program, chosen).prompt));
      }
    }),
    { numRuns: 150 },
  );
});
