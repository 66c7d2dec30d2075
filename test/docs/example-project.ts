import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { projectTemplate } from "../../src/project/project-template.ts";
import { installTypes, repository, writeFiles } from "../project/sample-project.ts";
import type { Example } from "./code-blocks.ts";

const entries = ["authoring", "compiler", "manifest", "runtime", "schema", "simulator"];

/** The text of a page of the repository. */
export function readPage(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

/**
 * What `comfyc init` makes, with every public entry of comfyc installed, and `examples` in place of its workflow.
 * Called in `beforeAll`: the folder goes away with the suite.
 */
export function makeExampleProject(examples: readonly Example[]): string {
  const template = new Map(projectTemplate("studio", "0.1.0"));
  template.delete("workflows-src/sd-basic.ts");
  const root = mkdtempSync(join(tmpdir(), "comfyc-docs-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  writeFiles(root, {
    ...Object.fromEntries(template),
    ...Object.fromEntries(examples.map(({ path, source }) => [path, source.text])),
  });
  installEntries(root);
  installTypes(root);
  return root;
}

function installEntries(root: string): void {
  const packed = (entry: string) => ({ types: `./types/entry/${entry}.d.ts`, default: `./${entry}.js` });
  const exports = Object.fromEntries(
    entries.map((entry) => [entry === "authoring" ? "." : `./${entry}`, packed(entry)]),
  );
  writeFiles(root, {
    "node_modules/comfyc/package.json": JSON.stringify({ name: "comfyc", version: "0.1.0", type: "module", exports }),
    ...Object.fromEntries(
      entries.map((entry) => {
        const url = pathToFileURL(join(repository, "src/entry", `${entry}.ts`)).href;
        return [`node_modules/comfyc/${entry}.js`, `export * from ${JSON.stringify(url)};\n`];
      }),
    ),
  });
}
