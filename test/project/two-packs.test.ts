import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  command,
  copyFixture,
  installComfyc,
  installTypes,
  jsonCommand,
  makeFolder,
  writeFiles,
} from "./sample-project.ts";

const tide = `import { slot, workflow } from "comfyc";

export default workflow("tide", {
  slots: { seed: slot.seed() },
  build(comfy, { seed }) {
    const image = comfy.LanternToImage({ lantern: comfy.LanternLoad({ shape: "round", seed }), width: 64 });
    return { image: comfy["Tide Save"]({ images: comfy["Tide Shift"]({ image, hours: 3 }) }) };
  },
});
`;

function git(cwd: string, ...args: string[]): string {
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function install(root: string): void {
  installComfyc(root);
  installTypes(root);
}

let root: string;

beforeEach(async () => {
  root = copyFixture("two-packs");
  installTypes(root);
  const attributes = join(makeFolder(), "template");
  await command("/", ["init", attributes]);
  for (const name of [".gitattributes", ".gitignore"])
    writeFiles(root, { [name]: readFileSync(join(attributes, name), "utf8") });
  expect((await command(root, ["sync", "--schema", "object_info.json"])).status).toBe(0);
  expect(await command(root, ["build"])).toMatchObject({ status: 0 });
  git(root, "init", "-q", "-b", "main");
  git(root, "add", ".");
  git(root, "commit", "-qm", "start");
});

describe("a project with two custom packs", () => {
  test("commits only the node types in use, and stays clean when built again", async () => {
    const schema = readFileSync(join(root, "generated/schema.json"), "utf8");
    expect(schema).toContain("LanternGlow");
    expect(schema).not.toContain("Tide Unused");
    await command(root, ["build"]);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("a clone without server, full schema and generated types passes check", async () => {
    const clone = join(makeFolder(), "clone");
    git(root, "clone", "-q", root, clone);
    install(clone);
    expect(existsSync(join(clone, ".comfyc"))).toBe(false);
    expect(existsSync(join(clone, "generated/nodes"))).toBe(false);
    expect((await jsonCommand(clone, ["check"])).json).toEqual({ ok: true, workflows: 1, failedFiles: 0, issues: [] });
    expect((await command(clone, ["build"])).status).toBe(0);
    expect(git(clone, "status", "--porcelain")).toBe("");
  });

  test("in the clone, a node type outside schema.json says that a sync is needed", async () => {
    const clone = join(makeFolder(), "clone");
    git(root, "clone", "-q", root, clone);
    install(clone);
    writeFiles(clone, { "workflows-src/tide.ts": tide });
    const { status, json } = await jsonCommand(clone, ["check"]);
    expect(status).toBe(1);
    const issues = json["issues"].filter((each: any) => /Tide Shift/.test(each.message));
    expect(issues.length).toBeGreaterThan(0);
    for (const issue of issues) {
      expect(issue.position.file).toBe("workflows-src/tide.ts");
      expect(issue.hint).toContain("comfyc sync");
    }
  });

  test("two branches that each add a workflow merge without conflict, and the merge is not stale", async () => {
    git(root, "checkout", "-qb", "tide");
    writeFiles(root, { "workflows-src/tide.ts": tide });
    expect(await command(root, ["build"])).toMatchObject({ status: 0 });
    git(root, "add", ".");
    git(root, "commit", "-qm", "tide");
    git(root, "checkout", "-q", "main");
    git(root, "checkout", "-qb", "unused");
    const other = tide
      .replace('"tide"', '"other"')
      .replace('"Tide Shift"]({ image, hours: 3 })', '"Tide Unused"]({ image })');
    writeFiles(root, { "workflows-src/other.ts": other });
    expect(await command(root, ["build"])).toMatchObject({ status: 0 });
    git(root, "add", ".");
    git(root, "commit", "-qm", "other");
    git(root, "merge", "-q", "tide", "-m", "merge");
    rmSync(join(root, ".comfyc"), { recursive: true });
    expect((await jsonCommand(root, ["check"])).json).toEqual({ ok: true, workflows: 3, failedFiles: 0, issues: [] });
    await command(root, ["build"]);
    expect(git(root, "status", "--porcelain")).toBe("");
  });
});
