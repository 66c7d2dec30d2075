import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { command, makeProject, spawnCommand, startCommand, tinyWorkflow, writeFiles } from "./sample-project.ts";

const helped = tinyWorkflow("tiny")
  .replace("width: 64", "width")
  .replace("\n\n", '\nimport { width } from "./help.ts";\n\n');

describe("build --watch", () => {
  test("builds again when a workflow, a helper or a new file changes, and survives an error", async () => {
    const root = makeProject({
      "workflows-src/tiny.ts": helped,
      "workflows-src/help.ts": "export const width = 64;\n",
    });
    const child = startCommand(root, ["build", "--watch"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const ended = new Promise<number | null>((settle) => child.on("close", settle));
    const prompt = (name: string) => join(root, `generated/workflows/${name}/workflow_api.json`);
    const holds = (name: string, text: string) =>
      existsSync(prompt(name)) && readFileSync(prompt(name), "utf8").includes(text);

    await until(
      () => holds("tiny", '"width": 64'),
      () => err,
    );
    writeFiles(root, { "workflows-src/help.ts": "export const width = 128;\n" });
    await until(
      () => holds("tiny", '"width": 128'),
      () => err,
    );
    writeFiles(root, { "workflows-src/help.ts": "export const width = ;\n" });
    await until(
      () => err.includes("workflows-src/help.ts:1:22 error"),
      () => err,
    );
    expect(holds("tiny", '"width": 128')).toBe(true);
    writeFiles(root, {
      "workflows-src/help.ts": "export const width = 256;\n",
      "workflows-src/more.ts": tinyWorkflow("more"),
    });
    await until(
      () => holds("tiny", '"width": 256') && holds("more", '"width": 64'),
      () => err,
    );
    writeFiles(root, { "comfyc.config.ts": "export default { outptu: 1 };\n" });
    await until(
      () => err.includes("Unrecognized key"),
      () => err,
    );
    expect(err).toContain("workflows-src/help.ts changed");

    child.kill("SIGINT");
    expect(await ended).toBe(130);
  });

  test("says that there is nothing to watch", async () => {
    const { status, err } = await spawnCommand(makeProject({ "comfyc.config.json": "{}" }), ["build", "--watch"]);
    expect(err).toContain("nothing to watch");
    expect(status).toBe(2);
  });

  test("ends at once where it is cancelled already", async () => {
    const controller = new AbortController();
    const root = makeProject({ "workflows-src/tiny.ts": tinyWorkflow("tiny") });
    const running = command(root, ["build", "--watch"], { signal: controller.signal });
    await until(
      () => existsSync(join(root, "generated/workflows/tiny/manifest.json")),
      () => "",
    );
    controller.abort();
    expect((await running).status).toBe(130);
  });
});

async function until(check: () => boolean, report: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (check()) return;
    await new Promise((settle) => setTimeout(settle, 50));
  }
  throw new Error(`It never came true:\n${report()}`);
}
