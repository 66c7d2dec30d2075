import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, repository, writeFiles } from "../project/sample-project.ts";

const bin = join(repository, "bin/comfyc.js");
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };

/** A Node older than comfyc needs, where this machine has one. */
function findOldNode(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .map((folder) => join(folder, "node"))
    .find((path) => {
      if (!existsSync(path)) return false;
      const [major] = execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }).split(".").map(Number);
      return major! < 22;
    });
}

const oldNode = findOldNode();

/** A copy of the starter with a command line behind it that says what it was given. */
function makePackage(main: string): string {
  const root = makeFolder();
  writeFiles(root, {
    "package.json": JSON.stringify({ name: "comfyc", version, type: "module" }),
    "dist/cli/main.js": main,
  });
  cpSync(bin, join(root, "bin/comfyc.js"));
  return root;
}

const echo = `process.stdout.write(JSON.stringify({ args: process.argv.slice(2), node: process.versions.node })); process.exitCode = 7;`;

function start(node: string, root: string, args: string[], env: Record<string, string> = {}) {
  return spawnSync(node, [join(root, "bin/comfyc.js"), ...args], {
    encoding: "utf8",
    cwd: root,
    env: { PATH: "", ...env },
  });
}

describe("the starter", () => {
  test("uses no syntax or module that Node 12 does not know", () => {
    const code = readFileSync(bin, "utf8").replace(/^\s*\/\/.*$/gm, "");
    expect(code).not.toMatch(/\?\.|\?\?|\|\|=|&&=|from "node:|^await |\d_\d|\.at\(|\.replaceAll\(|static \{|catch \{/m);
  });

  test("answers --version without the rest of the package", () => {
    const root = makePackage("throw new Error('loaded')");
    expect(start(process.execPath, root, ["--version"])).toMatchObject({
      status: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  test("passes arguments and the exit status through", () => {
    const { status, stdout } = start(process.execPath, makePackage(echo), ["run", "a b", "--set", "x=1"]);
    expect(JSON.parse(stdout).args).toEqual(["run", "a b", "--set", "x=1"]);
    expect(status).toBe(7);
  });

  test("says that the package is not built", () => {
    const root = makeFolder();
    mkdirSync(join(root, "bin"));
    cpSync(bin, join(root, "bin/comfyc.js"));
    writeFileSync(join(root, "package.json"), '{"type": "module", "version": "1.0.0"}');
    expect(start(process.execPath, root, ["build"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("npm run build"),
    });
  });
});

describe.skipIf(oldNode === undefined)("the starter on an old Node", () => {
  test("answers --version at once", () => {
    expect(start(oldNode!, makePackage(echo), ["--version"])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  test("starts the Node of COMFYC_NODE", () => {
    const { status, stdout } = start(oldNode!, makePackage(echo), ["check"], { COMFYC_NODE: process.execPath });
    expect(JSON.parse(stdout)).toEqual({ args: ["check"], node: process.versions.node });
    expect(status).toBe(7);
  });

  test("starts the node package beside it", () => {
    const root = makePackage(echo);
    writeFiles(root, { "node_modules/node/package.json": "{}" });
    mkdirSync(join(root, "node_modules/node/bin"));
    symlinkSync(process.execPath, join(root, "node_modules/node/bin/node"));
    const { status, stdout } = start(oldNode!, root, ["check"]);
    expect(JSON.parse(stdout).node).toBe(process.versions.node);
    expect(status).toBe(7);
  });

  test("without a newer Node it says what to install and ends with status 2", () => {
    const { status, stderr } = start(oldNode!, makePackage(echo), ["check"]);
    expect(stderr).toMatch(/needs Node 22\.19 or newer; this is Node \d+[^]*npm install --save-dev node@24/);
    expect(status).toBe(2);
  });

  test("says when COMFYC_NODE is too old as well, or is not there", () => {
    expect(start(oldNode!, makePackage(echo), ["check"], { COMFYC_NODE: oldNode! })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("too old as well"),
    });
    expect(start(oldNode!, makePackage(echo), ["check"], { COMFYC_NODE: "/none" })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("ENOENT"),
    });
  });

  test("dies of the signal that its child dies of", () => {
    const main = "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);";
    expect(start(oldNode!, makePackage(main), ["run"], { COMFYC_NODE: process.execPath })).toMatchObject({
      signal: "SIGTERM",
    });
  });
});

test.skipIf(process.platform === "win32")("a working folder that is gone is no crash", () => {
  const script = `cd "${makeFolder()}" && rmdir "$PWD" && exec "${process.execPath}" "${bin}" check`;
  const { status, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
  expect(stderr).toContain("[no_project]");
  expect(status).toBe(2);
});
