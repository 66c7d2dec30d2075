import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, type EditedManifest } from "../../src/manifest/apply-edits.ts";
import { isLink, type Prompt } from "../../src/prompt/prompt.ts";

interface Vector {
  name: string;
  prompt: Prompt;
  manifest: EditedManifest;
  values: Record<string, unknown>;
  want: Prompt;
}
const file = new URL("../vectors/edits.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { vectors: Vector[] };

describe("applyEdits", () => {
  it.each(vectors)("$name", ({ prompt, manifest, values, want }) => {
    const before = JSON.stringify(prompt);
    const result = applyEdits(prompt, manifest, values);
    expect(result).toEqual(want);
    expect(Object.keys(result)).toEqual(Object.keys(want));
    expect(JSON.stringify(prompt)).toBe(before);
    expect(applyEdits(result, manifest, values)).toEqual(want);
  });

  it("leaves no link to a node that is not there, whatever is removed and bypassed", () => {
    const size = 8;
    const index = fc.nat(size - 1);
    const edit = fc.record({
      remove: fc.uniqueArray(index, { maxLength: size }),
      bypass: fc.array(fc.tuple(index, fc.option(fc.constantFrom("a", "b"))), { maxLength: size }),
    });
    const links = fc.array(fc.tuple(fc.option(index), fc.option(index)), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(links, fc.array(edit, { maxLength: 4 }), (links, edits) => {
        const link = (at: number | null) => (at === null ? "literal" : ([`n${at}`, 0] as [string, number]));
        const prompt: Prompt = Object.fromEntries(
          links.map(([a, b], at) => [`n${at}`, { class_type: "T", inputs: { a: link(a), b: link(b) } }]),
        );
        const manifest: EditedManifest = {
          outputs: [{ name: "out", node: "n0", kind: "image" }],
          edits: edits.map(({ remove, bypass }) => ({
            slot: "s",
            equals: true,
            remove: remove.map((at) => `n${at}`),
            bypass: Object.fromEntries(bypass.map(([at, input]) => [`n${at}`, { "0": input }])),
          })),
        };
        const result = applyEdits(prompt, manifest, { s: true });
        for (const [id, node] of Object.entries(result)) {
          if (edits.length > 0) expect(manifest.edits.flatMap((item) => item.remove)).not.toContain(id);
          for (const value of Object.values(node.inputs)) {
            if (isLink(value)) expect(Object.keys(result)).toContain(value[0]);
          }
        }
      }),
    );
  });
});
