import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseJson } from "../../src/json/parse-json.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { comfyAnswers, serveAnswers } from "./fake-server.ts";
import {
  command,
  copyFixture,
  installTypes,
  jsonCommand,
  makeFolder,
  makeProject,
  repository,
  writeFiles,
} from "./sample-project.ts";

type Info = Record<string, any>;

const fixture = readFileSync(join(repository, "test/fixtures/two-packs/object_info.json"), "utf8");
const lanterns = () => parseJson(fixture) as Info;

/** A lantern with a model, so that files count as well. */
function withModel(files: readonly string[]): Info {
  const info = lanterns();
  const entry = info["LanternLoad"];
  entry.input.required.ckpt_name = [[...files], {}];
  entry.input_order.required.push("ckpt_name");
  return info;
}

const koi = `import { slot, workflow } from "comfyc";

export default workflow("koi", {
  slots: { seed: slot.seed(), strength: slot.float({ default: 2, min: 0, max: 3 }) },
  build(comfy, { seed, strength }) {
    const load = comfy.LanternLoad({ shape: "koi", seed, ckpt_name: "paper.safetensors" });
    const { lantern } = comfy.LanternGlow({ lantern: load, strength, color: "jade" });
    const image = comfy["Tide Shift"]({ image: comfy.LanternToImage({ lantern, width: 64 }), hours: 3 });
    return { image: comfy["Tide Save"]({ images: image }) };
  },
});
`;

async function simulate(objectInfo: Info): Promise<Simulator> {
  const simulator = await startSimulator({ objectInfo: objectInfo as never });
  onTestFinished(() => simulator.close());
  return simulator;
}

async function koiProject(info: Info, config = "export default {};\n"): Promise<string> {
  const root = makeProject({ "workflows-src/koi.ts": koi, "comfyc.config.ts": config });
  installTypes(root);
  expect((await command(root, ["sync", "--server", (await simulate(info)).url])).status).toBe(0);
  expect(await command(root, ["build"])).toMatchObject({ status: 0 });
  return root;
}

function configOf(servers: Readonly<Record<string, string>>, more = ""): string {
  return `export default { servers: ${JSON.stringify(servers)}${more} };\n`;
}

