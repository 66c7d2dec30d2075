import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findServer, listServerCandidates, resolveServer } from "../../src/project/choose-server.ts";
import { parseConfig } from "../../src/project/config.ts";
import { findErrorPosition, isFileSyntaxError } from "../../src/project/error-position.ts";
import { listBundleFolders } from "../../src/project/find-bundle.ts";
import { mergeObjectInfo } from "../../src/project/merge-object-info.ts";
import { sortIssues } from "../../src/project/project-issue.ts";
import { findProject, loadProject } from "../../src/project/project.ts";
import { projectTemplate } from "../../src/project/project-template.ts";
import { parseAssignment, setPromptInputs } from "../../src/project/slot-texts.ts";
import { parseTscOutput } from "../../src/project/tsc-output.ts";
import { listFiles, replaceFolder, writeChangedFile } from "../../src/project/write-files.ts";
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

describe("the place of an error", () => {
  const withStack = (error: Error, stack: string) => Object.assign(error, { stack });

  test.each([
    [
      "a TypeScript fault",
      withStack(new SyntaxError("x"), "/p/a.ts:3\ncode\n  ^^^\n\nSyntaxError: x\n    at node:internal"),
      { file: "/p/a.ts", line: 3, column: 3 },
    ],
    [
      "an ESM fault",
      withStack(new SyntaxError("x"), "file:///p/a.ts?comfyc=1-0:4\ncode\n^\nSyntaxError: x"),
      { file: "/p/a.ts", line: 4, column: 1 },
    ],
    [
      "an error in code",
      withStack(new Error("x"), "Error: x\n    at f (file:///p/a.ts?comfyc=1-0:5:6)\n    at node:internal/x:1:1"),
      { file: "/p/a.ts", line: 5, column: 6 },
    ],
    [
      "one below a package",
      withStack(
        new Error("x"),
        "Error: x\n    at f (file:///p/node_modules/q/i.js:1:1)\n    at async file:///p/b.ts:7:8",
      ),
      { file: "/p/b.ts", line: 7, column: 8 },
    ],
    [
      "a missing import of a file that is gone",
      new Error("Cannot find package 'q' imported from /gone/a.ts"),
      { file: "/gone/a.ts", line: 1, column: 1 },
    ],
  ])("%s", (_name, error, place) => expect(findErrorPosition(error)).toEqual(place));

  test("is unknown for what tells none", () => {
    expect(findErrorPosition("words")).toBeUndefined();
    expect(
      findErrorPosition(withStack(new Error("x"), "Error: x\n    at node:internal/x:1:1\n    at <anonymous>")),
    ).toBeUndefined();
    expect(findErrorPosition(withStack(new SyntaxError("x"), "SyntaxError: x"))).toBeUndefined();
    expect(isFileSyntaxError(withStack(new SyntaxError("x"), "SyntaxError: x\n    at file:///p/a.ts:1:2"))).toBe(false);
  });

  test("of an import is the line that imports", () => {
    const root = makeFolder();
    writeFiles(root, { "a.ts": 'const nope = 1;\nimport "./nope.ts";\n' });
    const error = new Error(`Cannot find module '${root}/nope.ts' imported from ${root}/a.ts`);
    expect(findErrorPosition(error)).toEqual({ file: join(root, "a.ts"), line: 2, column: 11 });
  });
});

describe("the output of tsc", () => {
  test("becomes issues, the lines below an error joined to it", () => {
    const output =
      "a\\b.ts(3,5): error TS2322: Type 'A' is not assignable to type 'B'.\n  Because of \u001B[1mthis.\nerror TS18003: No inputs.\nFound 2 errors.\n";
    expect(parseTscOutput(output)).toMatchObject([
      {
        code: "type_error",
        message: "Type 'A' is not assignable to type 'B'.\n  Because of \\u{1b}[1mthis.",
        position: { file: "a/b.ts", line: 3, column: 5 },
        details: { tsCode: "TS2322" },
      },
      { message: "No inputs." },
    ]);
  });

  test("advises a sync for a node type that no type knows, unless tsc knows better", () => {
    const [missing, typo] = parseTscOutput(
      "a.ts(1,1): error TS2339: Property 'X' does not exist on type 'Nodes'.\na.ts(1,1): error TS2551: Property 'KSamplr' does not exist on type 'Nodes'. Did you mean 'KSampler'?\n",
    );
    expect(missing!.hint).toContain("comfyc sync");
    expect(typo!.hint).toBeUndefined();
  });
});

