import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { convertWorkflow } from "../../src/editor/convert-workflow.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";

interface RecordedExport {
  readonly name: string;
  readonly workflow: unknown;
  /** What the editor 1.58.1 exported, at that moment and with these dice. */
  readonly exported: string;
}

const recorded = readFileSync(join(import.meta.dirname, "recorded-exports.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as RecordedExport);

let schema: Schema;
beforeAll(async () => {
  schema = await loadStockSchema();
});

describe("a small workflow, damaged at random, is converted as the editor exported it", () => {
  test.each(recorded.map((entry, index) => ({ ...entry, label: `${index + 1} ${entry.name}` })))("$label", (entry) => {
    const { text } = convertWorkflow(parseJson(JSON.stringify(entry.workflow)), schema, {
      now: new Date("2026-01-02T03:04:05Z"),
      timezone: "UTC",
      random: [0, 0.5, 0.99],
    });
    expect(text).toBe(entry.exported);
  });
});

describe("strict conversion refuses", () => {
  test("what only a browser can give", () => {
    const workflow = parseJson('{"version": 0.4, "nodes": [{"id": 7, "type": "RecordAudio", "widgets_values": [""]}]}');
    expect(convertWorkflow(workflow, schema).warnings).toMatchObject([{ code: "browser-value", node: "7" }]);
    expect(() => convertWorkflow(workflow, schema, { strict: true })).toThrow(/"audio", which only a browser can make/);
  });

  test("an input that only the JavaScript of its pack may know", () => {
    const info = '{"Clock": {"input": {"required": {"time": ["CLOCK_FACE", {}]}}, "output": ["INT"]}}';
    const workflow = parseJson('{"version": 0.4, "nodes": [{"id": 1, "type": "Clock"}]}');
    const clock = parseObjectInfo(parseJson(info));
    expect(convertWorkflow(workflow, clock).warnings).toMatchObject([{ code: "unverified-widget", node: "1" }]);
    expect(() => convertWorkflow(workflow, clock, { strict: true })).toThrow(/has type CLOCK_FACE/);
  });
});

test("links in the form of another version are lost, and that is told", () => {
  const nodes = '[{"id": 1, "type": "EmptyImage"}, {"id": 2, "type": "PreviewImage"}]';
  const workflow = parseJson(`{"nodes": ${nodes}, "links": [[1, 1, 0, 2, 0, "IMAGE"]]}`);
  const { prompt, warnings } = convertWorkflow(workflow, schema);
  expect(prompt["2"]!.inputs).toEqual({});
  expect(warnings).toMatchObject([{ code: "lost-links", node: null }]);
});