describe("check --server all", () => {
  test("names all six ways in which two servers differ", async () => {
    const [one, two] = [withModel(["paper.safetensors"]), withModel(["other.safetensors"])];
    // 1: a node type less. 2: another option. 3: another range. 4: the model is not there.
    delete two["Tide Shift"];
    two["LanternLoad"].input.required.shape = [["round", "square"], {}];
    two["LanternGlow"].input.required.strength[1].max = 2.5;
    // 5: an input more that must be given. 6: an output of another type.
    two["Tide Save"].input.required.format = [["png", "webp"], {}];
    two["LanternToImage"].output = ["MASK"];
    const urls = { shop: (await simulate(one)).url, barn: (await simulate(two)).url };
    const root = await koiProject(one, configOf(urls));
    const { status, json } = await jsonCommand(root, ["check", "--server", "all"]);
    const messages: string[] = json["issues"].map((each: any) => each.message);
    for (const wanted of [
      /node type "Tide Shift" is missing/,
      /"koi"/,
      /strength/,
      /model file "paper.safetensors" is missing in the folder checkpoints/,
      /format/,
      /IMAGE/,
    ]) {
      expect(messages.filter((message) => wanted.test(message)).join("\n")).toContain(`On ${urls.barn}: `);
    }
    expect(messages.filter((message) => message.includes(urls.shop))).toEqual([]);
    expect(status).toBe(1);
    const [shop, barn] = json["servers"];
    expect(shop).toMatchObject({ server: urls.shop, version: "0.8.0", ok: true, problem: null });
    expect(shop.workflows).toEqual([
      { workflow: "koi", ok: true, missingNodeTypes: [], missingPacks: [], missingModels: [], changes: [] },
    ]);
    expect(barn.workflows[0]).toMatchObject({
      ok: false,
      missingNodeTypes: ["Tide Shift"],
      missingModels: ["checkpoints/paper.safetensors"],
    });
    expect(barn.workflows[0].changes).toEqual([
      "LanternGlow input strength: max 4.0 → 2.5",
      'LanternLoad input shape: option "koi" removed',
      'LanternToImage output IMAGE: type "IMAGE" → "MASK"',
      "Tide Save input format: added",
    ]);
    for (const issue of json["issues"]) expect(issue.position.file).toBe("workflows-src/koi.ts");
    const text = await command(root, ["check", "--server", "all"]);
    expect(text.out).toContain("WORKFLOW  shop (ComfyUI 0.8.0)  barn (ComfyUI 0.8.0)\n");
    expect(text.out).toMatch(/^koi {7}ok {20}1 node type missing, 1 model missing, 4 changes$/m);
  });

  test("tells what servers differ in beside the node types in use, and not as an issue", async () => {
    const two = withModel(["paper.safetensors"]);
    delete two["Tide Unused"];
    const urls = { shop: (await simulate(withModel(["paper.safetensors"]))).url, barn: (await simulate(two)).url };
    const root = await koiProject(withModel(["paper.safetensors"]), configOf(urls));
    const { status, out, err } = await command(root, ["check", "--server", "all"]);
    expect(err).toContain(
      `Of node types that no workflow uses, 1 difference:\n  Tide Unused is missing on ${urls.barn}`,
    );
    expect(out).not.toContain("error");
    expect(status).toBe(0);
  });

  test("a change that a workflow survives is a warning", async () => {
    const two = withModel(["paper.safetensors"]);
    two["LanternGlow"].input.required.strength[1].max = 3.5;
    const url = (await simulate(two)).url;
    const root = await koiProject(withModel(["paper.safetensors"]));
    const { status, json } = await jsonCommand(root, ["check", "--server", url]);
    expect(json["issues"]).toMatchObject([
      { code: "server_differs", severity: "warning", classType: "LanternGlow", input: "strength" },
    ]);
    expect(json["issues"][0].message).toBe(`On ${url}: LanternGlow input strength: max 4.0 → 3.5.`);
    expect(status).toBe(0);
    const github = await command(root, ["check", "--server", url, "--format", "github"]);
    expect(github.out).toMatch(/^::warning file=workflows-src\/koi\.ts,line=7,col=\d+,title=server_differs::On http/);
    expect(github.err).toContain("koi       ok, 1 change");
  });

  test("a server of another version and another version of a pack are told", async () => {
    const installed = (ver: string) => ({ tide_tools: { ver, cnr_id: "tide", aux_id: null, enabled: true } });
    const answers = comfyAnswers(withModel(["paper.safetensors"]));
    const first = await serveAnswers({ ...answers, "/v2/customnode/installed": installed("1.2.0") });
    const root = await koiProject(withModel(["paper.safetensors"]));
    await command(root, ["sync", "--server", first]);
    const second = await serveAnswers({
      ...comfyAnswers(withModel(["paper.safetensors"]), "0.9.1"),
      "/customnode/installed": installed("2.0.0"),
    });
    await command(root, ["build"]);
    const { json } = await jsonCommand(root, ["check", "--server", second]);
    expect(json["issues"].map((each: any) => each.message)).toEqual([
      `On ${second}: the node pack tide_tools has version 2.0.0; the project was synced with 1.2.0.`,
      `On ${second}: ComfyUI is 0.9.1; the node types of the project are those of 0.8.0.`,
    ]);
  });

  test("a pack that is not there is named once for the config and beside its node types", async () => {
    const two = withModel(["paper.safetensors"]);
    for (const name of Object.keys(two)) if (name.startsWith("Tide")) delete two[name];
    const url = (await simulate(two)).url;
    const root = await koiProject(
      withModel(["paper.safetensors"]),
      `export default { packs: ["Tide_Tools", "web_only"] };\n`,
    );
    const found = await serveAnswers({
      ...comfyAnswers(two),
      "/v2/customnode/installed": { Web_Only: { ver: "1", enabled: true }, off: { ver: "1", enabled: false } },
    });
    const { json } = await jsonCommand(root, ["check", "--server", url, found]);
    expect(json["servers"].map((each: any) => each.missingPacks)).toEqual([["Tide_Tools", "web_only"], ["Tide_Tools"]]);
    expect(json["servers"][0].workflows[0].missingPacks).toEqual(["tide_tools"]);
    const packs = json["issues"].filter((each: any) => each.position.file === "comfyc.config.ts");
    expect(packs).toHaveLength(3);
    expect((await command(root, ["check", "--server", url])).out).toMatch(
      /\(packs of the config\) +Tide_Tools, web_only/,
    );
  });

  test("a model counts as there in the server's own spelling, under a logical name, and outside the combo", async () => {
    const info = (file: string) => withModel([file]);
    const root = await koiProject(
      info("sub/paper.safetensors"),
      `export default { models: { "paper.safetensors": "sub/paper.safetensors" } };\n`,
    );
    const windows = (await simulate(info("sub\\paper.safetensors"))).url;
    expect((await jsonCommand(root, ["check", "--server", windows])).json["ok"]).toBe(true);
    const folder = await serveAnswers({
      ...comfyAnswers(info("x.safetensors")),
      "/models/checkpoints": ["sub/paper.safetensors"],
    });
    const { json } = await jsonCommand(root, ["check", "--server", folder]);
    // It lies there, and yet this node does not take it.
    const errors = json["issues"].filter((each: any) => each.severity === "error");
    expect(errors.map((each: any) => each.code)).toEqual(["value_not_in_list"]);
  });

  test("a server that does not answer is told beside the others, and the exit status is 3", async () => {
    const root = await koiProject(
      withModel(["paper.safetensors"]),
      configOf({ shop: (await simulate(withModel(["paper.safetensors"]))).url, gone: "http://127.0.0.1:9" }),
    );
    const { status, json } = await jsonCommand(root, ["check", "--server", "all"]);
    expect(status).toBe(3);
    expect(json["servers"][0].ok).toBe(true);
    expect(json["servers"][1]).toMatchObject({ ok: false, problem: { code: "server_unreachable" } });
    expect(json["issues"].map((each: any) => each.code)).toEqual(["server_unreachable"]);
    expect((await command(root, ["check", "--server", "all"])).out).toMatch(/gone \(no answer\)\nkoi .* \?$/m);
    expect((await command(root, ["check", "--server", "gone"])).status).toBe(3);
  });
});

