import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  command,
  installComfyc,
  installTypes,
  jsonCommand,
  makeFolder,
  makeProject,
  sdBasic,
  startCommand,
  tinyWorkflow,
} from "../project/sample-project.ts";

const broken = "export default {{;\n";

describe("a summary", () => {
  test("counts the files that cannot be loaded", async () => {
    const root = makeProject({ "workflows-src/a.ts": broken });
    installTypes(root);
    expect((await command(root, ["build"])).err).toContain("built 0 of 1 workflow, ");
    expect((await command(root, ["check"])).err).toContain("checked 1 workflow: ");
    writeFileSync(join(root, "workflows-src/b.ts"), sdBasic);
    for (const name of ["c", "d"]) writeFileSync(join(root, `workflows-src/${name}.ts`), tinyWorkflow("twin"));
    const { err } = await command(root, ["build"]);
    expect(err).toContain("built 1 of 4 workflows, ");
    expect((await jsonCommand(root, ["build"])).json).toMatchObject({ workflows: [{ ok: true }], failedFiles: 3 });
    expect((await jsonCommand(root, ["check"])).json).toMatchObject({ workflows: 1, failedFiles: 3 });
  });

  test("of a project without workflows says so", async () => {
    const root = makeProject({ "comfyc.config.ts": "export default {};\n" });
    expect((await command(root, ["build"])).err).toBe("no workflows in the project yet\n");
  });
});

describe("before the first build", () => {
  test("check says in one issue that nothing is built", async () => {
    const root = join(makeFolder(), "film");
    mkdirSync(root);
    installComfyc(root);
    installTypes(root);
    expect((await command(root, ["init"])).status).toBe(0);
    const { status, json } = await jsonCommand(root, ["check"]);
    expect(json["issues"].map(({ code, message, hint }: any) => [code, message, hint])).toEqual([
      ["stale_generated", "Nothing is built yet.", "Run `comfyc build` and commit what it writes."],
    ]);
    expect(status).toBe(1);
    await command(root, ["build"]);
    rmSync(join(root, "generated/workflows/sd_basic/manifest.json"));
    expect((await jsonCommand(root, ["check"])).json["issues"]).toMatchObject([
      { message: "generated/workflows/sd_basic/manifest.json is missing." },
    ]);
  });

  test("run says where it looked, and that nothing is built or no project is there", async () => {
    const root = makeProject();
    const inside = await command(root, ["run", "sd_basic"]);
    expect(inside.status).toBe(2);
    expect(inside.err).toContain(`Looked in generated/workflows of ${root} and of each folder above it.`);
    expect(inside.err).toContain(`Nothing is built in the project ${root}: run \`comfyc build\`.`);
    const folder = makeFolder();
    const { err } = await command(folder, ["run", "sd_basic"], { env: { COMFYC_BUNDLES: "/nowhere" } });
    expect(err).toContain(`in COMFYC_BUNDLES (/nowhere) and in generated/workflows of ${folder}`);
    expect(err).toContain("none of them is a comfyc project");
  });
});

describe("validate", () => {
  test.each([
    ["a folder without prompts", "."],
    ["an empty .jsonl", "none.jsonl"],
  ])("refuses %s", async (_what, path) => {
    const folder = makeFolder();
    writeFileSync(join(folder, "none.jsonl"), "\n");
    for (const args of [[], ["--json"], ["--format", "jsonl"]]) {
      const { status, out, err } = await command(folder, ["validate", path, ...args]);
      expect(out + err).toMatch(/No prompt was found in \\?"/);
      expect(status).toBe(2);
    }
  });
});

describe("run", () => {
  const slots = `import { slot, workflow } from "comfyc";
export default workflow("sized", {
  slots: { frames: slot.int({ default: 97, min: 9, max: 257, step: 8 }), idle: slot.image(), photo: slot.image() },
  build: (comfy, { frames, photo }) => ({
    image: comfy.SaveImage({ images: comfy.ImageScale({ image: comfy.LoadImage({ image: photo }).IMAGE, width: frames, height: 64, upscale_method: "area", crop: "disabled" }) }),
  }),
});
`;

  test("names every wrong slot at once, before it asks a server", async () => {
    const root = makeProject({ "workflows-src/a.ts": slots });
    await command(root, ["build"]);
    const args = ["run", "sized", "--set", "frames=9.5", "--set", "fotos=a.png"];
    const { status, err } = await command(root, args);
    expect(err).toContain('Slot "frames": 9.5 is not a whole number (and 2 more). [bad_slot_value]');
    expect(err).toContain('has no slot "fotos"');
    expect(err).toContain('needs a value for slot "photo"');
    expect(err).not.toContain('slot "idle"');
    expect(status).toBe(2);
    expect((await jsonCommand(root, args)).json["issues"]).toHaveLength(3);
  });

  test("refuses a slot that is given twice", async () => {
    const root = makeProject();
    await command(root, ["build"]);
    const { status, err } = await command(root, ["run", "sd_basic", "--set", "seed=1", "--set", "seed=2"]);
    expect(err).toContain('Slot "seed": given twice, as "1" and as "2".');
    expect(status).toBe(2);
    const prompt = join(root, "generated/workflows/sd_basic/workflow_api.json");
    const bare = ["run", prompt, "--set", "KSampler.seed=1", "--set", "KSampler.seed=2"];
    expect((await command(root, bare)).err).toContain("given twice");
  });

  test("refuses a file that is no picture, and notes values between steps and slots that feed nothing", async () => {
    const root = makeProject({ "workflows-src/a.ts": slots, "README.md": "# Film\n" });
    await command(root, ["build"]);
    const run = (photo: string) =>
      jsonCommand(root, ["run", "sized", "--server", "simulator", "--set", "frames=30", "--set", `photo=${photo}`]);
    const text = await run("README.md");
    expect(text.json).toMatchObject({
      code: "bad_slot_value",
      message: expect.stringContaining('text that begins with "# Film"'),
    });
    expect(text.status).toBe(2);
    const { default: sharp } = await import("sharp");
    await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } }).toFile(join(root, "p.png"));
    const { status, json } = await run("p.png");
    expect(status).toBe(0);
    const notes = [
      'Slot "frames" is 30, but the model works in steps of 8: the nearest values are 25 and 33.',
      'Slot "idle" feeds nothing: a value for it changes nothing.',
    ];
    expect(json["notes"]).toEqual(notes);
    const { err } = await command(root, [
      "run",
      "sized",
      "--server",
      "simulator",
      "--set",
      "frames=30",
      "--set",
      "photo=p.png",
    ]);
    for (const note of notes) expect(err.split(note)).toHaveLength(2);
  });
});

test("sync --diff says where nothing changes", async () => {
  const root = makeProject();
  await command(root, ["sync", "--stock"]);
  expect((await command(root, ["sync", "--stock", "--diff"])).err).toMatch(/^no changes$/m);
});

test("build --watch says that it watches and how to end it", async () => {
  const root = makeProject();
  const child = startCommand(root, ["build", "--watch"]);
  let err = "";
  await new Promise<void>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
      if (err.includes("watching for changes; Ctrl-C ends it\n")) resolve();
    });
    child.on("close", () => resolve());
  });
  child.kill("SIGINT");
  expect(err).toMatch(/built 1 of 1 workflow.*\nwatching for changes; Ctrl-C ends it\n$/);
});

test("bridge --help says the essentials itself", async () => {
  const { out } = await command(makeFolder(), ["bridge", "--help"]);
  expect(out).toContain('"method":"initialize"');
  expect(out).toContain("runs/start");
  expect(out).not.toContain("docs/");
});
