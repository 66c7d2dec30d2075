import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listBundleFolders } from "../../src/project/bundles/find-bundle.ts";
import { makeFolder } from "./sample-project.ts";

test("bundles are looked for in COMFYC_BUNDLES first, then upwards", () => {
  const root = makeFolder();
  for (const path of ["mine", "generated/workflows", "a/b/generated/workflows"])
    mkdirSync(join(root, path), { recursive: true });
  const folders = listBundleFolders({ cwd: join(root, "a/b"), bundles: `${join(root, "mine")}:${join(root, "none")}` });
  expect(folders.slice(0, 3)).toEqual([
    join(root, "mine"),
    join(root, "a/b/generated/workflows"),
    join(root, "generated/workflows"),
  ]);
});
