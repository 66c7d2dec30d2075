import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedFolder } from "../shared-folder.ts";
import { command, jsonCommand, makeFolder, makeProject, writeFiles } from "../project/sample-project.ts";

const good =
  '{"1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}';
const bad = good.replace('"width": 64', '"width": 999999999');

describe("validate", () => {
  test("says yes to a good prompt and no to a bad one, one place each", async () => {
    const root = makeFolder();
    writeFiles(root, { "good.json": good, "bad.json": bad });
    expect(await command(root, ["validate", "good.json"])).toMatchObject({
      status: 0,
      out: "good.json: ok\n",
      err: "1 prompt, all good\n",
    });
    const { status, out, err } = await command(root, ["validate", "good.json", "bad.json"]);
    expect(status).toBe(1);
    expect(out).toMatch(/^good\.json: ok\nbad\.json: a server would reject it\nerror value_bigger_than_max {2}node 1/);
    expect(err).toBe("2 prompts, 1 with errors\n");
  });

  test("prints one line a prompt, in order, integers exact, and skips what is no JSON", async () => {
    const root = makeFolder();
    const seed = (value: string) =>
      `{"id": "${value}", "prompt": ${good.replace('"color": 0', `"color": ${value}`)}, "note": 1}`;
    writeFiles(root, { "p.jsonl": `${seed("5")}\n\nnot json\n${seed("18446744073709551615")}\n{"id": 7}\n` });
    const { status, out } = await command(root, ["validate", "p.jsonl", "--format", "jsonl"]);
    expect(status).toBe(1);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, ok }) => [id, ok])).toEqual([
      ["5", true],
      [null, false],
      ["18446744073709551615", false],
      [7, false],
    ]);
    expect(lines[1].issues).toMatchObject([{ code: "malformed_prompt", origin: "comfyc" }]);
    expect(lines[3].issues).toMatchObject([{ code: "no_prompt", origin: "server", node: null }]);
  });

  test("shows node type and hint as text and as JSON, and in a line only what is fixed for it", async () => {
    const root = makeFolder();
    const scale =
      '"3": {"class_type": "ImageScale", "inputs": {"image": ["1", 0], "upscale_method": "lanczoz", "width": 64, "height": 64, "crop": "disabled"}}';
    writeFiles(root, { "scale.json": good.replace('"images": ["1", 0]}}', `"images": ["3", 0]}}, ${scale}`) });
    const { out } = await command(root, ["validate", "scale.json"]);
    expect(out).toContain("node 3 (ImageScale), input upscale_method\n");
    expect(out).toContain('  Did you mean "lanczos"?\n');
    const { json } = await jsonCommand(root, ["validate", "scale.json"]);
    expect(json["results"][0].issues).toMatchObject([{ classType: "ImageScale", hint: 'Did you mean "lanczos"?' }]);
    const line = await command(root, ["validate", "scale.json", "--format", "jsonl"]);
    expect(Object.keys(JSON.parse(line.out).issues[0])).toEqual([
      "code",
      "origin",
      "severity",
      "node",
      "input",
      "message",
    ]);
  });

  test("takes the prompts of a folder and leaves other JSON alone", async () => {
    const root = makeFolder();
    writeFiles(root, {
      "all/a_api.json": good,
      "all/sub/b.json": bad,
      "all/workflow.json": '{"nodes": [], "links": []}',
      "all/c.jsonl": `{"id": 1, "prompt": ${good}}\n`,
    });
    const { json } = await jsonCommand(root, ["validate", "all"]);
    expect(json["results"].map((each: any) => [each.file, each.line, each.ok])).toEqual([
      [join("all", "a_api.json"), null, true],
      [join("all", "c.jsonl"), 1, true],
      [join("all", "sub/b.json"), null, false],
    ]);
    expect(json).toMatchObject({ ok: false, prompts: 3 });
  });

  test("uses the given node types and files", async () => {
    const root = makeFolder();
    const info = {
      Mine: {
        input: { required: { shape: [["round"], {}] } },
        output: [],
        output_name: [],
        output_is_list: [],
        name: "Mine",
        python_module: "custom_nodes.mine",
        category: "",
        output_node: true,
      },
    };
    const load =
      '{"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}';
    writeFiles(root, {
      "info.json": JSON.stringify(info),
      "mine.json": '{"1": {"class_type": "Mine", "inputs": {"shape": "square"}}}',
      "load.json": load,
      "files.json": '{"input": ["b.png"]}',
      "none.json": '{"input": "b.png"}',
    });
    expect((await command(root, ["validate", "mine.json", "--schema", "info.json"])).out).toContain(
      "value_not_in_list",
    );
    expect((await command(root, ["validate", "load.json"])).status).toBe(0);
    expect((await command(root, ["validate", "load.json", "--files", "files.json"])).status).toBe(1);
    expect(await command(root, ["validate", "load.json", "--files", "none.json"])).toMatchObject({
      status: 2,
      err: expect.stringContaining("not a list of server files"),
    });
  });

  test("uses the node types of the project, and its schema file when that is named", async () => {
    const root = makeProject();
    await command(root, ["build"]);
    const prompt = join("generated/workflows/sd_basic/workflow_api.json");
    expect((await command(root, ["validate", prompt])).status).toBe(0);
    expect((await command(root, ["validate", prompt, "--schema", "generated/schema.json"])).status).toBe(0);
    mkdirSync(join(root, "empty"));
    expect((await command(root, ["validate", "empty"])).status).toBe(2);
    writeFileSync(join(root, "broken.json"), "{");
    expect((await command(root, ["validate", "broken.json"])).status).toBe(2);
  });

  test.skipIf(sharedFolder === undefined)(
    "runs over every recorded verdict and agrees in at least 95 of 100",
    async () => {
      const folder = join(sharedFolder!, "verdicts");
      const recorded = readFileSync(join(folder, "dev.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const args = [
        "validate",
        join(folder, "dev.jsonl"),
        "--schema",
        join(folder, "object_info.json"),
        "--files",
        join(folder, "server-files.json"),
        "--format",
        "jsonl",
      ];
      const { out } = await command("/", args);
      const verdicts = out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(verdicts.map(({ id }) => id)).toEqual(recorded.map(({ id }) => id));
      const comparable = recorded
        .map((line, index) => [line, verdicts[index]])
        .filter(([line]) => line.stable !== false && line.body_raw === undefined);
      const agreeing = comparable.filter(
        ([line, verdict]) => (line.status === 200) === (verdict.serverVerdict === "accepted"),
      );
      expect(agreeing.length / comparable.length).toBeGreaterThan(0.95);
    },
  );
});
