import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listFiles } from "../../src/project/write-files.ts";
import { command, jsonCommand, makeProject, sdBasic, tinyWorkflow, writeFiles } from "./sample-project.ts";

const bundle = "generated/workflows/sd_basic";

async function snapshot(root: string): Promise<Record<string, string>> {
  const files = await listFiles(join(root, "generated"));
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, "generated", path), "utf8")]));
}

describe("build", () => {
  test("writes the bundle, the schema in use and the config as data", async () => {
    const root = makeProject();
    const { status, json } = await jsonCommand(root, ["build"]);
    expect(status).toBe(0);
    expect(json["workflows"]).toMatchObject([
      { name: "sd_basic", file: "workflows-src/sd-basic.ts", ok: true, slots: 3 },
    ]);
    expect(readdirSync(join(root, bundle)).sort()).toEqual([
      "manifest.json",
      "source.json",
      "workflow.json",
      "workflow_api.json",
    ]);
    const schema = JSON.parse(readFileSync(join(root, "generated/schema.json"), "utf8"));
    const names = schema.nodeTypes.filter(Boolean).map((entry: { name: string }) => entry.name);
    expect(names).toEqual([
      "CLIPTextEncode",
      "CheckpointLoaderSimple",
      "EmptyLatentImage",
      "KSampler",
      "SaveImage",
      "VAEDecode",
    ]);
    expect(JSON.parse(readFileSync(join(root, "generated/project.json"), "utf8"))).toMatchObject({
      projectVersion: 1,
      servers: {},
    });
    const source = JSON.parse(readFileSync(join(root, bundle, "source.json"), "utf8"));
    expect(source["KSampler"].position).toMatchObject({ file: "workflows-src/sd-basic.ts", line: 7 });
  });

  test("changes nothing when built again", async () => {
    const root = makeProject();
    await command(root, ["build"]);
    const before = await snapshot(root);
    const { json } = await jsonCommand(root, ["build"]);
    expect(json["written"]).toEqual([]);
    expect(await snapshot(root)).toEqual(before);
  });

  test("keeps the old bundle of a workflow with errors, and writes the others", async () => {
    const root = makeProject({ "workflows-src/a.ts": sdBasic, "workflows-src/b.ts": tinyWorkflow("tiny") });
    await command(root, ["build"]);
    const before = await snapshot(root);
    writeFiles(root, {
      "workflows-src/a.ts": sdBasic.replace("cfg: 7", "cfg: 7000"),
      "workflows-src/b.ts": tinyWorkflow("tiny", 128),
    });
    const { status, json } = await jsonCommand(root, ["build"]);
    expect(status).toBe(1);
    expect(json["issues"][0]).toMatchObject({
      code: "value_bigger_than_max",
      position: { file: "workflows-src/a.ts" },
    });
    const after = await snapshot(root);
    expect(after["workflows/sd_basic/workflow_api.json"]).toBe(before["workflows/sd_basic/workflow_api.json"]);
    expect(after["workflows/tiny/workflow_api.json"]).toContain("128");
  });

  test("reports a file that throws and still builds the others", async () => {
    const root = makeProject({
      "workflows-src/a.ts": sdBasic,
      "workflows-src/b.ts": "\nthrow new Error('no luck');\n",
    });
    const { status, json } = await jsonCommand(root, ["build"]);
    expect(status).toBe(1);
    expect(json["issues"]).toMatchObject([
      {
        code: "invalid_workflow",
        position: { file: "workflows-src/b.ts" },
        message: expect.stringContaining("no luck"),
      },
    ]);
    expect(existsSync(join(root, bundle, "manifest.json"))).toBe(true);
  });

  test("names both places of two workflows of one name and builds neither", async () => {
    const root = makeProject({
      "workflows-src/a.ts": tinyWorkflow("twin"),
      "workflows-src/sub/b.ts": tinyWorkflow("Twin"),
    });
    const { status, json } = await jsonCommand(root, ["build"]);
    expect(status).toBe(1);
    expect(json["issues"]).toMatchObject([{ code: "duplicate_workflow" }]);
    expect(json["issues"][0].message).toMatch(/workflows-src\/a\.ts:3.*workflows-src\/sub\/b\.ts:3/);
    expect(existsSync(join(root, "generated/workflows"))).toBe(false);
  });

  test("removes the bundle of a deleted workflow, but no folder that it did not write", async () => {
    const root = makeProject({ "workflows-src/a.ts": sdBasic, "workflows-src/b.ts": tinyWorkflow("tiny") });
    await command(root, ["build"]);
    rmSync(join(root, "workflows-src/b.ts"));
    mkdirSync(join(root, "generated/workflows/mine"));
    writeFileSync(join(root, "generated/workflows/mine/manifest.json"), "{}");
    const { json } = await jsonCommand(root, ["build"]);
    expect(json["removed"]).toEqual(["generated/workflows/tiny"]);
    expect(readdirSync(join(root, "generated/workflows")).sort()).toEqual(["mine", "sd_basic"]);
  });

  test("removes no bundle while a workflow file cannot be read", async () => {
    const root = makeProject({ "workflows-src/a.ts": sdBasic, "workflows-src/b.ts": tinyWorkflow("tiny") });
    await command(root, ["build"]);
    const schema = (await snapshot(root))["schema.json"];
    writeFiles(root, { "workflows-src/b.ts": "throw 1;" });
    const { status, json } = await jsonCommand(root, ["build"]);
    expect(status).toBe(1);
    expect(json["removed"]).toEqual([]);
    expect((await snapshot(root))["schema.json"]).toBe(schema);
  });

  test("builds only the named workflow", async () => {
    const root = makeProject({ "workflows-src/a.ts": sdBasic, "workflows-src/b.ts": tinyWorkflow("tiny") });
    const { json } = await jsonCommand(root, ["build", "tiny"]);
    expect(json["workflows"].map((each: { name: string }) => each.name)).toEqual(["tiny"]);
    expect(readdirSync(join(root, "generated/workflows"))).toEqual(["tiny"]);
  });

  test("suggests the name that was meant", async () => {
    const { status, err } = await command(makeProject(), ["build", "sd_basik"]);
    expect(status).toBe(2);
    expect(err).toContain('Did you mean "sd_basic"?');
  });

  test("tells of a workflow that is not the default export", async () => {
    const root = makeProject({
      "workflows-src/a.ts": tinyWorkflow("a").replace("export default", "export const mine ="),
    });
    const { status, err } = await command(root, ["build"]);
    expect(status).toBe(0);
    expect(err).toContain("exports the workflow `mine` by name");
  });

  test("keeps the stock node types in reach after generated/schema.json is written", async () => {
    const root = makeProject();
    await command(root, ["build"]);
    writeFiles(root, { "workflows-src/b.ts": tinyWorkflow("later") });
    expect((await command(root, ["build"])).status).toBe(0);
  });
});
