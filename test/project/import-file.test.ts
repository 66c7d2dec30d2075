import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, installTypes, makeProject, sdBasic, spawnCommand, writeFiles } from "./sample-project.ts";

const workflow = `import { workflow } from "comfyc";
import { width } from "./sizes.ts";
import { height } from "./more/height.js";
export default workflow("sized", {
  build: (comfy) => ({ image: comfy.SaveImage({ images: comfy.EmptyImage({ width, height }) }) }),
});
`;

const files = {
  "comfyc.config.js": 'export default { name: "film", output: "renders" };\n',
  "workflows-src/sized.ts": workflow,
  "workflows-src/sizes.ts": 'import { base } from "sizes";\nexport const width: number = base * 2;\n',
  "workflows-src/more/height.js": "export const height = 32;\n",
  "workflows-src/sd-basic.ts": sdBasic,
  // A package keeps to its own type.
  "node_modules/sizes/package.json": '{ "name": "sizes", "type": "commonjs", "main": "index.js" }',
  "node_modules/sizes/index.js": "exports.base = 16;\n",
};

describe("the files of a project are ES modules", () => {
  test.each([
    { where: "a package.json of npm init, with type commonjs", packageJson: '{ "type": "commonjs" }' },
    { where: "a package.json without type", packageJson: "{}" },
    { where: "a package.json with type module", packageJson: '{ "type": "module" }' },
    { where: "no package.json", packageJson: null },
  ])("below $where", async ({ packageJson }) => {
    const root = makeProject(files);
    if (packageJson === null) rmSync(join(root, "package.json"));
    else writeFileSync(join(root, "package.json"), packageJson);
    const built = await spawnCommand(root, ["build"]);
    expect(built.err).not.toContain("error");
    expect(built).toMatchObject({ status: 0 });
    expect(built.out).toContain(join("workflows", "sized"));
  });

  test("also to the types", async () => {
    const root = makeProject({ "package.json": '{ "type": "commonjs" }', "workflows-src/sd-basic.ts": sdBasic });
    installTypes(root);
    await command(root, ["build"]);
    expect(await command(root, ["check"])).toMatchObject({ status: 0 });
  });

  test("and a JavaScript file that is CommonJS stays so", async () => {
    const root = makeProject({ "package.json": '{ "type": "commonjs" }', "workflows-src/sd-basic.ts": sdBasic });
    writeFiles(root, { "comfyc.config.js": 'module.exports = { name: "film", output: "old" };\n' });
    expect((await spawnCommand(root, ["build"])).status).toBe(0);
  });
});