describe("sync of several servers", () => {
  test("keeps what each has: differences, packs with versions, models in use", async () => {
    const [one, two] = [withModel(["paper.safetensors"]), withModel(["other.safetensors"])];
    delete two["Tide Unused"];
    two["LanternGlow"].input.required.strength[1].max = 3.5;
    const first = await serveAnswers({
      ...comfyAnswers(one),
      "/v2/customnode/installed": { "Paper-Lantern": { ver: "1.2.0", enabled: true } },
    });
    const second = await serveAnswers(comfyAnswers(two, "0.9.1"));
    const root = await koiProject(one, configOf({ first, second }));
    const { status, out, err } = await command(root, ["sync", "--server", "first", "--server", second]);
    expect(status).toBe(0);
    const table = out.split("\n").map((line) => line.replaceAll(/ {2,}/g, "|"));
    expect(table).toContain("SERVER|VERSION|NODE TYPES|LACKS|DIFFERS|PACKS|MODELS IN USE");
    expect(table).toContain(`${first}|0.8.0|6|0|0|2|1 of 1`);
    expect(table).toContain(`${second}|0.9.1|5|1|1|2|0 of 1`);
    expect(table).toContain(`LanternGlow input strength differs on ${second}: max 4.0 → 3.5`);
    expect(table).toContain(`Tide Unused is missing on ${second}`);
    expect(out).toMatch(/pack paper-lantern: 1\.2\.0 on .*, unknown \(types [0-9a-f]{12}\) on/);
    expect(err).toContain(`model checkpoints/paper.safetensors is missing on ${second}`);
    const kept = JSON.parse(readFileSync(join(root, ".comfyc/full-schema.json"), "utf8"));
    expect(kept.sources[0].packs).toMatchObject([
      { name: "paper-lantern", version: "1.2.0", nodeTypes: 3 },
      { name: "tide_tools", version: "unknown", nodeTypes: 3 },
    ]);
    expect(kept.differences).toHaveLength(2);
    expect(kept.models).toEqual([
      {
        folder: "checkpoints",
        file: "paper.safetensors",
        servers: [
          { source: first, present: true, size: null, sha256: null, claimedHash: null },
          { source: second, present: false, size: null, sha256: null, claimedHash: null },
        ],
      },
    ]);
    const committed = readFileSync(join(root, "generated/schema.json"), "utf8");
    expect(committed).toContain('{"name":"paper-lantern","version":"1.2.0","typesSha256":"');
    // What was synced is what the next commands use, and they write nothing anew.
    expect((await command(root, ["build"])).err).toContain("0 files changed");
    // A clone has only the committed file, and the packs stay in it.
    rmSync(join(root, ".comfyc"), { recursive: true });
    expect((await command(root, ["build"])).err).toContain("0 files changed");
  });

  test("all means the servers of the config, each once", async () => {
    const url = (await simulate(lanterns())).url;
    const root = copyFixture("two-packs");
    writeFiles(root, { "comfyc.config.ts": configOf({ one: url, two: `${url}/` }) });
    const { json } = await jsonCommand(root, ["sync", "--server", "all"]);
    expect(json["sources"]).toEqual([url]);
  });

  test("--hash-models reads size and hash where the file can be seen", async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub/paper.safetensors"), "weights");
    const sha256 = createHash("sha256").update("weights").digest("hex");
    const answers = (size: number) => ({
      ...comfyAnswers(withModel(["sub/paper.safetensors"])),
      "/experiment/models": [{ name: "checkpoints", folders: ["relative", folder] }],
      "/experiment/models/checkpoints": [{ name: "sub/paper.safetensors", size }, "odd"],
      "/view_metadata/checkpoints?filename=sub%2Fpaper.safetensors": { sshs_model_hash: "ab12" },
    });
    const [same, other] = [await serveAnswers(answers(7)), await serveAnswers(answers(8))];
    const root = await koiProject(withModel(["paper.safetensors"]));
    writeFiles(root, { "workflows-src/koi.ts": koi.replace("paper.safetensors", "sub/paper.safetensors") });
    const { json } = await jsonCommand(root, ["sync", "--hash-models", "--server", same, other]);
    const claimedHash = "sshs_model_hash ab12";
    expect(json["models"][0].servers).toEqual([
      { source: same, present: true, size: 7, sha256, claimedHash },
      // A file of another size at that path is not the server's.
      { source: other, present: true, size: 8, sha256: null, claimedHash },
    ]);
  });
});

