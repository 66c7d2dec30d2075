import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../project/sample-project.ts";
import { readPage } from "./example-project.ts";

const { files } = JSON.parse(readPage("package.json")) as { files: string[] };
const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: repository })];

describe.each(pages.map((page) => ({ page })))("$page", ({ page }) => {
  const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);

  test("links to files that are here, at headings that they have", () => {
    for (const link of links) {
      const [path, heading] = link.split("#") as [string, string?];
      const target = path === "" ? page : normalize(join(dirname(page), path));
      expect(existsSync(join(repository, target)), link).toBe(true);
      if (heading !== undefined) expect(headingsOf(target), link).toContain(heading);
    }
  });

  test("links to nothing that the npm package leaves out", () => {
    const targets = links.map((link) => normalize(join(dirname(page), link.split("#")[0] || ".")));
    const left = targets.filter((target) => target !== dirname(page) && !files.some((part) => isWithin(target, part)));
    expect(left).toEqual([]);
  });
});

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The anchors of a page's headings, as GitHub makes them. */
function headingsOf(path: string): string[] {
  const text = readFileSync(join(repository, path), "utf8");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
