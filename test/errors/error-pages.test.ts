import { describe, expect, test } from "vitest";
import { codeRegistry } from "../../src/errors/code-registry.ts";
import { relayedCodes } from "../../src/errors/issue-codes.ts";
import { findCodeUses, findPythonUses } from "./code-use.ts";
import { isUpdating, listPages, readPage, renderHead, renderIndex, runPage, writePage } from "./error-pages.ts";

const registered = codeRegistry.map(({ code }) => code);
const uses = [...findCodeUses(), ...findPythonUses()];

describe("the registry of codes", () => {
  test("names each code once, in ComfyUI's style, with one sentence", () => {
    expect(new Set(registered).size).toBe(registered.length);
    for (const { code, summary } of codeRegistry) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(summary).toMatch(/^([A-Z]|comfyc).*\.$/);
    }
  });

  test("knows every code that the source makes an error or an issue with", () => {
    expect(uses.length).toBeGreaterThan(100);
    expect(uses.filter(({ code }) => !registered.includes(code))).toEqual([]);
  });

  test("has no code that nothing uses", () => {
    const used = new Set(uses.map(({ code }) => code));
    expect(registered.filter((code) => !used.has(code) && !(code in relayedCodes))).toEqual([]);
  });

  test("has a page for each code, and no page without a code", () => {
    expect(listPages()).toEqual(registered);
  });

  test("has an index that lists them all", () => {
    if (isUpdating) writePage("README", renderIndex());
    expect(readPage("README")).toBe(renderIndex());
  });
});

describe("the page of", () => {
  test.each(codeRegistry)("$code says what the registry says, shows it, and says how to mend it", (entry) => {
    const page = readPage(entry.code);
    expect(page.slice(0, renderHead(entry).length)).toBe(renderHead(entry));
    expect(page.match(/^## .*$/gm)).toEqual(["## Example", "## How to mend"]);
    // Nothing of the machine that ran the example.
    expect(page).not.toMatch(/\/tmp\/|\/work\//);
  });

  const shown = codeRegistry.filter(({ code }) => readPage(code).includes("```console\n"));
  test.each(shown)("$code shows what comfyc prints", async ({ code, exit }) => {
    const page = readPage(code);
    const now = await runPage(page);
    if (isUpdating) writePage(code, now.text);
    else expect(now.text, "COMFYC_UPDATE_PAGES=1 writes what is printed now").toBe(page);
    expect(now.text.split("## Example")[1]).toMatch(new RegExp(`\\b${code}\\b`));
    // An error of a run may be an issue of a build, too, and issues end with 1.
    expect(now.statuses.at(-1)).toBe(now.text.includes(` error ${code}`) ? 1 : exit);
  });

  test("most codes shows a command that is run", () => {
    expect(shown.length).toBeGreaterThan(registered.length * 0.65);
  });
});
