import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, installTypes, jsonCommand, makeProject } from "./sample-project.ts";

async function builtProject(): Promise<string> {
  const root = makeProject();
  installTypes(root);
  expect((await command(root, ["build"])).status).toBe(0);
  return root;
}

describe("the simulator as a server", () => {
  test("is one that check asks, and whose empty lists of models refuse none", async () => {
    const root = await builtProject();
    const { status, out, err } = await command(root, ["check", "--server", "simulator"]);
    expect(out).toMatch(/^sd_basic +ok$/m);
    expect(err).toContain("is a simulator: it takes any model file where it lists none.");
    expect(status).toBe(0);
    const { json } = await jsonCommand(root, ["check", "--server", "simulator"]);
    expect(json["servers"]).toMatchObject([{ simulated: true, ok: true, problem: null }]);
  });

  test("is one that sync learns from", async () => {
    const root = await builtProject();
    const { status, json } = await jsonCommand(root, ["sync", "--server", "simulator"]);
    expect(status).toBe(0);
    expect(json["nodeTypes"]).toBeGreaterThan(500);
    expect(json["models"]).toMatchObject([{ file: "v1-5.safetensors", servers: [{ present: true }] }]);
    expect(readFileSync(join(root, ".comfyc/full-schema.json"), "utf8")).toContain("KSampler");
  });

  test.each([["run", "sd_basic"], ["sync"], ["check", "--server", "all"]])(
    "is what COMFYC_SERVER=simulator names for %s",
    async (...args) => {
      const root = await builtProject();
      const { status, err } = await command(root, args, { env: { COMFYC_SERVER: "simulator" } });
      expect(err).not.toContain("error");
      expect(status).toBe(0);
    },
  );

  test("is shown among the servers, and not asked", async () => {
    const root = await builtProject();
    const { status, out } = await command(root, ["servers"], { env: { COMFYC_SERVER: "simulator" } });
    expect(out).toMatch(/^COMFYC_SERVER +simulator +ok \(simulator\)$/m);
    expect(status).toBe(0);
  });
});

test("check --server all without a server in the config or in COMFYC_SERVER is a usage error", async () => {
  const root = await builtProject();
  const { status, err } = await command(root, ["check", "--server", "all"]);
  expect(err).toContain("neither names one. [usage]");
  expect(status).toBe(2);
});
