import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { listFiles } from "../../src/project/write-files.ts";
import {
  command,
  makeFolder,
  makeProject,
  repository,
  sdBasic,
  spawnCommand,
  startCommand,
  tinyWorkflow,
  writeFiles,
  type CommandResult,
} from "../project/sample-project.ts";

/** What every failure looks like: the status, one error with a place or a name, a hint, no stack. */
function expectOneError({ status, out, err }: CommandResult, wanted: { status: number; says: RegExp }): void {
  const text = err + out;
  expect(text).toMatch(wanted.says);
  expect(text).not.toMatch(/^\s+at .+:\d+:\d+/m);
  expect(text).not.toContain("comfyc itself failed");
  expect(text.match(/\berror\b:?/g)!.length).toBeLessThanOrEqual(3);
  expect(status).toBe(wanted.status);
}

describe("a workflow file that cannot be used is named with its place", () => {
  const cases: [string, string, RegExp][] = [
    [
      "a syntax error",
      "import { workflow } from 'comfyc';\nconst a = ;\n",
      /workflows-src\/bad\.ts:2:11 error invalid_workflow\n\s+Syntax error: Expression expected/,
    ],
    [
      "syntax that cannot be erased",
      "enum Sampler { Euler }\n",
      /bad\.ts:1:1 error invalid_workflow\n\s+Syntax error: .*enum is not supported/,
    ],
    [
      "a throw",
      "function fail() {\n  throw new Error('no luck');\n}\nfail();\n",
      /bad\.ts:2:9 error invalid_workflow\n.*cannot be loaded: no luck/,
    ],
    [
      "a throw of something else than an error",
      "throw 'words';\n",
      /bad\.ts:1:1 error invalid_workflow\n.*threw words/,
    ],
    [
      "a throw of something that has no text",
      "throw Object.create(null);\n",
      /bad\.ts:1:1 error invalid_workflow\n.*threw a value that has no text/,
    ],
    [
      "a throw of such a thing inside build",
      sdBasic.replace("const { MODEL", "throw Object.create(null);\n    const { MODEL"),
      /bad\.ts:3:\d+ error invalid_workflow\n.*threw a value that has no text/,
    ],
    [
      "an import of a file that is not there",
      "import './nope.ts';\n",
      /bad\.ts:1:\d+ error invalid_workflow\n.*Cannot find module/,
    ],
    [
      "an import that the module does not have",
      "import { none } from 'node:fs';\n",
      /bad\.ts:1:10 error invalid_workflow\n.*does not provide an export named 'none'/,
    ],
    [
      "a slot used as text",
      sdBasic.replace("text: prompt", "text: `${prompt}, sharp`"),
      /bad\.ts:9:\d+ error invalid_workflow\n/,
    ],
    [
      "a slot used as truth",
      sdBasic.replace("cfg: 7", "cfg: steps > 5 ? 7 : 8"),
      /bad\.ts:8:\d+ error invalid_workflow\n/,
    ],
  ];
  test.each(cases)("%s", async (_name, text, says) => {
    const root = makeProject({ "workflows-src/bad.ts": text, "workflows-src/good.ts": tinyWorkflow("good") });
    expectOneError(await spawnCommand(root, ["build"]), { status: 1, says });
    // The others are built all the same, and nothing of the bad one is left.
    expect(readdirSync(join(root, "generated/workflows"))).toEqual(["good"]);
  });

  test("an error in a helper is placed in the helper", async () => {
    const root = makeProject({
      "workflows-src/bad.ts": "import './deep/help.ts';\n",
      "workflows-src/deep/help.ts": "\nconst = 3;\n",
    });
    const result = await spawnCommand(root, ["build"]);
    expect(result.err).toMatch(/workflows-src\/deep\/help\.ts:2:7 error/);
    expect(result.status).toBe(1);
  });

  test("a project without an installed comfyc says how to install it", async () => {
    const root = makeFolder();
    writeFiles(root, { "workflows-src/a.ts": sdBasic });
    expectOneError(await spawnCommand(root, ["build"]), {
      status: 1,
      says: /`comfyc` is not installed[^]*npm install/,
    });
  });

  test("a circle, a missing result and a wrong value are found where they are written", async () => {
    const raw = `import { workflow } from "comfyc";
export default workflow("circle", { build(comfy) {
  const a = comfy.$raw("ImageInvert", { image: ["b", 0] }, { id: "a" });
  return { image: comfy.SaveImage({ images: a }) };
} });
`;
    const root = makeProject({
      "workflows-src/circle.ts": raw,
      "workflows-src/value.ts": sdBasic.replace("default: 4", "default: 99999"),
    });
    const result = await spawnCommand(root, ["build"]);
    expect(result.status).toBe(1);
    expect(result.err).toMatch(/workflows-src\/circle\.ts:\d+:\d+ error/);
    expect(result.err).toMatch(/workflows-src\/value\.ts:\d+:\d+ error/);
    expect(existsSync(join(root, "generated/workflows"))).toBe(false);
  });
});

