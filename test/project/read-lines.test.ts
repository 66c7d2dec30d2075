import { expect, test } from "vitest";
import { readLines } from "../../src/project/read-lines.ts";

async function* chunksOf(texts: readonly string[]) {
  yield* texts;
}

test.each([
  ["lines over several chunks", ["a", "b\nc", "\n", "d"], ["ab", "c", "d"]],
  ["line ends of Windows", ["a\r", "\nb\r\n"], ["a", "b"]],
  [
    "separators that JSON strings may hold",
    ['"a\u2028b\u2029c\u0085\v\f"\n"d"\n'],
    ['"a\u2028b\u2029c\u0085\v\f"', '"d"'],
  ],
  ["empty lines", ["\n\na"], ["", "", "a"]],
  ["nothing", [], []],
])("reads %s", async (_name, chunks, lines) => {
  expect(await Array.fromAsync(readLines(chunksOf(chunks)))).toEqual(lines);
});
