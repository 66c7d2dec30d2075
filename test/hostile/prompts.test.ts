import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { command, makeProject, writeFiles } from "../project/sample-project.ts";
import { hostileNames } from "./hostile-object-info.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const image = '{"class_type":"EmptyImage","inputs":{"width":8,"height":8,"batch_size":1,"color":0}}';
const save = (from: string, prefix = '"a"') =>
  `{"class_type":"SaveImage","inputs":{"images":[${JSON.stringify(from)},0],"filename_prefix":${prefix}}}`;

/** Status of `validate`; `run` follows only where it is 0. */
const prompts: [name: string, text: string, status: number][] = [
  ["a node called __proto__", `{"__proto__":{"polluted":1},"1":${image},"2":${save("1")}}`, 1],
  ["inputs called constructor", `{"1":{"class_type":"SaveImage","inputs":{"constructor":{"prototype":{"x":1}}}}}`, 1],
  ["a key that stands twice", `{"1":${image},"1":${image},"2":${save("1")}}`, 0],
  ["a link to itself", `{"1":${save("1")}}`, 1],
  ["a circle", `{"1":${save("2")},"2":{"class_type":"ImageInvert","inputs":{"image":["2",0]}}}`, 1],
  ["a link to no node", `{"1":${save("nobody")}}`, 1],
  [
    "a slot that is not there",
    `{"1":${image},"2":{"class_type":"SaveImage","inputs":{"images":["1",1e9],"filename_prefix":"a"}}}`,
    1,
  ],
  ["the editor's form", '{"nodes":[],"links":[],"version":0.4}', 1],
  ["depth", `{"1":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 2],
  ["numbers beyond", `{"1":{"class_type":"EmptyImage","inputs":{"width":1e309,"height":-0.0}},"2":${save("1")}}`, 1],
  ...hostileNames("/nowhere/canary").map((name): [string, string, number] => {
    const id = JSON.stringify(name);
    return [`the id ${id.slice(0, 60)}`, `{${id}:${image},"save":${save(name)}}`, 0];
  }),
];

test.each(prompts)("a prompt with %s is judged, and shown only as text", async (_name, text, status) => {
  const root = makeProject({ "comfyc.config.ts": "export default {};\n", "prompt.json": text });
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  for (const format of ["text", "json", "jsonl"]) {
    if (format === "jsonl") writeFiles(root, { "prompt.jsonl": `{"id":"x","prompt":${text}}\n` });
    const path = format === "jsonl" ? "prompt.jsonl" : "prompt.json";
    const found = await command(root, ["validate", path, "--format", format]);
    expect(found.out + found.err).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    expect(found.out + found.err).not.toContain("comfyc itself failed");
    expect(`${format} ${found.status} ${found.out}`).toMatch(
      new RegExp(`^${format} ${format === "jsonl" && status === 2 ? 1 : status} `),
    );
  }
  if (status === 0) {
    const run = ["run", "prompt.json", "--server", simulator.url, "--out", join(root, "out")];
    const ran = await command(root, run);
    expect(ran.out + ran.err).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    expect(`${ran.status} ${ran.err}`).toMatch(/^0 /);
  }
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
});
