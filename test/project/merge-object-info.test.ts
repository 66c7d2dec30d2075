import { describe, expect, test } from "vitest";
import { mergeObjectInfo } from "../../src/project/node-types/merge-object-info.ts";

describe("several object_infos", () => {
  const source = (name: string, objectInfo: any) => ({ source: name, serverVersion: null, objectInfo });
  const node = (input: any) => ({ input: { required: { a: input } } });

  test.each([
    ["the lists of a V1 combo", [["x", "y"]], [["y", "z"], { tooltip: "t" }], [["x", "y", "z"]]],
    [
      "the options of a V3 combo",
      ["COMBO", { options: ["x"] }],
      ["COMBO", { options: ["z"] }],
      ["COMBO", { options: ["x", "z"] }],
    ],
    ["nothing of a number", ["INT", { max: 1 }], ["INT", { max: 2 }], ["INT", { max: 1 }]],
    ["nothing of different types", ["INT", {}], [["x"]], ["INT", {}]],
    ["nothing of a combo without a list", ["COMBO", {}], ["COMBO", { options: ["z"] }], ["COMBO", {}]],
    ["nothing of what is no input", "odd", ["INT"], "odd"],
  ])("join %s", (_name, one, two, joined) => {
    const { objectInfo, differences } = mergeObjectInfo([source("1", { N: node(one) }), source("2", { N: node(two) })]);
    expect(objectInfo).toEqual({ N: node(joined) });
    expect(differences).toMatchObject([{ nodeType: "N", kind: "differs", sources: ["2"] }]);
  });

  test("do not differ by the order of keys, and keep what is malformed", () => {
    const { differences } = mergeObjectInfo([
      source("1", { N: { a: 1, b: 2 }, M: 3 }),
      source("2", { N: { b: 2, a: 1 }, M: 3 }),
    ]);
    expect(differences).toEqual([]);
    const { objectInfo } = mergeObjectInfo([
      source("1", { M: 3, O: { input: 5 } }),
      source("2", { M: { input: {} }, O: { input: {} } }),
    ]);
    expect(objectInfo).toEqual({ M: 3, O: { input: 5 } });
  });
});
