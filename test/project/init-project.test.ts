import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectTemplate } from "../../src/project/project-template.ts";
import { command, makeFolder } from "./sample-project.ts";

describe("init", () => {
  test("keeps a package.json that is there and says so", async () => {
    const root = makeFolder();
    writeFileSync(join(root, "package.json"), '{"name": "mine"}');
    const { status, err } = await command(root, ["init"]);
    expect(status).toBe(0);
    expect(err).toContain("package.json was there and stays as it is");
    expect(readFileSync(join(root, "package.json"), "utf8")).toBe('{"name": "mine"}');
    expect(err).not.toContain("npm install");
  });

  test("names the package after its folder, as npm allows it", async () => {
    const root = mkdtempSync(join(makeFolder(), "My Shots! "));
    const { json } = { json: JSON.parse((await command(root, ["init", "--json"])).out) };
    expect(json.written).toContain("package.json");
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name).toMatch(/^my-shots-/);
    expect(projectTemplate("x", "1.2.3").get("package.json")).toContain('"comfyc": "^1.2.3"');
  });
});
