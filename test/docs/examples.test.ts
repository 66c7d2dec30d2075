import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { command, jsonCommand, repository, writeFiles } from "../project/sample-project.ts";
import { type CodeBlock, type Example, readCodeBlocks, readExamples } from "./code-blocks.ts";
import { makeExampleProject, readPage } from "./example-project.ts";

const guide = readPage("docs/authoring.md");
const readme = readPage("README.md");
const examples = readExamples(guide);

test("every TypeScript block of the guide and of the README is an example", () => {
  for (const [page, found] of [
    [guide, examples],
    [readme, readExamples(readme)],
  ] as const) {
    const blocks = readCodeBlocks(page).filter(({ language }) => language === "ts");
    expect(found.map(({ source }) => source.line)).toEqual(blocks.map(({ line }) => line));
    expect(found.length).toBeGreaterThan(1);
  }
});

/** Where an example is made to be wrong, its page shows what `comfyc check` prints of it. */
function isWrong({ claims }: Example): boolean {
  return claims.some(({ purpose }) => purpose === "check");
}

describe("docs/authoring.md", () => {
  let root: string;
  let checked: string;
  beforeAll(async () => {
    root = makeExampleProject(examples);
    await command(root, ["build"]);
    checked = (await command(root, ["check"])).out;
  });

  const shown = examples.map((example) => ({ name: `line ${example.source.line}: ${example.path}`, example }));
  const wrong = shown.filter(({ example }) => isWrong(example));

  test.each(shown.filter(({ example }) => !isWrong(example)))("$name has no issue", ({ example }) => {
    expect(issuesOf(checked, example.path)).toEqual([]);
  });

  test.each(wrong)("$name has the issues that the page shows", ({ example }) => {
    const want = example.claims.filter(({ purpose }) => purpose === "check").map(({ text }) => text.trim());
    expect(issuesOf(checked, example.path)).toEqual(want);
  });

  // A wrong example that only has warnings is built all the same, and its page may show the prompt.
  const built = shown.filter(
    ({ example }) => example.workflow !== undefined && (!isWrong(example) || example.claims.some(isPrompt)),
  );
  test.each(built)("$name becomes what the page shows", ({ example }) => {
    const read = (file: string) => readBundleFile(root, example.workflow!, file);
    const claims = example.claims.filter(({ language }) => language === "json");
    expect(claims).not.toEqual([]);
    for (const { purpose, text } of claims) {
      const claim = JSON.parse(text) as Nodes;
      expect(claim).not.toEqual({});
      if (purpose === "prompt") expect(nodesLike(read("workflow_api.json"), claim)).toEqual(claim);
      else expect(read(`${purpose}.json`)).toMatchObject(claim);
    }
  });

  test("its commands set slots that the workflows have, to values that they take", async () => {
    const lines = readCodeBlocks(guide)
      .filter(({ language }) => language === "sh")
      .flatMap(({ text }) => text.replaceAll("\\\n", "").trim().split("\n"))
      .filter((line) => line.startsWith("npx comfyc run"));
    expect(lines.length).toBeGreaterThan(1);
    await makeMedia(root);
    writeFiles(root, { "prompt.txt": "a heron at dawn" });
    for (const line of lines) {
      const words = [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', "")).slice(2);
      const { status, err } = await command(root, [...words, "--server", "simulator"]);
      expect({ line, status, err: status === 0 ? "" : err }).toEqual({ line, status: 0, err: "" });
    }
  });
});

describe("README.md", () => {
  let root: string;
  const shown = readExamples(readme);
  beforeAll(async () => {
    root = makeExampleProject(shown);
    // As `npm init -y` of the tour leaves it, and `comfyc init` keeps it.
    writeFiles(root, { "package.json": '{ "name": "studio", "type": "commonjs" }\n' });
    await command(root, ["build"]);
  });

  test("its examples pass the type check of a new project", () => {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", root, "--pretty", "false"], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  test("its workflow has no issue", async () => {
    const { json } = await jsonCommand(root, ["check"]);
    expect(json["issues"]).toEqual([]);
  });

  test("its mistakes are reported as it shows", async () => {
    const { source } = shown.find(({ workflow }) => workflow !== undefined)!;
    const wrong = source.text
      .replace('workflow("', 'workflow("wrong_')
      .replace('"euler"', '"eular"')
      .replace('watermark", clip: CLIP', 'watermark", clip: MODEL');
    writeFiles(root, { "workflows-src/wrong.ts": wrong });
    const { out } = await command(root, ["check"]);
    const claims = readCodeBlocks(readme).filter(({ purpose }) => purpose === "check");
    expect(claims).toHaveLength(1);
    expect(out.trim()).toBe(claims[0]!.text.trim());
    rmSync(join(root, "workflows-src/wrong.ts"));
  });

  test("its program runs the workflow and prints what came of it", async () => {
    const { source, path } = shown.find(({ workflow }) => workflow === undefined)!;
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    const address = "http://127.0.0.1:8188";
    expect(source.text).toContain(address);
    writeFiles(root, { [path]: source.text.replace(address, simulator.url) });
    const { stdout } = await promisify(execFile)(process.execPath, [path], { cwd: root });
    expect(stdout).toMatch(/image_00001\.png\n$/);
  });
});

type Nodes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Of `prompt`, the nodes and their fields that `shown` names. */
function nodesLike(prompt: Nodes, shown: Nodes): Nodes {
  return Object.fromEntries(
    Object.entries(shown).map(([id, fields]) => [
      id,
      Object.fromEntries(Object.keys(fields).map((field) => [field, prompt[id]?.[field]])),
    ]),
  );
}

/** The files that the commands of the guide name, made by a workflow. */
async function makeMedia(root: string): Promise<void> {
  writeFiles(root, { "workflows-src/media.ts": media });
  await command(root, ["build", "media"]);
  const { json } = await jsonCommand(root, ["run", "media", "--server", "simulator"]);
  const names: Readonly<Record<string, readonly string[]>> = {
    picture: ["plate.png", "matte.png"],
    video: ["clip.mp4"],
    sound: ["sound.flac"],
  };
  for (const { output, path } of json["files"] as { output: string; path: string }[]) {
    for (const name of names[output]!) copyFileSync(path, join(root, name));
  }
}

const media = `import { workflow } from "comfyc";
export default workflow("media", {
  build(comfy) {
    const images = comfy.EmptyImage({ width: 64, height: 64 });
    return {
      picture: comfy.SaveImage({ images }),
      video: comfy.SaveVideo({ video: comfy.CreateVideo({ images, fps: 8 }) }),
      sound: comfy.SaveAudio({ audio: comfy.EmptyAudio({ duration: 1 }) }),
    };
  },
});
`;

function isPrompt({ purpose }: CodeBlock): boolean {
  return purpose === "prompt";
}

function readBundleFile(root: string, workflow: string, file: string): Nodes {
  return JSON.parse(readFileSync(join(root, "generated/workflows", workflow, file), "utf8")) as Nodes;
}

/** What `comfyc check` printed of one file, an issue an entry. */
function issuesOf(printed: string, path: string): string[] {
  const issues = printed.trim().split(/\n\n(?=\S+:\d+:\d+ )/);
  return issues.filter((issue) => issue.startsWith(`${path}:`)).map((issue) => issue.trim());
}
