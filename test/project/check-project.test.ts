import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  command,
  installTypes,
  jsonCommand,
  makeFolder,
  makeProject,
  sdBasic,
  tinyWorkflow,
  writeFiles,
  installComfyc,
} from "./sample-project.ts";

async function builtProject(files?: Record<string, string>): Promise<string> {
  const root = makeProject(files);
  installTypes(root);
  await command(root, ["build"]);
  return root;
}

describe("check", () => {
  test("is quiet for a project that is built", async () => {
    const { status, out, err } = await command(await builtProject(), ["check"]);
    expect(out).toBe("");
    expect(err).toBe("checked 1 workflow: no issues\n");
    expect(status).toBe(0);
  });

  test("passes the example that init writes", async () => {
    const root = join(makeFolder(), "fresh");
    await command("/", ["init", root]);
    installComfyc(root);
    installTypes(root);
    expect((await command(root, ["build"])).status).toBe(0);
    const { status, json } = await jsonCommand(root, ["check"]);
    expect(json).toEqual({ ok: true, workflows: 1, failedFiles: 0, issues: [] });
    expect(status).toBe(0);
  });

  test("generates the node types of a clone that has none", async () => {
    const root = await builtProject();
    rmSync(join(root, "generated/nodes"), { recursive: true });
    rmSync(join(root, ".comfyc"), { recursive: true });
    expect((await jsonCommand(root, ["check"])).json).toEqual({ ok: true, workflows: 1, failedFiles: 0, issues: [] });
  });

  test("reports what tsc finds beside what the compiler finds, sorted by file", async () => {
    const root = await builtProject({
      "workflows-src/b.ts": sdBasic.replace('"euler"', '"eular"'),
      "workflows-src/a.ts": tinyWorkflow("tiny").replace("width: 64", "width: 99999"),
    });
    const { status, json } = await jsonCommand(root, ["check"]);
    expect(status).toBe(1);
    const found = json["issues"].map((each: any) => `${each.position.file} ${each.code}`);
    expect(found).toEqual([
      "workflows-src/a.ts value_bigger_than_max",
      "workflows-src/b.ts value_not_in_list",
      "workflows-src/b.ts type_error",
    ]);
    const type = json["issues"].find((each: any) => each.code === "type_error");
    expect(type.message).toContain("Did you mean '\"euler\"'?");
    expect(type.position).toMatchObject({ line: 8 });
  });

  test("tells once what tsc and the compiler both find of one input, at tsc's column", async () => {
    const faulty = `import { workflow } from "comfyc";

export default workflow("faulty", {
  build(comfy) {
    const { CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: "v1-5.safetensors" });
    const image = comfy.VAEDecode({ samples: comfy.EmptyLatentImage({ width: 64, heigt: 64 }), vae: CLIP });
    const scaled = comfy.ImageScale({ image, upscale_method: "lanczoz", width: 99999999, crop: "center" });
    const sized = comfy.ResizeImageMaskNode({ input: scaled, resize_type: { key: "by", multiplier: 2 }, scale_method: "area" });
    comfy.LanternImage({});
    return { image: comfy.SaveImage({ images: sized }), other: comfy.SaveImage({ images: comfy.VAEDecode({ samples: VAE, vae: VAE }) }) };
  },
});
`;
    const root = await builtProject({ "workflows-src/a.ts": faulty });
    const { status, out } = await command(root, ["check", "--format", "github"]);
    expect(status).toBe(1);
    const lines = out.split("\n").filter((line) => line.includes("workflows-src/a.ts"));
    const column = (row: number, word: string) => faulty.split("\n")[row - 1]!.indexOf(word) + 1;
    const places = lines.map((line) => /line=(\d+),col=(\d+),title=(\w+)/.exec(line)!.slice(1, 4).join(" "));
    expect(places).toEqual([
      `6 ${column(6, "heigt")} type_error`,
      `6 ${column(6, "vae")} type_error`,
      `7 ${column(7, "ImageScale")} value_bigger_than_max`,
      `7 ${column(7, "upscale_method")} type_error`,
      `8 ${column(8, "key")} type_error`,
      `9 ${column(9, "Lantern")} type_error`,
      `10 ${column(10, "samples: VAE")} type_error`,
    ]);
    expect(lines[1]).toContain("Type 'ClipSocket' is not assignable to type 'VaeSocket'");
    expect(lines[1]).toContain("Did you mean the output VAE of CheckpointLoaderSimple?");
    expect(lines[5]).toContain("comfyc sync");
    expect((await command(root, ["check"])).out).toContain("node VAEDecode, input vae\n");
    const { json } = await jsonCommand(root, ["check"]);
    expect(json["issues"].map(({ code }: any) => code)).toContain("return_type_mismatch");
  });

  test("names each generated file that is stale, missing or left over", async () => {
    const root = await builtProject({
      "workflows-src/a.ts": tinyWorkflow("a"),
      "workflows-src/b.ts": tinyWorkflow("b"),
      "workflows-src/c.ts": tinyWorkflow("c"),
    });
    writeFileSync(join(root, "workflows-src/a.ts"), tinyWorkflow("a", 128));
    rmSync(join(root, "workflows-src/b.ts"));
    rmSync(join(root, "generated/workflows/c/manifest.json"));
    const { status, json } = await jsonCommand(root, ["check"]);
    expect(status).toBe(1);
    const stale = json["issues"].map((each: any) => each.message);
    expect(stale.join("\n")).toMatch(/workflows\/a\/workflow_api\.json differs/);
    expect(stale.join("\n")).toMatch(/workflows\/b\/manifest\.json belongs to the workflow "b", which is gone/);
    expect(stale.join("\n")).toMatch(/workflows\/c\/manifest\.json is missing/);
    expect(new Set(json["issues"].map((each: any) => each.code))).toEqual(new Set(["stale_generated"]));
  });

  test("does not call a bundle stale for a comment", async () => {
    const root = await builtProject();
    writeFiles(root, { "workflows-src/sd-basic.ts": `// a comment\n${sdBasic}` });
    expect((await command(root, ["check"])).status).toBe(0);
  });

  test("knows line ends that Git changed", async () => {
    const root = await builtProject();
    const path = join(root, "generated/workflows/sd_basic/manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
    expect((await command(root, ["check"])).out).toContain("has Windows line ends");
  });

  test("prints annotations for GitHub", async () => {
    const root = await builtProject({ "workflows-src/a.ts": tinyWorkflow("tiny", 99_999) });
    const { out } = await command(root, ["check", "--format", "github"]);
    expect(out).toMatch(/^::error file=workflows-src\/a\.ts,line=4,col=\d+,title=value_bigger_than_max::/m);
  });

  test("says how to install TypeScript's view of a node type that is not known", async () => {
    const root = await builtProject({
      "workflows-src/a.ts": tinyWorkflow("tiny").replace("EmptyImage", "LanternImage"),
    });
    const { status, out } = await command(root, ["check"]);
    expect(status).toBe(1);
    expect(out).toContain("LanternImage");
    expect(out).toContain("comfyc sync");
    const { json } = await jsonCommand(root, ["check"]);
    const unknown = json["issues"].find((each: any) => each.code === "unknown_node_type");
    expect(unknown.hint.match(/comfyc sync/g)).toHaveLength(1);
  });

  test("passes a project without workflows", async () => {
    const root = makeProject({ "comfyc.config.ts": "export default {};\n" });
    await command(root, ["build"]);
    expect((await jsonCommand(root, ["check"])).json).toEqual({ ok: true, workflows: 0, failedFiles: 0, issues: [] });
  });
});
