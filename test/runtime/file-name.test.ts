import fc from "fast-check";
import { posix, win32 } from "node:path";
import { describe, expect, it } from "vitest";
import {
  checkTemplate,
  cleanPart,
  defaultNameTemplate,
  renderFileName,
  safeExtension,
} from "../../src/runtime/outputs/file-name.ts";

const values = { workflow: "sd", run: "r1", output: "image", index: 3, ext: "png", seed: 2n ** 64n - 1n, flag: true };

describe("a file name", () => {
  it.each([
    { template: defaultNameTemplate, want: "sd/r1/image_00003.png" },
    { template: "{index}.{ext}", want: "3.png" },
    { template: "{seed}_{flag}.{ext}", want: "18446744073709551615_true.png" },
    { template: "a//b\\{output}.{ext}", want: "a/b/image.png" },
    { template: "{index:3}.{ext}", want: "3.png" },
  ])("is made from $template", ({ template, want }) => {
    expect(renderFileName(template, values)).toBe(want);
  });

  it.each([
    { given: "CON", want: "CON_" },
    { given: "nul.png", want: "nul_.png" },
    { given: "com¹.txt", want: "com¹_.txt" },
    { given: "console.png", want: "console.png" },
    { given: "a. . ", want: "a" },
    { given: "..", want: "_" },
    { given: "", want: "_" },
    { given: 'a<b>:"|?*\u0000\u202e\n.png', want: "a_b_________.png" },
    { given: "e\u0301.png", want: "é.png" },
    { given: "\ud800.png", want: "\ufffd.png" },
  ])("part $given becomes $want", ({ given, want }) => {
    expect(cleanPart(given)).toBe(want);
  });

  it.each([
    { given: "a.PNG", want: "png" },
    { given: "a.tar.gz", want: "gz" },
    { given: "a", want: "bin" },
    { given: "a.p/../x", want: "bin" },
    { given: `a.${"x".repeat(20)}`, want: "bin" },
  ])("extension of $given is $want", ({ given, want }) => {
    expect(safeExtension(given)).toBe(want);
  });

  it.each([
    { template: "", says: /empty/ },
    { template: "/x.png", says: /leaves/ },
    { template: "C:x.png", says: /leaves/ },
    { template: "a/../../x.png", says: /leaves/ },
    { template: ".", says: /ends in a folder/ },
    { template: "a/. .", says: /ends in a folder/ },
    { template: "a/", says: /folder/ },
    { template: "{outptu}.png", says: /outptu/ },
    { template: "{index:x}.png", says: /width/ },
  ])("cannot be made from $template", ({ template, says }) => {
    expect(() => checkTemplate(template, values)).toThrow(says);
  });

  it("stays below its folder and is taken by every system, whatever the values are", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("..", "../..", "/", "\\", "C:", "nul", "a.", " "),
    );
    fc.assert(
      fc.property(text, text, text, (workflow, output, ext) => {
        const name = renderFileName("{workflow}/{output}_{index:05}.{ext}", { workflow, output, ext, index: 1 });
        for (const path of [posix, win32]) {
          expect(path.isAbsolute(name)).toBe(false);
          expect(path.relative("base", path.join("base", name))).not.toMatch(/^\.\.([\\/]|$)/);
        }
        for (const part of name.split("/")) {
          expect(part).not.toBe("");
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(200);
          expect(part).not.toMatch(/[<>:"|?*\\\p{Cc}]|[. ]$|^(con|nul|aux|prn)(\.|$)/iu);
        }
      }),
      { numRuns: 500 },
    );
  });
});
