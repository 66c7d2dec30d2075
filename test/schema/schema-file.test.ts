import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { compareSchemas } from "../../src/schema/compare-schemas.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { isSchemaFile, parseSchemaFile, renderSchemaFile } from "../../src/schema/schema-file.ts";
import { schemaHash } from "../../src/schema/schema-hash.ts";
import { sharedFolder } from "../shared-folder.ts";

function read(text: string): Schema {
  return parseSchemaFile(parseJson(text));
}

function schemaOf(entries: Record<string, unknown>): Schema {
  return parseObjectInfo(entries as never, { serverVersion: "1" });
}

const rich = schemaOf({
  V3: {
    input: {
      required: {
        "10": [
          "INT",
          { default: 1, min: 0, max: 18446744073709551615n, control_after_generate: true, tooltip: "SECRET" },
        ],
        "2": ["STRING", { placeholder: "SECRET", dynamicPrompts: true, weird: "SECRET", flag: true, list: ["SECRET"] }],
        mode: [
          "COMFY_DYNAMICCOMBO_V3",
          { options: [{ key: "k", inputs: { optional: { x: ["FLOAT", { round: false }] } } }] },
        ],
        grow: [
          "COMFY_AUTOGROW_V3",
          { template: { input: { required: { i: ["IMAGE"] } }, prefix: "i", min: 1, max: 9 } },
        ],
        named: ["COMFY_AUTOGROW_V3", { template: { input: { required: { i: ["IMAGE"] } }, names: ["a"], min: 1 } }],
        match: ["COMFY_MATCHTYPE_V3", { template: { template_id: "t", allowed_types: "IMAGE,MASK" } }],
        ckpt_name: [["SECRET.safetensors"]],
        image: ["COMBO", { options: ["SECRET.png"], image_upload: true, remote: { route: "/r", b: 1, a: 2 } }],
        sampler: ["COMBO", { options: ["a", "b"], multiselect: true }],
        old: [["c", 5]],
      },
      optional: { slot: ["COMFY_DYNAMICSLOT_V3", { slotType: "MASK", inputs: { required: { y: ["BOOLEAN"] } } }] },
      hidden: { prompt: ["PROMPT"] },
    },
    input_order: { required: ["10", "2", "mode", "grow", "named", "match", "ckpt_name", "image", "sampler", "old"] },
    output: ["COMFY_MATCHTYPE_V3", ["p", "q"]],
    output_name: ["same", "same"],
    output_is_list: [false, true],
    output_matchtypes: ["t", null],
    display_name: "Three",
    description: "SECRET",
    category: "c",
    python_module: "custom_nodes.p",
    output_node: true,
    deprecated: true,
    experimental: false,
    api_node: true,
  },
  V1: { input: { required: { model: ["MODEL"] } }, output: ["MODEL"], python_module: "nodes" },
});

