import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, jsonCommand, makeFolder, writeFiles } from "../project/sample-project.ts";

const workflow = (prefix: string, extra = "") =>
  `{"version": 0.4, "nodes": [
    {"id": 2, "type": "SaveImage", "inputs": [{"name": "images", "type": "IMAGE", "link": 1}], "widgets_values": ["${prefix}"]},
    {"id": 1, "type": "EmptyImage", "outputs": [{"name": "IMAGE", "type": "IMAGE", "links": [1]}], "widgets_values": [64, 32, 1, 255]}${extra}
  ], "links": [[1, 1, 0, 2, 0, "IMAGE"]]}`;

const converted = (prefix: string) => `{
  "1": {
    "inputs": {
      "width": 64,
      "height": 32,
      "batch_size": 1,
      "color": 255
    },
    "class_type": "EmptyImage",
    "_meta": {
      "title": "EmptyImage"
    }
  },
  "2": {
    "inputs": {
      "filename_prefix": "${prefix}",
      "images": [
        "1",
        0
      ]
    },
    "class_type": "SaveImage",
    "_meta": {
      "title": "Save Image"
    }
  }
}`;

describe("convert", () => {
  test("writes the API JSON beside the file, with the stock node types", async () => {
    const root = makeFolder();
    writeFiles(root, { "a/shot.json": workflow("shot") });
    const { status, err } = await command(root, ["convert", "a/shot.json"]);
    expect({ status, err }).toEqual({ status: 0, err: "a/shot.json → a/shot_api.json\n" });
    expect(readFileSync(join(root, "a/shot_api.json"), "utf8")).toBe(converted("shot"));
  });

  test("takes every workflow of a folder, skips other JSON, and keeps the paths below --out", async () => {
    const root = makeFolder();
    writeFiles(root, {
      "in/a/workflow.json": workflow("a"),
      "in/b.json": workflow("b"),
      "in/b_api.json": converted("old"),
      "in/notes.json": '{"nodes": "none"}',
      "in/c/workflow.json": "{",
      "in/data.json": "[1, 2]",
    });
    const { status, err } = await command(root, ["convert", "in", "--out", "out", "--report", "report.jsonl"]);
    expect(status).toBe(1);
    expect(err).toMatch(/in\/c\/workflow\.json: error: .*not JSON.* \[invalid_json\]\n/);
    expect(err).toMatch(/2 files converted, 1 failed\n$/);
    expect(readFileSync(join(root, "out/a/workflow_api.json"), "utf8")).toBe(converted("a"));
    expect(readFileSync(join(root, "out/b_api.json"), "utf8")).toBe(converted("b"));
    expect(existsSync(join(root, "out/c"))).toBe(false);
    const report = readFileSync(join(root, "report.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(report).toEqual([
      { file: join("in", "a/workflow.json"), ok: true, warnings: [] },
      { file: join("in", "b.json"), ok: true, warnings: [] },
      {
        file: join("in", "c/workflow.json"),
        ok: false,
        code: "invalid_json",
        message: expect.any(String),
        warnings: [],
      },
    ]);
  });

  test("takes clock, time zone and dice from flags, and begins the dice anew for each file", async () => {
    const root = makeFolder();
    const encode = ', {"id": 3, "type": "CLIPTextEncode", "widgets_values": ["{red|green|blue} {a|b}"]}';
    writeFiles(root, { "1.json": workflow("%date:yyyy-MM-dd hh:mm:ss%", encode), "2.json": workflow("x", encode) });
    const flags = ["--now", "2026-01-02T23:04:05Z", "--timezone", "Asia/Tokyo", "--random", "0.5,0"];
    await command(root, ["convert", "1.json", "2.json", ...flags]);
    for (const name of ["1_api.json", "2_api.json"]) {
      expect(JSON.parse(readFileSync(join(root, name), "utf8"))["3"].inputs.text).toBe("green a");
    }
    const prompt = JSON.parse(readFileSync(join(root, "1_api.json"), "utf8"));
    expect(prompt["2"].inputs.filename_prefix).toBe("2026-01-03 08:04:05");
  });

  test("prints to standard output, or a list as JSON", async () => {
    const root = makeFolder();
    writeFiles(root, { "w.json": workflow("w") });
    expect((await command(root, ["convert", "w.json", "--out", "-"])).out).toBe(converted("w"));
    const { json } = await jsonCommand(root, ["convert", "w.json"]);
    expect(json).toEqual({ ok: true, files: [{ file: "w.json", ok: true, target: "w_api.json", warnings: [] }] });
  });

  test("says what is wrong with a file, and writes nothing", async () => {
    const root = makeFolder();
    const cases: Record<string, [string, string]> = {
      "api.json": [converted("x"), "prompt_given"],
      "list.json": ["[]", "not_a_workflow"],
      "nan.json": ['{"nodes": [{"id": 1, "type": "EmptyImage", "widgets_values": [NaN]}]}', "invalid_json"],
      "type.json": ['{"nodes": [{"id": 1}]}', "node_without_type"],
      "origin.json": [
        '{"version": 0.4, "nodes": [{"id": 2, "type": "SaveImage", "inputs": [{"name": "images", "link": 1}]}], "links": [[1, 9, 0, 2, 0, "IMAGE"]]}',
        "broken_link",
      ],
    };
    for (const [name, [text, code]] of Object.entries(cases)) {
      writeFiles(root, { [name]: text });
      const { status, err } = await command(root, ["convert", name]);
      expect({ name, status, err }).toEqual({ name, status: 1, err: expect.stringContaining(`[${code}]`) });
      expect(existsSync(join(root, name.replace(".json", "_api.json")))).toBe(false);
    }
  });

  test("ends with status 2 for a file that is not there and for flags that cannot be read", async () => {
    const root = makeFolder();
    writeFiles(root, { "w.json": workflow("w") });
    const run = async (...args: string[]) => (await command(root, ["convert", ...args])).status;
    expect(await run("gone.json")).toBe(2);
    expect(await run("w.json", "--now", "soon")).toBe(2);
    expect(await run("w.json", "--timezone", "Mars")).toBe(2);
    expect(await run("w.json", "--random", "0,2")).toBe(2);
    expect(await run("w.json", "--values", "both")).toBe(2);
    expect(await run("w.json", "--schema", "w.json")).toBe(2);
  });

  test("never lets two files of one name overwrite each other", async () => {
    const root = makeFolder();
    writeFiles(root, { "a/w.json": workflow("a"), "b/w.json": workflow("b") });
    const { status, err } = await command(root, ["convert", "a", "b", "--out", "out"]);
    expect(status).toBe(1);
    expect(err).toContain("[file_exists]");
    expect(readFileSync(join(root, "out/w_api.json"), "utf8")).toBe(converted("a"));
  });

  test("tells of values that would be lost in silence", async () => {
    const root = makeFolder();
    const sampler =
      ', {"id": 3, "type": "KSampler", "widgets_values": [18446744073709551615, "fixed", 20, 7, "euler", "normal", 1], "widgets_values_named": {"seed": 1, "steps": 30}}, {"id": 4, "type": "Gone"}';
    writeFiles(root, { "w.json": workflow("w", sampler) });
    const { json } = await jsonCommand(root, ["convert", "w.json"]);
    const codes = json["files"][0].warnings.map((warning: { code: string; node: string }) => [
      warning.code,
      warning.node,
    ]);
    expect(codes).toEqual([
      ["shifted-value", "3"],
      ["shifted-value", "3"],
      ["rounded-integer", "3"],
      ["missing-node-type", "4"],
    ]);
    const named = await command(root, ["convert", "w.json", "--values", "named", "--out", "-"]);
    expect(JSON.parse(named.out)["3"].inputs).toMatchObject({ seed: 1, steps: 30, cfg: 8 });
  });
});
