import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";
import { maxOptions } from "../../src/codegen/combo-aliases.ts";
import type { InputType, NodeType, Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfoWithWarnings } from "../../src/schema/parse-object-info.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { typeCheck } from "../codegen/type-check.ts";
import { comfyAnswers, serveAnswers } from "../project/fake-server.ts";
import {
  command,
  type CommandResult,
  installTypes,
  jsonCommand,
  makeFolder,
  makeProject,
  writeFiles,
} from "../project/sample-project.ts";
import { hasOneOutput, hostileNames, hostileServer } from "./hostile-object-info.ts";
import { readDeclarations } from "./read-declarations.ts";

/** Of Object.prototype and its kind, before anything hostile was read. */
const pristine = prototypeKeys();

function prototypeKeys(): string {
  return [Object, Array, Function, String, Map, Promise]
    .map((each) => Object.getOwnPropertyNames(each.prototype).sort().join(","))
    .join("\n");
}

function expectClean({ out, err }: CommandResult, canary: string): void {
  // Tab and line feed are all that a terminal may be told.
  expect(out + err).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
  expect(out + err).not.toContain("comfyc itself failed");
  expect(existsSync(canary)).toBe(false);
  expect(prototypeKeys()).toBe(pristine);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
}

/** Every hostile node type in one chain; each is given its own name as the option of its own input. */
function chain(names: readonly string[]): string {
  const calls = names.map((name) => {
    const key = JSON.stringify(name);
    // An output without a name is called `output`.
    const output = hasOneOutput(name) ? "" : `[${JSON.stringify(name || "output")}]`;
    return `    image = comfy[${key}]({ image, [${key}]: ${key} })${output};`;
  });
  return `import { slot, workflow } from "comfyc";

export default workflow("hostile", {
  slots: { words: slot.text({ default: ${JSON.stringify(names.join(" "))} }) },
  build(comfy, { words }) {
    let image: any = comfy.EmptyImage({ width: 64, height: 64 });
${calls.join("\n")}
    return { image: comfy.SaveImage({ images: image, filename_prefix: words }) };
  },
});
`;
}

