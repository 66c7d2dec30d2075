import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import {
  command,
  jsonCommand,
  makeFolder,
  makeProject,
  sdBasic,
  spawnCommand,
  startCommand,
  tinyWorkflow,
  writeFiles,
} from "../project/sample-project.ts";

let url: string;
let root: string;

beforeAll(async () => {
  const simulator = await startSimulator({ stepDelay: 1 });
  url = simulator.url;
  return () => simulator.close();
});

beforeEach(async () => {
  const upload = `import { slot, workflow } from "comfyc";
export default workflow("invert", {
  slots: { image: slot.image(), sharp: slot.bool({ default: true }) },
  build: (comfy, { image }) => ({ image: comfy.SaveImage({ images: comfy.ImageInvert({ image: comfy.LoadImage({ image }).IMAGE }) }) }),
});
`;
  root = makeProject({ "workflows-src/a.ts": sdBasic, "workflows-src/b.ts": upload });
  await command(root, ["build"]);
});

describe("run", () => {
  test("prints the path of the picture, of the size that was asked for", async () => {
    const { status, out } = await command(root, ["run", "sd_basic", "--server", url]);
    expect(status).toBe(0);
    const paths = out.trim().split("\n");
    expect(paths).toHaveLength(1);
    expect(paths[0]).toContain(join(root, "output", "sd_basic"));
    expect(await sharp(paths[0]).metadata()).toMatchObject({ format: "png", width: 64, height: 64 });
  });

  test("says that the simulator's picture is simulated", async () => {
    const { status, out, err } = await command(root, ["run", "sd_basic", "--server", "simulator", "--set", "steps=60"]);
    expect(status).toBe(0);
    expect(out).toMatch(/\.png\n$/);
    expect(err).toContain("simulated");
    expect(err).toMatch(/\d0% KSampler/);
  });

  test("keeps a 64-bit seed exact", async () => {
    const { json } = await jsonCommand(root, [
      "run",
      "sd_basic",
      "--server",
      url,
      "--set",
      "seed=18446744073709551615",
    ]);
    expect(json["slots"].seed).toBe("18446744073709551615");
    expect(readFileSync(json["sidecar"], "utf8")).toContain("18446744073709551615");
  });

  test("draws a seed for the word random", async () => {
    const seeds = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const { json } = await jsonCommand(root, ["run", "sd_basic", "--server", url, "--set", "seed=random"]);
      seeds.add(String(json["slots"].seed));
    }
    expect(seeds.size).toBe(3);
  });

  test("reads a text from a file after @, and takes @@ for a plain @", async () => {
    writeFileSync(join(root, "prompt.txt"), "a fox\n");
    const run = (text: string) => jsonCommand(root, ["run", "sd_basic", "--server", url, "--set", `prompt=${text}`]);
    expect((await run("@prompt.txt")).json["slots"].prompt).toBe("a fox");
    expect((await run("@@home=1")).json["slots"].prompt).toBe("@home=1");
  });

  test("uploads a picture that is named from the working folder", async () => {
    await sharp({ create: { width: 30, height: 20, channels: 3, background: "#102030" } })
      .png()
      .toFile(join(root, "in.png"));
    const { status, json } = await jsonCommand(root, ["run", "invert", "--server", url, "--set", "image=in.png"]);
    expect(status).toBe(0);
    expect(await sharp(json["files"][0].path).metadata()).toMatchObject({ width: 30, height: 20 });
  });

  test.each([
    ["a missing picture", [], /needs a value for slot "image"/],
    ["a picture that is not there", ["--set", "image=none.png"], /none\.png/],
    ["a folder for a picture", ["--set", "image=generated"], /generated/],
    ["a switch that is no boolean", ["--set", "image=in.png", "--set", "sharp=maybe"], /not true or false/],
  ])("%s ends with status 2", async (_name, set, says) => {
    const { status, err } = await command(root, ["run", "invert", "--server", url, ...set]);
    expect(err).toMatch(says);
    expect(status).toBe(2);
  });

  test("takes server, output folder, template and models from the config", async () => {
    writeFiles(root, {
      "comfyc.config.ts": `export default { servers: { sim: "${url}" }, output: "renders", nameTemplate: "{output}_{index:03}.{ext}" };\n`,
    });
    const { out } = await command(root, ["run", "sd_basic", "--server", "sim"]);
    expect(out).toBe(`${join(root, "renders", "image_001.png")}\n`);
    const { out: auto } = await command(root, ["run", "sd_basic", "--out", "here"]);
    expect(auto).toContain(join(root, "here"));
  });

  test("finds the server in COMFYC_SERVER and bundles in COMFYC_BUNDLES, outside of any project", async () => {
    const env = { COMFYC_SERVER: url, COMFYC_BUNDLES: join(root, "generated/workflows") };
    const folder = makeFolder();
    const { status, out } = await command(folder, ["run", "sd_basic"], { env });
    expect(status).toBe(0);
    expect(out).toContain(join(folder, "output"));
  });

  test("finds the bundle from a folder below the project, and by its own path", async () => {
    mkdirSync(join(root, "deep/er"), { recursive: true });
    expect((await command(join(root, "deep/er"), ["run", "sd_basic", "--slots"])).status).toBe(0);
    expect((await command("/", ["run", join(root, "generated/workflows/sd_basic"), "--slots"])).status).toBe(0);
  });

  test("lists the slots with ranges and defaults", async () => {
    const { out } = await command(root, ["run", "sd_basic", "--slots"]);
    expect(out).toMatch(/^steps +int +4 +1 to 150/m);
    expect(out).toMatch(/^seed +seed +\S+ +0 to 18446744073709551615/m);
    expect((await command(root, ["run", "invert", "--slots"])).out).toMatch(/^image +image +\(required\)/m);
    const { json } = await jsonCommand(root, ["run", "sd_basic", "--slots"]);
    expect(json["slots"].map((slot: { name: string }) => slot.name)).toEqual(["prompt", "seed", "steps"]);
  });

  test("runs a bare API JSON, with inputs set by node and name", async () => {
    const prompt = join(root, "generated/workflows/sd_basic/workflow_api.json");
    const wide = ["--set", "EmptyLatentImage.width=128", "--set", "SaveImage.filename_prefix=mine"];
    const { status, json } = await jsonCommand(root, ["run", prompt, "--server", url, ...wide]);
    expect(status).toBe(0);
    expect(await sharp(json["files"][0].path).metadata()).toMatchObject({ width: 128, height: 64 });
    const bad = await command(root, ["run", prompt, "--server", url, "--set", "EmptyLatentImage.widht=1"]);
    expect(bad.err).toContain('Did you mean "EmptyLatentImage.width"?');
    expect(bad.status).toBe(2);
  });

  test("ends with status 1 where the server refuses the prompt, and names the node", async () => {
    writeFiles(root, { "bad.json": '{"1": {"class_type": "EmptyImage", "inputs": {"width": 99999999, "height": 8}}}' });
    const { status, err } = await command(root, ["run", "bad.json", "--server", url]);
    expect(status).toBe(1);
    expect(err).toMatch(/error: /);
  });

  test("shows the one thing that a server refuses at its line, and where the model belongs", async () => {
    const strict = await startSimulator({ strictLists: true });
    onTestFinished(() => strict.close());
    const { status, err } = await command(root, ["run", "sd_basic", "--server", strict.url]);
    expect(status).toBe(1);
    expect(err).toMatch(
      /workflows-src\/a\.ts:6:\d+ error value_not_in_list {2}node CheckpointLoaderSimple, input ckpt_name\n/,
    );
    expect(err).toMatch(/> 6 \| .*ckpt_name: "v1-5\.safetensors"/);
    expect(err).toContain("  The server lists none: put the file into models/checkpoints of the server.\n");
  });

  test("ends with status 2 where the output folder cannot be made", async () => {
    const { status, err } = await command(root, ["run", "sd_basic", "--server", url, "--out", "package.json"]);
    expect(err).toContain("package.json");
    expect(status).toBe(2);
  });

  test("without any server it names what was tried and the simulator, and never uses it by itself", async () => {
    const { status, err } = await spawnCommand(root, ["run", "sd_basic"], { COMFYC_SERVER: "http://127.0.0.1:9" });
    expect(status).toBe(3);
    expect(err).toMatch(/Tried COMFYC_SERVER http:\/\/127\.0\.0\.1:9 \(no answer\), http:\/\/127\.0\.0\.1:8188/);
    expect(err).toContain("--server simulator");
  });

  test("a bundle whose prompt was edited by hand is refused", async () => {
    const path = join(root, "generated/workflows/sd_basic/workflow_api.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("a lighthouse", "a lighthouze"));
    const { err, status } = await command(root, ["run", "sd_basic", "--server", url]);
    expect(err).toContain("comfyc build");
    expect(status).toBe(1);
  });
});

