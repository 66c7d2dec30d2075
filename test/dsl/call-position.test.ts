import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { captureCallPosition, findFirstPosition } from "../../src/dsl/call-position.ts";
import { workflow } from "../../src/dsl/workflow.ts";
import type { Comfy } from "./build-graph.ts";
import { buildGraph } from "./build-graph.ts";

const frames: { name: string; stack: string; want: unknown }[] = [
  {
    name: "a file URL with escapes and a query",
    stack: "Error\n    at Object.build (file:///home/me/my%20flows/a%23b.ts?t=5:12:34)",
    want: { file: "/home/me/my flows/a#b.ts", line: 12, column: 34 },
  },
  {
    name: "a bare path",
    stack: "Error\n    at /home/me/a.ts:1:2",
    want: { file: "/home/me/a.ts", line: 1, column: 2 },
  },
  {
    name: "a path with brackets",
    stack: "Error\n    at build (/home/me (old)/a.ts:1:2)",
    want: { file: "/home/me (old)/a.ts", line: 1, column: 2 },
  },
  {
    name: "a Windows path",
    stack: "Error\n    at new A [as b] (C:\\Users\\me\\a.ts:3:4)",
    want: { file: "C:\\Users\\me\\a.ts", line: 3, column: 4 },
  },
  {
    name: "built-in frames before it",
    stack: "Error\n    at Array.map (<anonymous>)\n    at node:internal/x:1:1\n    at async file:///a.ts:5:6",
    want: { file: "/a.ts", line: 5, column: 6 },
  },
  {
    name: "evaluated code",
    stack: "Error\n    at eval (eval at <anonymous> (file:///a.ts:1:1), <anonymous>:1:1)",
    want: null,
  },
  { name: "no frame at all", stack: "Error: /a.ts:1:2 is bad", want: null },
  { name: "a stack that is no text", stack: undefined as never, want: null },
];
test.each(frames)("reads $name", ({ stack, want }) => {
  expect(findFirstPosition(stack)).toEqual(want);
});

test("a node's position is that of its call, in the author's own file", () => {
  const lines = readFileSync(import.meta.filename, "utf8").split("\n");
  const { nodes, position } = workflow("here", {
    build(comfy: Comfy) {
      const first = comfy.First({
        deep: comfy.Inner({}),
      });
      const many = ["a", "b"].map((text) => comfy.Mapped({ text }));
      return { out: comfy.Last({ first, many }) };
    },
  }).toGraph();
  for (const node of nodes) {
    expect(node.position?.file).toBe(import.meta.filename);
    expect(lines[node.position!.line - 1]!.slice(node.position!.column - 1)).toMatch(
      new RegExp(`^(comfy)?[.["]*${node.type}`),
    );
  }
  expect(lines[position!.line - 1]).toContain('workflow("here"');
});

test("the limit of stack traces is as before, also where it was zero", () => {
  const before = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = 0;
    const call = () => captureCallPosition(call);
    expect(call()?.file).toBe(import.meta.filename);
    expect(Error.stackTraceLimit).toBe(0);
  } finally {
    Error.stackTraceLimit = before;
  }
});

test("a graph of 10,000 nodes is built", () => {
  const graph = buildGraph((comfy) => {
    let last = comfy.Start();
    for (let index = 0; index < 10_000; index++) last = comfy.Next({ image: last.IMAGE, index });
  });
  expect(graph.nodes).toHaveLength(10_002);
});
