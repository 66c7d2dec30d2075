import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/project/settings/config.ts";
import { findProject, loadProject } from "../../src/project/settings/project.ts";
import { listFiles } from "../../src/project/write-files.ts";
import { command, makeFolder, makeProject, tinyWorkflow, writeFiles } from "./sample-project.ts";

describe("a config", () => {
  test("has a default for everything", () => {
    expect(parseConfig({}, "c")).toEqual({
      servers: {},
      output: "output",
      models: {},
      packs: [],
      workflows: "workflows-src",
    });
  });

  test.each([
    [{ servers: [] }, /servers/],
    [{ servers: { a: "localhost:8188" } }, /servers\.a: must be an http/],
    [{ servers: { a: "http://u:p@h" } }, /must not hold a user name/],
    [{ workflows: "a/../../b" }, /workflows: must stay inside/],
    [{ models: { a: 1 } }, /models\.a/],
    [{ outptu: "x" }, /outptu/],
    [7, /c: /],
  ])("%o is refused with the key named", (value, says) => expect(() => parseConfig(value, "c")).toThrow(says));

  test("is read from .mjs and .json too, nearest folder first", async () => {
    const root = makeFolder();
    writeFiles(root, {
      "comfyc.config.json": '{ "name": "outer" }',
      "in/comfyc.config.mjs": "export default { name: 'inner' };\n",
    });
    mkdirSync(join(root, "in/deep"));
    expect((await findProject(join(root, "in/deep")))?.name).toBe("inner");
    expect((await findProject(root))?.name).toBe("outer");
    expect((await loadProject(join(root, "in/deep"))).name).toBe("deep");
  });

  test("moves the folder of workflows", async () => {
    const root = makeProject({
      "comfyc.config.json": '{ "workflows": "flows" }',
      "flows/a.ts": tinyWorkflow("a"),
    });
    expect((await command(root, ["build"])).status).toBe(0);
    expect(await listFiles(join(root, "generated/workflows/a"))).toContain("manifest.json");
    expect((await command(join(root, "flows"), ["run", "a", "--slots"])).status).toBe(0);
  });
});
