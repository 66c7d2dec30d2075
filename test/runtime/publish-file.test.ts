import { link, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishFile, renameOntoReserved } from "../../src/runtime/files/publish-file.ts";
import { temporaryFolder } from "./sample-bundle.ts";

describe("publishing", () => {
  it("never replaces a file, nor a link", async () => {
    await using folder = await temporaryFolder();
    const [from, to, other] = ["t", "x", "y"].map((name) => join(folder.path, name)) as [string, string, string];
    await writeFile(from, "new");
    await writeFile(to, "old");
    await link(to, other);
    expect(await publishFile(from, to)).toBe(false);
    expect(await publishFile(from, other)).toBe(false);
    expect(await readFile(to, "utf8")).toBe("old");
    expect(await publishFile(from, join(folder.path, "z"))).toBe(true);
    expect(await folder.list()).toEqual(["x", "y", "z"]);
  });
});

describe("publishing without hard links", () => {
  it("replaces only the empty file that took the name, and leaves none where it fails", async () => {
    await using folder = await temporaryFolder();
    const [from, to] = [join(folder.path, "t"), join(folder.path, "x")];
    await writeFile(from, "new");
    await writeFile(to, "old");
    expect(await renameOntoReserved(from, to)).toBe(false);
    expect(await readFile(to, "utf8")).toBe("old");
    expect(await renameOntoReserved(from, join(folder.path, "y"))).toBe(true);
    expect(await readFile(join(folder.path, "y"), "utf8")).toBe("new");
    await expect(renameOntoReserved(from, join(folder.path, "z"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(renameOntoReserved(to, join(folder.path, "no", "z"))).rejects.toMatchObject({ code: "ENOENT" });
    expect(await folder.list()).toEqual(["x", "y"]);
  });
});
