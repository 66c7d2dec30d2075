import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderPrompt } from "../../src/prompt/prompt-text.ts";
import { bundleFromPrompt, readBundle } from "../../src/runtime/bundle.ts";
import { sampleBundle, savePrompt, temporaryFolder } from "./sample-bundle.ts";

const big = { ...savePrompt, "3": { class_type: "K", inputs: { seed: 18446744073709551615n } } };
const files = () => {
  const { manifest } = sampleBundle({ prompt: big });
  return {
    "manifest.json": JSON.stringify(manifest),
    "workflow_api.json": renderPrompt(big),
    "workflow.json": '{"nodes":[],"version":0.4}',
    "source.json": JSON.stringify({
      "1": { file: "a.ts", line: 1, column: 2 },
      "2": { position: { file: "a.ts", line: 3, column: 4 }, calledFrom: [{ file: "b.ts", line: 5 }] },
      "3": 5,
    }),
  } as Record<string, string | null>;
};

async function write(dir: string, changes: Record<string, string | null>) {
  for (const [name, text] of Object.entries({ ...files(), ...changes }))
    if (text !== null) await writeFile(join(dir, name), text);
}

describe("a bundle", () => {
  it("is read whole, integers exact", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, {});
    const bundle = await readBundle(folder.path);
    expect(bundle.prompt["3"]!.inputs["seed"]).toBe(18446744073709551615n);
    expect(bundle.workflowJson).toEqual({ nodes: [], version: expect.anything() });
    expect({ ...bundle.sources }).toEqual({
      "1": { position: { file: "a.ts", line: 1, column: 2 }, calledFrom: [] },
      "2": { position: { file: "a.ts", line: 3, column: 4 }, calledFrom: [{ file: "b.ts", line: 5, column: 1 }] },
    });
  });

  it("needs neither the editor's file nor the sources", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, { "workflow.json": null, "source.json": null });
    expect(await readBundle(folder.path)).toMatchObject({ workflowJson: null, sources: {} });
  });

  it.each([
    { changes: { "manifest.json": null }, code: "unknown_workflow" },
    { changes: { "manifest.json": "{" }, code: "invalid_json" },
    { changes: { "manifest.json": "{}" }, code: "invalid_manifest" },
    { changes: { "workflow_api.json": null }, code: "invalid_manifest" },
    { changes: { "workflow_api.json": "{}" }, code: "stale_generated" },
    { changes: { "source.json": "{" }, code: "invalid_json" },
  ])("with $changes is refused with $code", async ({ changes, code }) => {
    await using folder = await temporaryFolder();
    await write(folder.path, changes);
    await expect(readBundle(folder.path)).rejects.toMatchObject({ code, hint: expect.any(String) });
  });

  it("says what cannot be read", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "manifest.json"));
    await expect(readBundle(folder.path)).rejects.toMatchObject({
      code: "file_unreadable",
      hint: "Name a file.",
    });
    await expect(readBundle(join(folder.path, "nowhere"))).rejects.toMatchObject({ code: "unknown_workflow" });
  });
});

describe("a bare prompt", () => {
  it.each(["x/sd_api.json", "sd.json", "sd"])("named %s makes a bundle without slots", (name) => {
    expect(bundleFromPrompt(savePrompt, name)).toMatchObject({
      dir: null,
      manifest: { name: "sd", slots: [] },
      workflowJson: null,
    });
  });
  it.each([
    { given: [], says: /not an object/ },
    { given: { nodes: [] }, says: /workflow\.json/ },
    { given: { "1": { inputs: {} } }, says: /no class_type/ },
    { given: { "1": { class_type: "A" } }, says: /no inputs/ },
  ])("that is none is refused: $says", ({ given, says }) => {
    expect(() => bundleFromPrompt(given as never)).toThrow(says);
  });
});
