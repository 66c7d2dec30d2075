import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findErrorPosition, isFileSyntaxError } from "../../src/project/sources/error-position.ts";
import { makeFolder, writeFiles } from "./sample-project.ts";

describe("the place of an error", () => {
  const withStack = (error: Error, stack: string) => Object.assign(error, { stack });

  test.each([
    [
      "a TypeScript fault",
      withStack(new SyntaxError("x"), "/p/a.ts:3\ncode\n  ^^^\n\nSyntaxError: x\n    at node:internal"),
      { file: "/p/a.ts", line: 3, column: 3 },
    ],
    [
      "an ESM fault",
      withStack(new SyntaxError("x"), "file:///p/a.ts?comfyc=1-0:4\ncode\n^\nSyntaxError: x"),
      { file: "/p/a.ts", line: 4, column: 1 },
    ],
    [
      "an error in code",
      withStack(new Error("x"), "Error: x\n    at f (file:///p/a.ts?comfyc=1-0:5:6)\n    at node:internal/x:1:1"),
      { file: "/p/a.ts", line: 5, column: 6 },
    ],
    [
      "one below a package",
      withStack(
        new Error("x"),
        "Error: x\n    at f (file:///p/node_modules/q/i.js:1:1)\n    at async file:///p/b.ts:7:8",
      ),
      { file: "/p/b.ts", line: 7, column: 8 },
    ],
    [
      "a missing import of a file that is gone",
      new Error("Cannot find package 'q' imported from /gone/a.ts"),
      { file: "/gone/a.ts", line: 1, column: 1 },
    ],
  ])("%s", (_name, error, place) => expect(findErrorPosition(error)).toEqual(place));

  test("is unknown for what tells none", () => {
    expect(findErrorPosition("words")).toBeUndefined();
    expect(
      findErrorPosition(withStack(new Error("x"), "Error: x\n    at node:internal/x:1:1\n    at <anonymous>")),
    ).toBeUndefined();
    expect(findErrorPosition(withStack(new SyntaxError("x"), "SyntaxError: x"))).toBeUndefined();
    expect(isFileSyntaxError(withStack(new SyntaxError("x"), "SyntaxError: x\n    at file:///p/a.ts:1:2"))).toBe(false);
  });

  test("of an import is the line that imports", () => {
    const root = makeFolder();
    writeFiles(root, { "a.ts": 'const nope = 1;\nimport "./nope.ts";\n' });
    const error = new Error(`Cannot find module '${root}/nope.ts' imported from ${root}/a.ts`);
    expect(findErrorPosition(error)).toEqual({ file: join(root, "a.ts"), line: 2, column: 11 });
  });
});
