import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import {
  command,
  copyFixture,
  installTypes,
  jsonCommand,
  makeProject,
  repository,
  tinyWorkflow,
  writeFiles,
} from "./sample-project.ts";

type Info = Record<string, any>;

const lanterns = () =>
  parseJson(readFileSync(join(repository, "test/fixtures/two-packs/object_info.json"), "utf8")) as Info;

async function serve(info: Info, version = "0.8.0"): Promise<string> {
  const server = createServer((request, response) => {
    const stats = { system: { comfyui_version: version }, devices: [] };
    response.setHeader("content-type", "application/json");
    response.end(stringifyJson(request.url!.includes("system_stats") ? stats : info));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("sync", () => {
  test("learns a server's node types: full schema, types, schema in use", async () => {
    const root = copyFixture("two-packs");
    const { status, json } = await jsonCommand(root, ["sync", "--server", await serve(lanterns())]);
    expect(status).toBe(0);
    expect(json).toMatchObject({ ok: true, nodeTypes: 6, serverDifferences: [], issues: [] });
    expect(readdirSync(join(root, "generated/nodes")).join(" ")).toContain("tide_tools");
    expect(readFileSync(join(root, "generated/schema.json"), "utf8")).not.toContain("Tide Unused");
    expect(existsSync(join(root, ".comfyc/full-schema.json"))).toBe(true);
  });

  test("empties generated/nodes of types that are gone", async () => {
    const root = copyFixture("two-packs");
    await command(root, ["sync", "--stock"]);
    expect(readdirSync(join(root, "generated/nodes")).length).toBeGreaterThan(20);
    await command(root, ["sync", "--schema", "object_info.json"]);
    expect(readdirSync(join(root, "generated/nodes")).filter((name) => name.startsWith("comfy_extras"))).toEqual([]);
  });

  test("joins several servers and says where they differ", async () => {
    const root = copyFixture("two-packs");
    const [one, two] = [lanterns(), lanterns()];
    delete two["Tide Unused"];
    two["LanternLoad"].input.required.shape = [["round", "star"], {}];
    const urls = [await serve(one), await serve(two)];
    const { json } = await jsonCommand(root, ["sync", "--server", ...urls]);
    const change = { source: urls[1], subject: "input", name: "shape", change: "changed" };
    const details = ['option "star" added', 'options "square", "koi" removed'];
    expect(json["serverDifferences"]).toEqual([
      { nodeType: "LanternLoad", kind: "differs", sources: [urls[1]], changes: [{ ...change, details }] },
      { nodeType: "Tide Unused", kind: "missing", sources: [urls[1]], changes: [] },
    ]);
    expect(readFileSync(join(root, "generated/nodes/combos.d.ts"), "utf8")).toMatch(/"koi"[^;]*"star"/);
  });

  test("--diff shows what would change and writes nothing", async () => {
    const root = copyFixture("two-packs");
    await command(root, ["sync", "--schema", "object_info.json"]);
    const changed = lanterns();
    delete changed["Tide Shift"];
    changed["LanternGlow"].input.required.strength[1].max = 8;
    const before = readFileSync(join(root, ".comfyc/full-schema.json"), "utf8");
    const { out, err } = await command(root, ["sync", "--diff", "--server", await serve(changed)]);
    expect(out).toBe("changed LanternGlow input strength: max 4.0 → 8\nremoved Tide Shift\n");
    expect(err).toContain("nothing was written");
    expect(readFileSync(join(root, ".comfyc/full-schema.json"), "utf8")).toBe(before);
  });

  test("asks the server of the config where none is named", async () => {
    const root = copyFixture("two-packs");
    writeFiles(root, { "comfyc.config.ts": `export default { servers: { shop: "${await serve(lanterns())}" } };\n` });
    const { status, err } = await command(root, ["sync"]);
    expect(err).toContain("6 node types from http://127.0.0.1:");
    expect(status).toBe(0);
  });

  test("lists at most 50 changes for people, and counts the rest", async () => {
    const root = copyFixture("two-packs");
    await command(root, ["sync", "--schema", "object_info.json"]);
    const { out, err } = await command(root, ["sync", "--stock"]);
    expect(out.split("\n")).toHaveLength(51);
    expect(err).toMatch(/and \d+ more; --json lists all/);
  });

  test("shows what the workflows have against the new node types", async () => {
    const root = copyFixture("two-packs");
    const { status, err } = await command(root, ["sync", "--stock"]);
    expect(status).toBe(0);
    expect(err).toContain("workflows-src/lantern.ts");
  });

  test("refuses a full schema that is none", async () => {
    const root = copyFixture("two-packs");
    writeFiles(root, { ".comfyc/full-schema.json": '{"a": 1}' });
    const { status, err } = await command(root, ["build"]);
    expect(status).toBe(2);
    expect(err).toContain("is not what comfyc sync writes");
  });
});

describe("check --server", () => {
  test("names node types, values and files that a server lacks, at the author's place", async () => {
    const root = copyFixture("two-packs");
    installTypes(root);
    await command(root, ["sync", "--schema", "object_info.json"]);
    await command(root, ["build"]);
    const other = lanterns();
    delete other["Tide Save"];
    other["LanternLoad"].input.required.shape = [["round"], {}];
    const url = await serve(other);
    const { status, json } = await jsonCommand(root, ["check", "--server", url]);
    expect(status).toBe(1);
    expect(json["issues"].length).toBeGreaterThan(0);
    for (const issue of json["issues"]) {
      expect(issue.message).toContain(`On ${url}: `);
      expect(issue.position.file).toBe("workflows-src/lantern.ts");
    }
    expect((await command(root, ["check", "--server", await serve(lanterns())])).status).toBe(0);
  });

  test("all means every server that has a name", async () => {
    const root = makeProject({ "workflows-src/tiny.ts": tinyWorkflow("tiny") });
    installTypes(root);
    const simulator = await startSimulator({});
    onTestFinished(() => simulator.close());
    writeFiles(root, {
      "comfyc.config.ts": `export default { servers: { one: "${simulator.url}", two: "${await serve(lanterns())}" } };\n`,
    });
    await command(root, ["build"]);
    const { json } = await jsonCommand(root, ["check", "--server", "all"]);
    expect(json["ok"]).toBe(false);
    expect(json["issues"].every((each: any) => !each.message.includes(simulator.url))).toBe(true);
  });
});