describe("several object_infos", () => {
  const source = (name: string, objectInfo: any) => ({ source: name, serverVersion: null, objectInfo });
  const node = (input: any) => ({ input: { required: { a: input } } });

  test.each([
    ["the lists of a V1 combo", [["x", "y"]], [["y", "z"], { tooltip: "t" }], [["x", "y", "z"]]],
    [
      "the options of a V3 combo",
      ["COMBO", { options: ["x"] }],
      ["COMBO", { options: ["z"] }],
      ["COMBO", { options: ["x", "z"] }],
    ],
    ["nothing of a number", ["INT", { max: 1 }], ["INT", { max: 2 }], ["INT", { max: 1 }]],
    ["nothing of different types", ["INT", {}], [["x"]], ["INT", {}]],
    ["nothing of a combo without a list", ["COMBO", {}], ["COMBO", { options: ["z"] }], ["COMBO", {}]],
    ["nothing of what is no input", "odd", ["INT"], "odd"],
  ])("join %s", (_name, one, two, joined) => {
    const { objectInfo, differences } = mergeObjectInfo([source("1", { N: node(one) }), source("2", { N: node(two) })]);
    expect(objectInfo).toEqual({ N: node(joined) });
    expect(differences).toMatchObject([{ nodeType: "N", kind: "differs", sources: ["2"] }]);
  });

  test("do not differ by the order of keys, and keep what is malformed", () => {
    const { differences } = mergeObjectInfo([
      source("1", { N: { a: 1, b: 2 }, M: 3 }),
      source("2", { N: { b: 2, a: 1 }, M: 3 }),
    ]);
    expect(differences).toEqual([]);
    const { objectInfo } = mergeObjectInfo([
      source("1", { M: 3, O: { input: 5 } }),
      source("2", { M: { input: {} }, O: { input: {} } }),
    ]);
    expect(objectInfo).toEqual({ M: 3, O: { input: 5 } });
  });
});

describe("values of a command line", () => {
  test("are cut at the first equals sign", () => {
    expect(parseAssignment("prompt=a=b")).toEqual({ name: "prompt", text: "a=b" });
    expect(() => parseAssignment("=x")).toThrow(/names no slot/);
  });

  test("reach the inputs of a bare prompt as JSON or as text, the prompt itself unchanged", () => {
    const prompt = { "a.b": { class_type: "X", inputs: { "c.d": 1, e: "x" } } };
    const changed = setPromptInputs(prompt, [
      parseAssignment("a.b.c.d=18446744073709551615"),
      parseAssignment("a.b.e=two words"),
    ]);
    expect(changed["a.b"]!.inputs).toEqual({ "c.d": 18446744073709551615n, e: "two words" });
    expect(prompt["a.b"].inputs["c.d"]).toBe(1);
    expect(() => setPromptInputs(prompt, [parseAssignment("zzzzzz.q=1")])).toThrow(/no input "zzzzzz.q"/);
  });
});