describe("a hostile object_info", () => {
  let simulator: Simulator;
  let canary: string;
  let names: readonly string[];
  let schema: Schema;

  beforeAll(async () => {
    canary = join(process.cwd(), "test/hostile/canary");
    names = hostileNames(canary);
    const objectInfo = await hostileServer(canary);
    schema = parseObjectInfoWithWarnings(parseJson(stringifyJson(objectInfo))).schema;
    simulator = await startSimulator({ objectInfo });
  });
  afterAll(() => simulator.close());

  function hostileProject(): string {
    const root = makeProject({ "workflows-src/hostile.ts": chain(names) });
    installTypes(root);
    return root;
  }

  test("goes through sync, build, check and run, and is only text", async () => {
    const root = hostileProject();
    const synced = await command(root, ["sync", "--server", simulator.url]);
    expectClean(synced, canary);
    expect(synced.status).toBe(0);
    // What is degraded is told.
    expect(synced.err).toMatch(/warning: Node type "Hostile Future".*COMFY_FUTURE_V9 is not known/);
    expect(synced.err).toMatch(/warning: Node type "Malformed 0": left out/);
    const built = await command(root, ["build"]);
    expectClean(built, canary);
    expect(`${built.status} ${built.err}`).toMatch(/^0 built 1 of 1 workflow/);
    const checked = await command(root, ["check", "--server", simulator.url]);
    expectClean(checked, canary);
    expect(`${checked.status} ${checked.out}`).toMatch(/^0 /);
    const ran = await command(root, ["run", "hostile", "--server", simulator.url, "--out", join(root, "out")]);
    expectClean(ran, canary);
    expect(`${ran.status} ${ran.err}`).toMatch(/^0 /);
    const [picture, ...others] = ran.out.trim().split("\n");
    expect(others).toEqual([]);
    expect(picture).toMatch(/^.*\/out\/.*\.png$/);
    expect(existsSync(picture!)).toBe(true);
    const prompt = parseJson(readFileSync(join(root, "generated/workflows/hostile/workflow_api.json"), "utf8"));
    const types = Object.values(prompt as Record<string, any>).map((node) => node["class_type"]);
    expect(new Set(types)).toEqual(new Set(["EmptyImage", ...names, "SaveImage"]));
  });

  test("gives issues, tables and JSON that a terminal can show", async () => {
    const root = hostileProject();
    await command(root, ["sync", "--server", simulator.url]);
    const bare = await startSimulator();
    onTestFinished(() => bare.close());
    for (const args of [
      ["sync", "--diff", "--server", bare.url],
      ["sync", "--server", simulator.url, bare.url],
      ["check", "--server", bare.url],
      ["check", "--server", bare.url, "--format", "github"],
      ["run", "hostile", "--server", bare.url],
      ["sync", "--json", "--server", simulator.url],
    ]) {
      expectClean(await command(root, args), canary);
    }
    writeFiles(root, {
      "workflows-src/hostile.ts": chain(names).replaceAll('["image', '["imago').replace("width: 64", "width: -1"),
    });
    expectClean(await command(root, ["build"]), canary);
    expectClean(await command(root, ["check"]), canary);
  });

  test("is declared in TypeScript as it is: names, inputs, outputs and options", async () => {
    const root = hostileProject();
    await command(root, ["sync", "--server", simulator.url]);
    const folder = join(root, "generated");
    writeFiles(folder, {
      "tsconfig.json": '{ "compilerOptions": { "noLib": true, "types": [] }, "include": ["nodes"] }',
    });
    const { nodes, statements, errors } = readDeclarations(folder);
    expect(errors).toEqual([]);
    expect(statements).toEqual(
      new Set([
        "ImportDeclaration",
        "InterfaceDeclaration",
        "TypeAliasDeclaration",
        "ModuleDeclaration",
        "ExportDeclaration",
      ]),
    );
    expect(new Set(nodes.keys())).toEqual(new Set(schema.nodeTypes.keys()));
    for (const nodeType of schema.nodeTypes.values()) {
      const declared = nodes.get(nodeType.name)!;
      expect(declared.inputs).toEqual(nodeType.inputs.map(({ name }) => name));
      expect(declared.outputs).toEqual(nodeType.outputs.map(({ key }) => key));
      for (const input of nodeType.inputs) expectLiterals(input, declared.literals.get(input.name)!, nodeType);
    }
  });

  test("passes tsc with its declarations checked", async () => {
    const root = hostileProject();
    await command(root, ["sync", "--server", simulator.url]);
    const folder = join(root, "generated/nodes");
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
    expect(await typeCheck(new Map(files), { "hostile.ts": chain(names) })).toEqual([]);
  });

  test("leaves no file outside generated/nodes, whatever a pack is called", async () => {
    const root = hostileProject();
    await command(root, ["sync", "--server", simulator.url]);
    for (const name of readdirSync(join(root, "generated/nodes"))) expect(name).toMatch(/^[A-Za-z0-9_][\w.-]*\.d\.ts$/);
    expect(readdirSync(root).sort()).toEqual([".comfyc", "generated", "node_modules", "package.json", "workflows-src"]);
  });
});

function expectLiterals(input: InputType, declared: ReadonlySet<string>, { name }: NodeType): void {
  const where = `${JSON.stringify(name)} ${JSON.stringify(input.name)}`.slice(0, 200);
  if (input.choices !== undefined) {
    for (const { key } of input.choices) expect(declared.has(key), where).toBe(true);
  }
  const { values = [], open } = input.options;
  if (input.kind !== "combo" || open === true || values.length > maxOptions) return;
  const texts = values.filter((value) => typeof value === "string");
  if (texts.some((text) => text.length > 1_000_000)) return;
  expect(declared, where).toEqual(new Set(texts));
}

describe("a server with warnings", () => {
  test("keys that stand twice are told, and the last value counts", async () => {
    const entry = (text: string) => `{"input":{"required":{"${text}":["INT",{}]}},"output":["IMAGE"],"name":"A"}`;
    const url = await serveAnswers(comfyAnswers(`{"A":${entry("first")},"A":${entry("last")}}`));
    const root = makeProject({ "comfyc.config.ts": "export default {};\n" });
    const { json } = await jsonCommand(root, ["sync", "--server", url]);
    expect(json["warnings"]).toEqual(['The key "A" stands twice in one object: its last value counts.']);
    const folder = join(root, "generated/nodes");
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(texts.join("")).toContain("last: ");
    expect(texts.join("")).not.toContain("first: ");
  });

  test("JSON that would pollute a prototype is a node type of that name", async () => {
    const url = await serveAnswers(
      comfyAnswers('{"__proto__":{"polluted":1,"input":{"required":{"__proto__":["INT",{}]}},"output":[]}}'),
    );
    const root = makeProject({ "comfyc.config.ts": "export default {};\n" });
    const { status, json } = await jsonCommand(root, ["sync", "--server", url, url.replace("127.0.0.1", "localhost")]);
    expect(status).toBe(0);
    expect(json["nodeTypes"]).toBe(1);
    expect(prototypeKeys()).toBe(pristine);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(makeFolder()).not.toBe("");
  });
});
