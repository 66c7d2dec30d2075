import { describe, expect, test } from "vitest";
import { parseTscOutput } from "../../src/project/checks/tsc-output.ts";

describe("the output of tsc", () => {
  test("becomes issues, the lines below an error joined to it", () => {
    const output =
      "a\\b.ts(3,5): error TS2322: Type 'A' is not assignable to type 'B'.\n  Because of \u001B[1mthis.\nerror TS18003: No inputs.\nFound 2 errors.\n";
    expect(parseTscOutput(output)).toMatchObject([
      {
        code: "type_error",
        message: "Type 'A' is not assignable to type 'B'.\n  Because of \\u{1b}[1mthis.",
        position: { file: "a/b.ts", line: 3, column: 5 },
        details: { tsCode: "TS2322" },
      },
      { message: "No inputs." },
    ]);
  });

  test("advises a sync for a node type that no type knows, unless tsc knows better", () => {
    const [missing, typo] = parseTscOutput(
      "a.ts(1,1): error TS2339: Property 'X' does not exist on type 'Nodes'.\na.ts(1,1): error TS2551: Property 'KSamplr' does not exist on type 'Nodes'. Did you mean 'KSampler'?\n",
    );
    expect(missing!.hint).toContain("comfyc sync");
    expect(typo!.hint).toBeUndefined();
  });
});