describe("generated/schema.json", () => {
  it("holds the facts and reads back as they were", () => {
    const again = read(renderSchemaFile(rich));
    expect(renderSchemaFile(again)).toBe(renderSchemaFile(rich));
    const [before, after] = [rich.nodeTypes.get("V3")!, again.nodeTypes.get("V3")!];
    expect({ ...after, inputs: [] }).toEqual({ ...before, inputs: [] });
    expect(after.inputs.map((input) => [input.name, input.kind])).toEqual(
      before.inputs.map((input) => [input.name, input.kind]),
    );
    expect(after.inputs[0]!.options).toEqual({
      default: 1,
      min: 0,
      max: 18446744073709551615n,
      controlAfterGenerate: true,
    });
    expect(after.inputs.find((input) => input.name === "ckpt_name")!.options).toEqual({
      values: [],
      open: true,
      modelFolder: "checkpoints",
    });
    expect(after.inputs.slice(2, 6)).toEqual(before.inputs.slice(2, 6));
    expect(after.inputs.slice(8)).toEqual(before.inputs.slice(8));
    expect(again.serverVersion).toBe("1");
  });

  it("holds no tooltips, descriptions, unknown texts or file lists", () => {
    expect(renderSchemaFile(rich)).not.toContain("SECRET");
  });

  it("is plain JSON, sorted, one line an entry, of the names asked for", () => {
    const text = renderSchemaFile(rich, ["V3", "V1", "V1", "Unknown"]);
    const lines = text.split("\n").filter((line) => line.startsWith('    {"name":'));
    expect(lines.map((line) => /"name":"(\w+)"/.exec(line)![1])).toEqual(["V1", "V3"]);
    expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, serverVersion: "1" });
    expect(read(renderSchemaFile(rich, [])).nodeTypes.size).toBe(0);
  });

  it.each([
    [[], "is not a schema file of comfyc"],
    [{ nodeTypes: [] }, "is not a schema file of comfyc"],
    [{ schemaVersion: 2, nodeTypes: [] }, "was written by a later version of comfyc"],
    [{ schemaVersion: 1, nodeTypes: [{ display_name: "x" }] }, "holds an entry without a name"],
    [{ schemaVersion: 1, nodeTypes: [{ name: "A" }] }, "holds an entry of A that cannot be read"],
    [
      {
        schemaVersion: 1,
        nodeTypes: [
          { name: "A", input: {}, output: [] },
          { name: "A", input: {}, output: ["X"] },
        ],
      },
      "holds two different entries of A, as after a merge",
    ],
  ])("refuses %j", (json, problem) => {
    expect(() => parseSchemaFile(json as JsonValue, { source: "s.json" })).toThrow(
      expect.objectContaining({
        code: "invalid_schema",
        message: `s.json ${problem}.`,
        hint: expect.stringContaining("sync"),
      }),
    );
  });

  it("is told from an object_info", () => {
    expect(isSchemaFile(parseJson(renderSchemaFile(rich)))).toBe(true);
    expect(isSchemaFile({ KSampler: { input: {} } })).toBe(false);
  });
});

describe("the stock schema", () => {
  it("has the node types of ComfyUI 0.8.0 core, exact numbers and open lists", async () => {
    const stock = await loadStockSchema();
    expect(stock.nodeTypes.size).toBe(568);
    expect(stock.serverVersion).toBe("0.8.0");
    const seed = stock.nodeTypes.get("KSampler")!.inputs.find((input) => input.name === "seed")!;
    expect(seed.options.max).toBe(18446744073709551615n);
    expect(await loadStockSchema()).toBe(stock);
  });

  it.skipIf(sharedFolder === undefined)("is what its script derives from the recorded object_info", async () => {
    const file = `${sharedFolder}/schema/object_info-0.8.0-core.json`;
    const core = parseObjectInfo(parseJson(readFileSync(file, "utf8")), { serverVersion: "0.8.0" });
    expect(renderSchemaFile(await loadStockSchema())).toBe(renderSchemaFile(core));
    expect(compareSchemas(core, await loadStockSchema())).toEqual([]);
    expect(schemaHash(core, core.nodeTypes.keys())).toBe(schemaHash(await loadStockSchema(), core.nodeTypes.keys()));
  });
});

