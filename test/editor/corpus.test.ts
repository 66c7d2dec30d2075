import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCorpus } from "../../scripts/corpus/corpus-entry.ts";
import { judgeEntry } from "../../scripts/corpus/judge-entry.ts";
import { sharedFolder } from "../shared-folder.ts";

describe.skipIf(sharedFolder === undefined)("every recorded workflow", () => {
  const verdicts = sharedFolder === undefined ? [] : readCorpus(join(sharedFolder, "corpus")).map(judgeEntry);

  test("is converted to the editor's own bytes, or fails for the editor's own reason", () => {
    const different = verdicts.filter(({ result }) => result === "different");
    expect(different.map(({ entry, difference }) => `${entry.source}/${entry.name}: ${difference}`)).toEqual([]);
    expect(verdicts.filter(({ result }) => result === "equal").length).toBeGreaterThanOrEqual(943);
  });

  test("cannot be compared only where a device or a backend had a say", () => {
    const aside = verdicts.filter(({ result }) => result === "aside");
    expect(aside.every(({ entry }) => entry.serverDependent.length > 0)).toBe(true);
    expect(aside.length).toBeLessThanOrEqual(5);
  });
});
