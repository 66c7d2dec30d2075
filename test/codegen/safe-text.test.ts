import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { commentLine, identifier, pascalCase, propertyName, quote } from "../../src/codegen/safe-text.ts";
import { socketName } from "../../src/codegen/socket-names.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { typeCheck } from "./type-check.ts";

const evil = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "*/",
    "`${x}`",
    '"',
    "\\",
    "\u2028",
    "\u202e",
    "</script>",
    "\ud800",
    "__proto__",
    "constructor",
    "new",
  ),
  fc
    .array(fc.constantFrom("*", "/", "\\", '"', "\n", "@", "u", "2028", "`", "$", "{"), { maxLength: 12 })
    .map((parts) => parts.join("")),
);

describe("text from servers in generated files", () => {
  it("stays the same text inside a string literal, on one line, without a direction override", () => {
    fc.assert(
      fc.property(evil, (text) => {
        const literal = quote(text);
        expect(runInNewContext(literal)).toBe(text);
        expect(literal).not.toMatch(/[\n\r\u2028\u2029\p{Bidi_Control}]|<\//u);
      }),
    );
  });

  it("can neither end a comment, nor break its line, nor begin a tag", () => {
    fc.assert(
      fc.property(evil, (text) => {
        const line = commentLine(text);
        expect(line).not.toMatch(/\*\/|[\n\r\u2028\u2029\p{Cc}\p{Bidi_Control}]|^@/u);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });

  it("stays the same name as the key of an object", () => {
    fc.assert(
      fc.property(evil, (name) => {
        // __proto__ as a literal key would set the prototype, where an interface has no such rule.
        fc.pre(name !== "__proto__");
        expect(Object.keys(runInNewContext(`({ ${propertyName(name)}: 1 })`) as object)).toEqual([name]);
      }),
    );
  });

  it("makes identifiers of any text", () => {
    fc.assert(
      fc.property(evil, (text) => {
        for (const name of [identifier(text), pascalCase(text), socketName(text)]) {
          expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
        }
      }),
    );
  });

  it("gives different socket types different names", () => {
    const types = [
      "LOAD_3D",
      "LOAD3D",
      "load3d",
      "Load_3d",
      "LOAD__3D",
      "ANY",
      "WILDCARD",
      "FILE",
      "a b",
      "a-b",
      "猫",
      "犬",
      "",
    ];
    expect(new Set(types.map(socketName)).size).toBe(types.length);
    expect(socketName("CLIP_VISION_OUTPUT")).toBe("ClipVisionOutputSocket");
  });

  it("never breaks a generated file, whatever a pack is called and says", async () => {
    const texts = fc.sample(evil, { numRuns: 150, seed: 7 });
    const entries = texts.map((text, index): [string, object] => [
      text,
      {
        input: {
          required: {
            [text]: [text, { tooltip: text, default: text }],
            b: [[text, index], { tooltip: text }],
            c: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: text, inputs: { required: { [text]: ["INT"] } } }] }],
            d: [
              "COMFY_AUTOGROW_V3",
              { template: { input: { required: { x: [text] } }, prefix: text, min: 1, max: 3 } },
            ],
            e: ["COMFY_AUTOGROW_V3", { template: { input: { required: { x: [text] } }, names: [text, "z"], min: 1 } }],
            f: ["COMFY_MATCHTYPE_V3", { template: { template_id: text, allowed_types: text } }],
          },
        },
        output: [text, [text], "COMFY_MATCHTYPE_V3"],
        output_name: [text, text, text],
        output_matchtypes: [null, null, text],
        display_name: text,
        category: text,
        python_module: texts[index % 9],
      },
    ]);
    const files = generateNodeTypes(parseObjectInfo(Object.fromEntries(entries) as never));
    expect(await typeCheck(files, {})).toEqual([]);
    const names = [...files.keys()].map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_.-]+\.d\.ts$/);
  });

  it("falls back to wide types where a list is too long to be checked fast", () => {
    const list = Array.from({ length: 6000 }, (_, index) => `option ${index}`);
    const files = generateNodeTypes(parseObjectInfo({ A: { input: { required: { x: [[...list, 1]] } }, output: [] } }));
    expect(files.get("combos.d.ts")).toMatch(/export type X_[0-9a-f]{6} =\n {2}\| string\n {2}\| number;/);
  });
});
