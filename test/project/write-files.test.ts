import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listFiles, replaceFolder, writeChangedFile } from "../../src/project/write-files.ts";
import { makeFolder, writeFiles } from "./sample-project.ts";

describe("files", () => {
  test("are written only where the text changed, and leave no partial file", async () => {
    const root = makeFolder();
    const path = join(root, "deep/a.txt");
    expect(await writeChangedFile(path, "x")).toBe(true);
    expect(await writeChangedFile(path, "x")).toBe(false);
    expect(await writeChangedFile(path, "y")).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("y");
    mkdirSync(join(root, "folder"));
    await expect(writeChangedFile(join(root, "folder"), "x")).rejects.toThrow(/folder cannot be written/);
    await expect(writeChangedFile(join(path, "below"), "x")).rejects.toThrow(
      /cannot be written: a part of the path is a file/,
    );
    expect(await listFiles(root)).toEqual(["deep/a.txt"]);
  });

  test("of a folder of ours are exactly those that are wanted", async () => {
    const root = makeFolder();
    writeFiles(root, { "old.txt": "1", "in/same.txt": "2" });
    const wanted = new Map([
      ["in/same.txt", "2"],
      ["new.txt", "3"],
    ]);
    expect(await replaceFolder(root, wanted)).toBe(true);
    expect(await listFiles(root)).toEqual(["in/same.txt", "new.txt"]);
    expect(await replaceFolder(root, wanted)).toBe(false);
    expect(await listFiles(join(root, "none"))).toEqual([]);
  });
});