describe("workflows that are not where they are looked for", () => {
  test("a missing folder keeps the bundles that were built", async () => {
    const root = makeProject({ "workflows-src/a.ts": tinyWorkflow("a") });
    expect((await command(root, ["build"])).status).toBe(0);
    renameSync(join(root, "workflows-src"), join(root, "elsewhere"));
    writeFiles(root, { "comfyc.config.ts": "export default {};\n" });
    for (const name of ["build", "check"]) {
      expectOneError(await command(root, [name]), { status: 2, says: /workflows-src, does not exist/ });
    }
    expect(existsSync(join(root, "generated/workflows/a/manifest.json"))).toBe(true);
  });

  test("a workflow in a promise is said to be one", async () => {
    const text = tinyWorkflow("a").replace("export default workflow(", "const made = workflow(");
    const root = makeProject({ "workflows-src/a.ts": `${text}\nexport default Promise.resolve(made);\n` });
    expectOneError(await command(root, ["build"]), { status: 1, says: /exports a promise by default/ });
  });
});

describe("a config that cannot be used is named with its place", () => {
  const cases: [string, string, RegExp][] = [
    [
      "a syntax error",
      "export default {\n  servers: ,\n};\n",
      /comfyc\.config\.ts:2:12: Syntax error: Expression expected/,
    ],
    [
      "a throw",
      "const port = JSON.parse('{');\nexport default { port };\n",
      /comfyc\.config\.ts:1:\d+: The config file throws/,
    ],
    ["a throw of something that has no text", "throw Object.create(null);\n", /throws: a value that has no text/],
    ["a getter that throws", "export default { get name() { throw new Error('no'); } };\n", /:1:\d+: .* throws: no/],
    ["a promise of a wrong config", "export default Promise.resolve({ server: 'x' });\n", /Unrecognized key: "server"/],
    ["an unknown key", "export default { server: 'x' };\n", /comfyc\.config\.ts: Unrecognized key: "server"/],
    ["a wrong address", "export default { servers: { a: 'ftp://x' } };\n", /servers\.a: must be an http/],
    [
      "an address with a password",
      "export default { servers: { a: 'http://me:pw@x' } };\n",
      /servers\.a: must not hold a user name/,
    ],
    ["a folder outside", "export default { workflows: '../x' };\n", /workflows: must stay inside the project/],
    ["an absolute folder", "export default { workflows: '/films' };\n", /workflows: must stay inside the project/],
    ["a folder of another drive", "export default { workflows: 'C:/x' };\n", /workflows: must stay inside the project/],
    ["generated as workflows", "export default { workflows: './generated/a' };\n", /workflows: must not be the folder/],
    ["no default export", "export const config = {};\n", /has no default export/],
  ];
  test.each(cases)("%s", async (_name, text, says) => {
    const root = makeProject({ "comfyc.config.ts": text });
    expectOneError(await spawnCommand(root, ["build"]), { status: 2, says });
    expect(existsSync(join(root, "generated"))).toBe(false);
  });

  test("a config that throws, read in this process", async () => {
    const root = makeProject({ "comfyc.config.ts": "throw new Error('no luck.');\n" });
    expectOneError(await command(root, ["build"]), {
      status: 2,
      says: /comfyc\.config\.ts:1:\d+: The config file throws: no luck\./,
    });
    const silent = makeProject({ "comfyc.config.ts": "export const config = {};\n" });
    expectOneError(await command(silent, ["build"]), { status: 2, says: /has no default export/ });
  });

  test("a JSON config that is no JSON", async () => {
    const root = makeProject({ "comfyc.config.json": '{ "servers": ' });
    expectOneError(await spawnCommand(root, ["build"]), { status: 2, says: /comfyc\.config\.json/ });
  });
});

