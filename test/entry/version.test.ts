import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

it("has one version in the npm package and in the Python package", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  expect(/^version = "(.+)"$/m.exec(read("python/pyproject.toml"))?.[1]).toBe(version);
  expect(/^__version__ = "(.+)"$/m.exec(read("python/comfyc/__init__.py"))?.[1]).toBe(version);
});