describe("schemaHash", () => {
  const combo = (values: unknown[], more: object = {}) =>
    schemaOf({ A: { input: { required: { x: [values, more] } }, output: [] }, B: { input: {}, output: [] } });
  const hash = schemaHash(combo(["a"]), ["A"]);

  it.each([
    ["repetition of names", combo(["a"]), ["A", "A"], true],
    ["a tooltip", combo(["a"], { tooltip: "x" }), ["A"], true],
    ["another option of a closed list", combo(["a", "b"]), ["A"], false],
    ["another default", combo(["a"], { default: "a" }), ["A"], false],
    ["another node type", combo(["a"]), ["A", "B"], false],
    ["a node type that is lacking", combo(["a"]), ["A", "C"], false],
  ])("regards %s", (_title, schema, names, same) => {
    expect(schemaHash(schema, names) === hash).toBe(same);
    expect(schemaHash(schema, names)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("does not regard lists of files, order of names or categories", () => {
    const files = (list: string[], category: string) =>
      schemaOf({
        A: { input: { required: { ckpt_name: [list] } }, output: [], category },
        B: { input: {}, output: [] },
      });
    expect(schemaHash(files(["a.ckpt"], "x"), ["A", "B"])).toBe(
      schemaHash(files(["b.ckpt", "c.ckpt"], "y"), ["B", "A"]),
    );
  });
});

describe("compareSchemas", () => {
  it("lists what was added, removed and changed", () => {
    const before = schemaOf({
      Gone: { input: {}, output: [] },
      Kept: { input: { required: { a: ["INT", { tooltip: "x" }], b: ["INT"] } }, output: ["INT", "MASK"] },
    });
    const after = schemaOf({
      Kept: {
        input: { required: { a: ["INT"], c: ["INT"] }, optional: {} },
        output: ["INT", "IMAGE"],
        display_name: "K",
      },
      New: { input: {}, output: [] },
    });
    const short = compareSchemas(before, after).map((one) => [one.nodeType, one.subject, one.name, one.change]);
    expect(short).toEqual([
      ["Gone", "node type", null, "removed"],
      ["Kept", "node type", null, "changed"],
      ["Kept", "input", "b", "removed"],
      ["Kept", "input", "c", "added"],
      ["Kept", "output", "MASK", "removed"],
      ["Kept", "output", "IMAGE", "added"],
      ["New", "node type", null, "added"],
    ]);
    expect(compareSchemas(after, after)).toEqual([]);
  });
});

describe("two branches that each add a workflow", () => {
  let folder = "";
  const git = (...command: string[]) => execFileSync("git", command, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  const file = () => path.join(folder, "schema.json");

  function commit(schema: Schema, names: readonly string[], message: string): void {
    writeFileSync(file(), renderSchemaFile(schema, names));
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", message);
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "comfyc-merge-"));
    git("init", "-q", "-b", "main");
    writeFileSync(path.join(folder, ".gitattributes"), "schema.json merge=union\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function merge(): void {
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "merge", "-q", "--no-edit", "other");
  }

  const base = ["KSampler", "SaveImage"];
  it.each([
    ["between the same neighbours", base, ["LoadImage", "LatentBlend"], ["LoraLoader", "LoadAudio"]],
    ["in an empty file", [], ["KSampler"], ["VAEDecode"]],
    ["at both ends, with some in common", base, ["APG", "VAEDecode", "LoadImage"], ["APG", "VAEEncode", "LoadImage"]],
  ])("merge without conflict: %s", async (_title, start, ours, theirs) => {
    const stock = await loadStockSchema();
    commit(stock, start, "start");
    git("checkout", "-qb", "other");
    commit(stock, [...start, ...theirs], "theirs");
    git("checkout", "-q", "main");
    commit(stock, [...start, ...ours], "ours");
    merge();
    const text = readFileSync(file(), "utf8");
    expect(() => JSON.parse(text) as JsonObject).not.toThrow();
    const want = [...start, ...ours, ...theirs];
    expect([...read(text).nodeTypes.keys()].sort()).toEqual([...new Set(want)].sort());
    expect(renderSchemaFile(read(text))).toBe(renderSchemaFile(stock, want));
  });

  it("that synced one node type differently ask for a new sync", async () => {
    const stock = await loadStockSchema();
    const entry = { input: { required: { x: ["INT"] } }, output: [] };
    const other = schemaOf({ KSampler: entry });
    const third = schemaOf({ KSampler: { ...entry, output: ["LATENT"] } });
    commit(stock, ["KSampler"], "start");
    git("checkout", "-qb", "other");
    commit(other, ["KSampler"], "theirs");
    git("checkout", "-q", "main");
    commit(third, ["KSampler"], "ours");
    merge();
    expect(() => read(readFileSync(file(), "utf8"))).toThrow(/two different entries of KSampler/);
  });
});