describe("sync --diff", () => {
  test("names the workflows that an update would break, writes nothing and exits with 1", async () => {
    const root = await koiProject(withModel(["paper.safetensors"]));
    const changed = withModel(["paper.safetensors"]);
    delete changed["Tide Shift"];
    changed["LanternLoad"].input.required.shape = [["round"], {}];
    const before = readFileSync(join(root, ".comfyc/full-schema.json"), "utf8");
    const { status, out, err } = await command(root, ["sync", "--diff", "--server", (await simulate(changed)).url]);
    expect(status).toBe(1);
    expect(out).toContain('changed LanternLoad input shape: options "square", "koi" removed\n');
    expect(out).toContain("removed Tide Shift\n");
    expect(out).toContain("would break koi\n");
    expect(err).toContain("unknown_node_type");
    expect(err).toContain("nothing was written");
    expect(readFileSync(join(root, ".comfyc/full-schema.json"), "utf8")).toBe(before);
  });

  test("exits with 0 where every workflow survives, and where one was broken before", async () => {
    const root = await koiProject(withModel(["paper.safetensors"]));
    const wider = withModel(["paper.safetensors"]);
    wider["LanternGlow"].input.required.strength[1].max = 9;
    const url = (await simulate(wider)).url;
    expect((await jsonCommand(root, ["sync", "--diff", "--server", url])).json).toMatchObject({ ok: true, breaks: [] });
    writeFiles(root, { "workflows-src/koi.ts": koi.replace('"koi", seed', '"carp", seed') });
    const { status, json } = await jsonCommand(root, ["sync", "--diff", "--server", url]);
    expect(json["breaks"]).toEqual([]);
    expect(status).toBe(0);
  });
});
