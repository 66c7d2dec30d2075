import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../../src/runtime/files/make-folder.ts";
import { makeFolderBelow, prepareOutputFolder } from "../../src/runtime/outputs/output-folder.ts";
import { temporaryFolder } from "./sample-bundle.ts";

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder.path;
}

describe("a folder for files", () => {
  test("is made with all that is missing above it, also by several at once, and may be there", async () => {
    const path = join(await newFolder(), "a", "b", "c");
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, "d"))]);
    await makeFolder(path);
    expect((await stat(join(path, "d"))).isDirectory()).toBe(true);
  });

  test("is found through a link", async () => {
    const root = await newFolder();
    await mkdir(join(root, "real"));
    await symlink(join(root, "real"), join(root, "link"), "junction");
    await makeFolder(join(root, "link", "new"));
    expect((await stat(join(root, "real", "new"))).isDirectory()).toBe(true);
  });

  test.each([
    { where: "on a file", path: "file", says: "it is a file, not a folder" },
    { where: "below a file", path: "file/a/b", says: "a part of the path is a file" },
    { where: "below a broken link", path: "broken/a", says: "a part of the path is a file or a broken link" },
  ])("is refused $where", async ({ path, says }) => {
    const root = await newFolder();
    await writeFile(join(root, "file"), "x");
    await symlink(join(root, "nowhere"), join(root, "broken"), "junction");
    await expect(prepareOutputFolder(join(root, path))).rejects.toMatchObject({
      code: "output_not_writable",
      message: expect.stringContaining(says),
    });
    await expect(makeFolderBelow(root, join(root, path, "x.png"))).rejects.toMatchObject({
      code: "output_not_writable",
    });
  });

  test.runIf(process.platform === "linux").each(["/proc/x", "/proc/x/y/z"])(
    "is refused at %s, and soon",
    async (path) => {
      await expect(prepareOutputFolder(path)).rejects.toMatchObject({
        code: "output_not_writable",
        message: expect.stringContaining("no folder can be made there"),
      });
    },
  );
});
