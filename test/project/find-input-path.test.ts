import { describe, expect, test } from "vitest";
import { findInputPath } from "../../src/project/checks/find-input-path.ts";

/** `source` without its marks: `«` before the call, `»` before the place that is asked for. */
function pathIn(marked: string): string | undefined {
  const call = marked.indexOf("«");
  const target = marked.replace("«", "").indexOf("»");
  return findInputPath(marked.replace(/[«»]/g, ""), call, target);
}

describe("the input at a place in a call", () => {
  test.each<[string, string | undefined]>([
    ["comfy.«K({ »model: CLIP })", "model"],
    ["comfy.«K({ a: 1, »seed, b })", "seed"],
    ["comfy.«K({\n  a: f({ b: 1, c: [2, 3] }),\n  // model: x\n  »model: CLIP,\n})", "model"],
    ["comfy.«K({ a: `}${1}`, b: \"}\", c: '{', /* } */ »model: CLIP })", "model"],
    ['comfy.«K({ »"blocks.0.": 1 })', "blocks.0."],
    ['comfy«["Image (B)"]({ »mode: 1 })', "mode"],
    ['comfy.«R({ resize: { »key: "x", factor: 2 } })', "resize.key"],
    ['comfy.«R({ resize: { key: on ? "a" : "b", »factor: 2 } })', "resize.factor"],
    ["comfy.«K(»{ a: 1 })", ""],
    ["comfy.«K(»inputs)", ""],
    ["comfy.«K({ a: comfy.L({ »model: 1 }) })", undefined],
    ["comfy.«K({ a: [»b] })", undefined],
    ["comfy.«K({ a: »b })", undefined],
    ["comfy.«K({ a: 1 }), comfy.L({ »model: 1 })", undefined],
    ["»a; comfy.«K({})", undefined],
  ])("in %j is %j", (marked, path) => expect(pathIn(marked)).toBe(path));
});