describe("servers", () => {
  const project = (servers: Record<string, string>) => ({ config: parseConfig({ servers }, "c") }) as never;

  test("are tried in the order of the config, COMFYC_SERVER, the usual ports, each once", () => {
    const env = { COMFYC_SERVER: "http://h:1" };
    expect(listServerCandidates(project({ a: "http://h:2/", b: "http://127.0.0.1:8188" }), env)).toEqual([
      { name: "a", url: "http://h:2" },
      { name: "b", url: "http://127.0.0.1:8188" },
      { name: "COMFYC_SERVER", url: "http://h:1" },
      { name: null, url: "http://127.0.0.1:8000" },
    ]);
  });

  test("are named by the config or by address", () => {
    expect(resolveServer("a", project({ a: "http://h:2" }))).toBe("http://h:2");
    expect(resolveServer("localhost:8188", undefined)).toBe("localhost:8188");
    expect(() => resolveServer("gpuu", project({ gpu1: "http://h:2" }))).toThrow(/no server named "gpuu"/);
    expect(() => resolveServer("simulatr", undefined)).toThrow(/comfyc.config.ts names none/);
    expect(() => resolveServer("constructor", undefined)).toThrow(/no server named/);
  });
});

test("bundles are looked for in COMFYC_BUNDLES first, then upwards", () => {
  const root = makeFolder();
  for (const path of ["mine", "generated/workflows", "a/b/generated/workflows"])
    mkdirSync(join(root, path), { recursive: true });
  const folders = listBundleFolders({ cwd: join(root, "a/b"), bundles: `${join(root, "mine")}:${join(root, "none")}` });
  expect(folders.slice(0, 3)).toEqual([
    join(root, "mine"),
    join(root, "a/b/generated/workflows"),
    join(root, "generated/workflows"),
  ]);
});

describe("files", () => {
  test("are written only where the text changed, and leave no partial file", async () => {
    const root = makeFolder();
    const path = join(root, "deep/a.txt");
    expect(await writeChangedFile(path, "x")).toBe(true);
    expect(await writeChangedFile(path, "x")).toBe(false);
    expect(await writeChangedFile(path, "y")).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("y");
    mkdirSync(join(root, "folder"));
    await expect(writeChangedFile(join(root, "folder"), "x")).rejects.toThrow(/folder cannot be written/);
    await expect(writeChangedFile(join(path, "below"), "x")).rejects.toThrow(/cannot be written: a part of the path is a file/);
    expect(await listFiles(root)).toEqual(["deep/a.txt"]);
  });

  test("of a folder of ours are exactly those that are wanted", async () => {
    const root = makeFolder();
    writeFiles(root, { "old.txt": "1", "in/same.txt": "2" });
    const wanted = new Map([
      ["in/same.txt", "2"],
      ["new.txt", "3"],
    ]);
    expect(await replaceFolder(root, wanted)).toBe(true);
    expect(await listFiles(root)).toEqual(["in/same.txt", "new.txt"]);
    expect(await replaceFolder(root, wanted)).toBe(false);
    expect(await listFiles(join(root, "none"))).toEqual([]);
  });
});

test("issues are sorted by place, those without one last", () => {
  const at = (file: string, line: number, column = 1) => ({
    position: { file, line, column },
    code: `${file}${line}${column}`,
  });
  const sorted = sortIssues([{ code: "none" }, at("b", 1), at("a", 2, 2), at("a", 2), at("a", 1)] as never);
  expect(sorted.map(({ code }) => code)).toEqual(["a11", "a21", "a22", "b11", "none"]);
});

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

test("where no server answers, the error names each and what it is", async () => {
  const closed = { name: "a", url: "http://127.0.0.1:9" };
  await expect(findServer([closed, { name: null, url: "http://127.0.0.1:1" }])).rejects.toMatchObject({
    code: "server_unreachable",
    message: "No ComfyUI server was found. Tried a http://127.0.0.1:9 (no answer), http://127.0.0.1:1 (no answer).",
  });
});

test("the error of a workflow that comfyc cannot place stands at its file", async () => {
  const root = makeProject({
    "workflows-src/a.ts": "const error = new TypeError('odd');\nerror.stack = '';\nthrow error;\n",
  });
  const { err } = await command(root, ["build"]);
  expect(err).toContain("workflows-src/a.ts:1:1 error invalid_workflow");
});