describe("Ctrl-C", () => {
  test("cancels the run on the server and ends with status 130", async () => {
    const slow = await startSimulator({ stepDelay: 200 });
    onTestFinished(() => slow.close());
    const child = startCommand(root, ["run", "sd_basic", "--server", slow.url, "--set", "steps=150"]);
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const ended = new Promise<number | null>((settle) => child.on("close", settle));
    await waitUntil(async () => (await queueOf(slow.url)).running === 1);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(err).toContain("nterrupted");
    await waitUntil(async () => (await queueOf(slow.url)).running === 0);
  });

  test("ends the simulator with status 0", async () => {
    const child = startCommand(root, ["simulate", "--port", "0", "--json"]);
    const ended = new Promise<number | null>((settle) => child.on("close", settle));
    const line = await new Promise<string>((settle) => child.stdout.once("data", (data) => settle(String(data))));
    const { url: own } = JSON.parse(line);
    expect((await fetch(`${own}/system_stats`)).status).toBe(200);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});

describe("simulate and servers", () => {
  test("the simulator listens until it is interrupted, and keeps its files where it is told", async () => {
    const controller = new AbortController();
    let heard = "";
    const running = runCli(["simulate", "--port", "0", "--folder", "sim"], {
      cwd: root,
      env: {},
      out: (text) => void (heard += text),
      err: () => {},
      interactive: false,
      color: false,
      signal: controller.signal,
    });
    await waitUntil(() => Promise.resolve(heard.startsWith("http://127.0.0.1:")));
    expect((await fetch(`${heard.trim()}/queue`)).status).toBe(200);
    expect(existsSync(join(root, "sim"))).toBe(true);
    controller.abort();
    expect(await running).toBe(0);
  });

  test("a dead server is told apart from one that is no ComfyUI", async () => {
    const { out } = await command(root, ["servers"], { env: { COMFYC_SERVER: "http://127.0.0.1:9" } });
    expect(out).toMatch(/^COMFYC_SERVER +http:\/\/127\.0\.0\.1:9 +no answer$/m);
  });

  test("a port that is taken is named", async () => {
    const { status, err } = await command(root, ["simulate", "--port", new URL(url).port]);
    expect(status).toBe(2);
    expect(err).toContain("another program has it");
  });

  test("the simulator knows the node types of the project", async () => {
    const project = makeProject({ "workflows-src/tiny.ts": tinyWorkflow("tiny") });
    await command(project, ["build"]);
    const { status } = await command(project, ["run", "tiny", "--server", "simulator"]);
    expect(status).toBe(0);
  });

  test("servers shows health, version and queue, and ends with 3 where none answers", async () => {
    const { status, out } = await command(root, ["servers"], { env: { COMFYC_SERVER: url } });
    expect(out).toMatch(new RegExp(`^COMFYC_SERVER +${url} +ok \\(simulator\\) +0\\.8\\.0 +0 running, 0 pending`, "m"));
    expect(status).toBe(0);
    const { json } = await jsonCommand(root, ["servers"], { env: { COMFYC_SERVER: url } });
    expect(json["servers"][0]).toMatchObject({ name: "COMFYC_SERVER", ok: true, simulated: true, problem: null });
  });
});

async function queueOf(server: string): Promise<{ running: number }> {
  const queue = (await (await fetch(`${server}/queue`)).json()) as { queue_running: unknown[] };
  return { running: queue.queue_running.length };
}

async function waitUntil(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return;
    await new Promise((settle) => setTimeout(settle, 50));
  }
  throw new Error("It never came true.");
}