describe("usage", () => {
  const cases: [string, string[], RegExp][] = [
    ["an unknown command", ["biuld"], /Unknown command 'biuld'[^]*Did you mean build\?/],
    ["help for an unknown command", ["help", "biuld"], /Unknown command 'biuld'[^]*Did you mean build\?/],
    ["an unknown flag", ["build", "--wtch"], /Unknown option '--wtch'[^]*Did you mean --watch\?/],
    ["a missing argument", ["run"], /Missing required argument 'name\|file'/],
    ["too many arguments", ["servers", "more"], /Too many arguments/],
    ["a wrong choice", ["check", "--format", "xml"], /--format <format>' argument 'xml' is invalid/],
    ["a wrong port", ["simulate", "--port", "99999"], /A port is a number from 0 to 65535/],
    ["an unknown workflow", ["run", "sd_basik"], /no workflow "sd_basik"[^]*Did you mean "sd_basic"\?/],
    ["an unknown slot", ["run", "sd_basic", "--set", "stps=3"], /has no slot "stps"[^]*Did you mean "steps"\?/],
    ["a slot without a value", ["run", "sd_basic", "--set", "steps"], /has no value[^]*--set name=value/],
    ["a slot without a name", ["run", "sd_basic", "--set", "=5"], /--set "=5" names no slot/],
    ["a value of the wrong type", ["run", "sd_basic", "--set", "steps=many"], /Slot "steps": "many" is not a number/],
    ["a value out of range", ["run", "sd_basic", "--set", "steps=151"], /Slot "steps"[^]*150/],
    ["a text file that is not there", ["run", "sd_basic", "--set", "prompt=@none.txt"], /none\.txt does not exist/],
    ["a text file that is no UTF-8", ["run", "sd_basic", "--set", "prompt=@latin.txt"], /latin\.txt is not UTF-8 text/],
    [
      "a folder for a text file",
      ["run", "sd_basic", "--set", "prompt=@generated"],
      /generated is a folder, not a file/,
    ],
    ["an API JSON that is not there", ["run", "none.json"], /none\.json does not exist/],
    ["a file that is no JSON", ["run", "package.txt.json"], /package\.txt\.json/],
    ["a file that is no prompt", ["run", "package.json"], /package\.json is not an API prompt/],
    ["a server name that is not there", ["run", "sd_basic", "--server", "gpu9"], /no server named "gpu9"/],
    ["an address that is none", ["run", "sd_basic", "--server", "http://"], /is no server address/],
    ["an address with a broken escape", ["run", "sd_basic", "--server", "http://%zz@host"], /is no server address/],
    ["a schema file that is not there", ["sync", "--schema", "none.json"], /none\.json does not exist/],
    ["a schema that is none", ["sync", "--schema", "package.json"], /is not an object_info/],
    ["two sources at once", ["sync", "--stock", "--schema", "package.json"], /exclude each other/],
    ["a file to validate that is not there", ["validate", "none.json"], /none\.json does not exist/],
    ["a project file that is there already", ["init", "."], /already has .*workflows-src\/sd-basic\.ts/],
  ];
  test.each(cases)("%s ends with status 2", async (_name, args, says) => {
    const root = makeProject();
    writeFiles(root, { "package.txt.json": "{ not json" });
    writeFileSync(join(root, "latin.txt"), Buffer.from("caf\u00e9", "latin1"));
    await command(root, ["build"]);
    const before = readdirSync(root).sort();
    expectOneError(await command(root, args), { status: 2, says });
    expect(readdirSync(root).sort()).toEqual(before);
  });

  test("the real process ends with that status too", async () => {
    expectOneError(await spawnCommand(makeFolder(), ["biuld"]), { status: 2, says: /Did you mean build\?/ });
    expectOneError(await spawnCommand(makeProject(), ["run", "none"]), { status: 2, says: /no workflow "none"/ });
  });

  test("a command outside a project says how to make one", async () => {
    expectOneError(await spawnCommand(makeFolder(), ["build"]), {
      status: 2,
      says: /No comfyc project[^]*comfyc init/,
    });
  });

  test("--json prints the failure as one object and nothing else", async () => {
    const { status, out } = await spawnCommand(makeProject(), ["run", "none", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      code: "unknown_workflow",
      message: expect.any(String),
      hint: expect.any(String),
      issues: [],
    });
    expect(status).toBe(2);
  });

  test("COMFYC_DEBUG shows the stack", async () => {
    const { err } = await spawnCommand(makeFolder(), ["build"], { COMFYC_DEBUG: "1" });
    expect(err).toMatch(/^\s+at .+:\d+:\d+/m);
  });

  test("a generated folder that cannot be written is named", async () => {
    const root = makeProject();
    writeFiles(root, { generated: "a file where the folder should be" });
    expectOneError(await spawnCommand(root, ["build"]), {
      status: 2,
      says: /generated.* cannot be written: a part of the path is a file/,
    });
  });

  test.skipIf(process.getuid?.() === 0)("a read-only generated folder is named", async () => {
    const root = makeProject();
    mkdirSync(join(root, "generated"));
    chmodSync(join(root, "generated"), 0o555);
    expectOneError(await spawnCommand(root, ["build"]), { status: 2, says: /cannot be written: permission denied/ });
  });
});

describe("a server that is no ComfyUI ends with status 3", () => {
  const answers: [string, number, string, string][] = [
    ["a web page", 200, "text/html", "<html>hello</html>"],
    ["401", 401, "text/plain", "who are you"],
    ["403", 403, "text/plain", "no"],
    ["404", 404, "text/plain", "nothing here"],
    ["413", 413, "text/plain", "too much"],
    ["500", 500, "text/plain", "broken"],
    ["other JSON", 200, "application/json", '{"hello": 1}'],
  ];
  test.each(answers)("%s", async (_name, status, type, body) => {
    const root = makeProject();
    await command(root, ["build"]);
    const url = await serve((_path) => ({ status, type, body }));
    for (const args of [
      ["run", "sd_basic", "--server", url],
      ["sync", "--server", url],
      ["check", "--server", url],
    ]) {
      const result = await command(root, args);
      expect(`${args[0]} ${result.status} ${result.err}`).toMatch(new RegExp(`^${args[0]} 3 error: .*${url}`));
    }
    expect(await listFiles(join(root, "output"))).toEqual([]);
  });

  test("a closed port", async () => {
    const root = makeProject();
    await spawnCommand(root, ["build"]);
    const url = "http://127.0.0.1:9";
    expectOneError(await spawnCommand(root, ["run", "sd_basic", "--server", url]), {
      status: 3,
      says: /127\.0\.0\.1:9/,
    });
  });

  test("a malformed object_info is refused and nothing is written", async () => {
    const root = makeProject();
    const url = await serve((path) => {
      const body = path.includes("system_stats") ? '{"system": {"comfyui_version": "0.8.0"}, "devices": []}' : "[1, 2]";
      return { status: 200, type: "application/json", body };
    });
    expectOneError(await spawnCommand(root, ["sync", "--server", url]), { status: 2, says: /is not an object_info/ });
    expect(existsSync(join(root, ".comfyc"))).toBe(false);
    expect(existsSync(join(root, "generated"))).toBe(false);
  });
});

async function serve(answer: (path: string) => { status: number; type: string; body: string }): Promise<string> {
  const server = createServer((request, response) => {
    const { status, type, body } = answer(request.url ?? "");
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the simulator", () => {
  test.runIf(process.platform === "linux")("refuses a folder that cannot be made", async () => {
    const result = await command(makeProject(), ["simulate", "--port", "0", "--folder", "/proc/x"]);
    expectOneError(result, { status: 2, says: /\/proc\/x cannot be written/ });
  });

  test("refuses an address that this machine does not have", async () => {
    const result = await command(makeProject(), ["simulate", "--port", "0", "--host", "203.0.113.1"]);
    expectOneError(result, { status: 2, says: /no address 203\.0\.113\.1 to listen on/ });
  });
});

describe("the process", () => {
  test.each([["process.exit(0);\n"], ["await new Promise(() => {});\nexport default 1;\n"]])(
    "is not ended in silence by a file with %j",
    async (text) => {
      const root = makeProject({ "workflows-src/a.ts": text });
      const result = await spawnCommand(root, ["build"]);
      expectOneError(result, { status: 1, says: /ended comfyc before the command was done/ });
    },
  );

  test.skipIf(process.platform === "win32").each([
    ["of a file", "console.log('busy');\nwhile (true);\n"],
    ["of build", sdBasic.replace("const { MODEL", "console.log('busy'); while (true);\n    const { MODEL")],
  ])("can be ended in an endless loop %s", async (_where, text) => {
    const child = startCommand(makeProject({ "workflows-src/a.ts": text }), ["build"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    child.stderr.once("data", () => child.kill("SIGINT"));
    expect(await new Promise((settle) => child.on("close", (_code, signal) => settle(signal)))).toBe("SIGINT");
  });

  test("keeps what workflow files print off standard output", async () => {
    const root = makeProject({ "workflows-src/a.ts": `console.log("hello");\n${tinyWorkflow("a")}` });
    const { out, err } = await spawnCommand(root, ["build", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ ok: true });
    expect(err).toContain("hello");
  });

  test.skipIf(!existsSync("/dev/full"))("says that its result was lost", () => {
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const main = join(repository, "src/cli/main.ts");
    const { status, stderr } = spawnSync(process.execPath, [main, "build", "--json"], {
      cwd: makeProject(),
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toMatch(/^error: Standard output cannot be written \(ENOSPC\)/);
    expect(status).toBe(2);
  });

  test("ends quietly when its reader goes away", async () => {
    const root = makeProject();
    const line = '{"id": 1, "prompt": {"1": {"class_type": "None", "inputs": {}}}}\n';
    writeFiles(root, { "p.jsonl": line.repeat(20_000) });
    const child = startCommand(root, ["validate", "p.jsonl", "--format", "jsonl"]);
    let err = "";
    child.stderr.on("data", (text) => (err += String(text)));
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await new Promise((settle) => child.on("close", settle))).toBe(0);
    expect(err).toBe("");
  });
});
