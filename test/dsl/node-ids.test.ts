import fc from "fast-check";
import { expect, test } from "vitest";
import { socket } from "../../src/dsl/socket.ts";
import { subgraph } from "../../src/dsl/subgraph.ts";
import { buildGraph, catchError, type Comfy } from "./build-graph.ts";

function idsOf(calls: readonly (readonly [type: string, id?: string])[]): string[] {
  const { nodes } = buildGraph((comfy) => {
    for (const [type, id] of calls) comfy[type]({}, id === undefined ? undefined : { id });
  });
  return nodes.slice(0, -1).map(({ id }) => id);
}

const cases: { name: string; calls: [string, string?][]; want: string[] }[] = [
  { name: "the type, then ordinals", calls: [["A"], ["B"], ["A"], ["A"]], want: ["A", "B", "A_2", "A_3"] },
  { name: "an explicit id", calls: [["A", "mine"], ["A"]], want: ["mine", "A"] },
  { name: "an ordinal that an explicit id has taken", calls: [["A"], ["A"], ["B", "A_2"]], want: ["A", "A_3", "A_2"] },
  { name: "a plain type that an explicit id has taken", calls: [["A"], ["B", "A"]], want: ["A_2", "A"] },
  { name: "a type that looks like an ordinal", calls: [["A_2"], ["A"], ["A"]], want: ["A_2", "A", "A_3"] },
  {
    name: "a type with a colon, which parts id paths",
    calls: [["my: node"], ["my: node"]],
    want: ["my_ node", "my_ node_2"],
  },
  { name: "an imported id", calls: [["A", "57:8"]], want: ["57:8"] },
];
test.each(cases)("$name", ({ calls, want }) => {
  expect(idsOf(calls)).toEqual(want);
});

test("ids are unique and explicit ones are kept, whatever the names", () => {
  const type = fc.constantFrom("A", "A_2", "A_3", "B", "__proto__");
  const call = fc.tuple(type, fc.option(fc.constantFrom("A", "A_2", "A_4", "B_2", "x"), { nil: undefined }));
  fc.assert(
    fc.property(fc.uniqueArray(call, { selector: ([, id]) => id ?? Symbol("none"), maxLength: 30 }), (calls) => {
      const ids = idsOf(calls as [string, string?][]);
      expect(new Set(ids).size).toBe(ids.length);
      calls.forEach(([, id], index) => id !== undefined && expect(ids[index]).toBe(id));
      expect(idsOf(calls as [string, string?][])).toEqual(ids);
    }),
  );
});

test("two nodes of one explicit id are an error at both places", () => {
  const error = catchError(() =>
    buildGraph((comfy) => {
      comfy.A({}, { id: "x" });
      comfy.B({}, { id: "x" });
    }),
  );
  expect(error.message).toMatch(/Two nodes have the id x: a A and a B\. The first is at .*node-ids\.test\.ts:\d+:\d+/);
  const lines = error.issues.map((issue) => issue.position?.line ?? 0);
  expect(lines).toHaveLength(2);
  expect(lines[0]! - lines[1]!).toBe(1);
});

test("ids are counted over the root first and then over the definitions", () => {
  const inner = subgraph(
    "inner",
    { inputs: { image: socket("IMAGE") }, outputs: ["image"] },
    (comfy: Comfy, { image }) => comfy.A({ image: comfy.A({ image }) }),
  );
  const graph = buildGraph((comfy) => {
    inner({ image: comfy.A() });
    inner({ image: comfy.A() });
  });
  expect(graph.nodes.map(({ id }) => id)).toEqual(["A", "inner", "A_2", "inner_2", "Save"]);
  expect(graph.definitions[0]?.nodes.map(({ id }) => id)).toEqual(["A_3", "A_4"]);
});

test("an explicit id inside a subgraph is taken for the whole workflow", () => {
  const inner = subgraph("inner", { inputs: {}, outputs: ["image"] }, (comfy: Comfy) => comfy.A({}, { id: "x" }));
  const error = catchError(() => buildGraph((comfy) => void inner({ image: comfy.B({}, { id: "x" }) } as never)));
  expect(error.message).toMatch(/has no input image/);
  const twice = catchError(() =>
    buildGraph((comfy) => {
      comfy.B({}, { id: "x" });
      inner({});
    }),
  );
  expect(twice.message).toMatch(/Two nodes have the id x/);
});
