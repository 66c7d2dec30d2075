import { expect, it } from "vitest";
import { LinkWalk } from "../../src/prompt/link-walk.ts";
import { isPrompt, parsePrompt } from "../../src/prompt/parse-prompt.ts";
import { findFeeding, findNodesBehindCycle, linksOf, sourcesOf } from "../../src/prompt/prompt-links.ts";
import type { Link, Prompt } from "../../src/prompt/prompt.ts";
import { isRunTimeLink, outputIndexOf } from "../../src/prompt/run-time-link.ts";
import { unwrapValue, wrapValue } from "../../src/prompt/wrapped-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";

const link0 = (id: string): Link => [id, 0];

it("a circle holds its own nodes and those behind it", () => {
  const prompt: Prompt = {
    a: { class_type: "A", inputs: {} },
    b: { class_type: "A", inputs: { x: link0("a"), y: link0("c"), z: link0("nowhere") } },
    c: { class_type: "A", inputs: { x: link0("b") } },
    d: { class_type: "A", inputs: { x: link0("c"), y: link0("c") } },
    e: { class_type: "A", inputs: { x: link0("a") } },
  };
  expect([...findNodesBehindCycle(prompt)].sort()).toEqual(["b", "c", "d"]);
});

it("the sources of a node are the nodes that are there, each once", () => {
  const prompt: Prompt = {
    a: { class_type: "A", inputs: {} },
    b: { class_type: "B", inputs: { x: link0("a"), y: ["a", 1], z: link0("nowhere"), w: [1, 2, 3], text: "a" } },
    c: { class_type: "C", inputs: { x: link0("b") } },
    d: { class_type: "D", inputs: { x: link0("a") } },
  };
  expect(linksOf(prompt["b"]!).map(([input]) => input)).toEqual(["x", "y", "z"]);
  expect(sourcesOf(prompt, "b")).toEqual(["a"]);
  expect(sourcesOf(prompt, "constructor")).toEqual([]);
  expect([...findFeeding(prompt, ["c"])]).toEqual(["c", "b", "a"]);
});

it("a walk tells each circle by its path, and how deep a node stands, also for very long chains", () => {
  const sources: Record<string, string[]> = { a: ["b"], b: ["c"], c: ["a", "d"], d: [] };
  const walk = new LinkWalk((id) => sources[id]!);
  walk.from("a");
  walk.from("b");
  expect(walk.cycles).toEqual([["a", "b", "c"]]);
  expect(walk.depth.get("d")).toBe(1);
  const chain = new LinkWalk((id) => (id === "0" ? [] : [String(Number(id) - 1)]));
  chain.from("50000");
  expect(chain.depth.get("50000")).toBe(50_001);
});

it.each([
  ['["1", 0]', 0],
  ['["1", false]', 0],
  ['["1", true]', 1],
  ['["1", -1]', -1],
  ['["1", 1.0]', 1],
  ["[1, 0]", undefined],
  ['["1", "0"]', undefined],
  ['["1", null]', undefined],
  ['["1"]', undefined],
  ['"1"', undefined],
])("%s is while it runs a link to output %s", (text, index) => {
  const value = parseJson(text);
  expect(isRunTimeLink(value) ? outputIndexOf(value) : undefined).toBe(index);
});

it("a list is wrapped, and read as it was", () => {
  expect(wrapValue([1, 2])).toEqual({ __value__: [1, 2] });
  expect(unwrapValue(wrapValue(["1", 0]))).toEqual(["1", 0]);
  for (const value of [5, "text", null, { a: 1 }]) expect(unwrapValue(wrapValue(value))).toEqual(value);
});

it.each([
  ['{"1": {"class_type": "A", "inputs": {}}}', true, undefined],
  ['{"1": {"class_type": "A"}}', true, 'x is not an API prompt: node "1" has no inputs.'],
  ['{"1": {"inputs": {}}}', false, 'x is not an API prompt: node "1" has no class_type.'],
  ['{"nodes": []}', false, "x is not an API prompt: it is the editor's workflow.json."],
  ["[]", false, "x is not an API prompt: it is not an object of nodes."],
  ["{}", false, undefined],
])("%s", (text, looksLikeOne, problem) => {
  const json = parseJson(text);
  expect(isPrompt(json)).toBe(looksLikeOne);
  if (problem === undefined) expect(parsePrompt(json, "x")).toBe(json);
  else expect(() => parsePrompt(json, "x")).toThrow(problem);
});
