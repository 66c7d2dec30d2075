import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codes, type Code } from "../../src/errors/codes.ts";
import { ComfycError } from "../../src/errors/comfyc-error.ts";
import type { Issue } from "../../src/errors/issue.ts";
import { printable } from "../../src/errors/printable.ts";
import { findNearest, renderOptions } from "../../src/errors/suggestion.ts";

describe("ComfycError", () => {
  test("keeps code, message, hint, issues, details and cause", () => {
    const cause = new Error("deep");
    const issue: Issue = {
      code: "dead_node",
      origin: "comfyc",
      severity: "warning",
      message: "x.",
      node: "1",
      input: null,
    };
    const options = { hint: "Do this.", issues: [issue], details: { url: "http://a" }, cause };
    const error = new ComfycError("prompt_rejected", "No.", options);
    expect(error).toMatchObject({ name: "ComfycError", code: "prompt_rejected", message: "No.", ...options });
    expect(error).toBeInstanceOf(Error);
  });

  test("has empty issues and details, and no cause at all, where none are given", () => {
    const error = new ComfycError("internal", "No.");
    expect(error).toMatchObject({ issues: [], details: {}, hint: undefined });
    expect("cause" in error).toBe(false);
  });

  test("tells the exit status of its code", () => {
    for (const code of Object.keys(codes) as Code[]) {
      expect(new ComfycError(code, "No.").exitCode).toBe(codes[code].exit);
    }
    expect(new ComfycError("server_unreachable", "No.").exitCode).toBe(3);
  });

  test("is known across two installed copies, which instanceof would miss", () => {
    const copy = Object.defineProperty(new Error("No."), Symbol.for("comfyc.error"), { value: true });
    expect(ComfycError.isInstance(copy)).toBe(true);
    expect(ComfycError.isInstance(new ComfycError("internal", "No."))).toBe(true);
  });

  test.each([[new Error("No.")], [null], [undefined], ["internal"], [{ code: "internal" }]])(
    "is not %s",
    (value: unknown) => expect(ComfycError.isInstance(value)).toBe(false),
  );

  test("does not print its mark", () => {
    expect(JSON.stringify(new ComfycError("internal", "No."))).not.toContain("comfyc.error");
  });
});

describe("findNearest", () => {
  const options = ["euler", "euler_ancestral", "heun", "dpmpp_2m"];
  test.each([
    { given: "eular", want: "euler" },
    { given: "EULER", want: "euler" },
    { given: "euler", want: "euler" },
    { given: "dpmpp2m", want: "dpmpp_2m" },
    { given: "euler_ancestrel", want: "euler_ancestral" },
    { given: "lcm", want: undefined },
    { given: "a_wholly_other_thing", want: undefined },
    { given: "", want: undefined },
  ])("of $given is $want", ({ given, want }) => {
    expect(findNearest(given, options)).toBe(want);
  });

  test("takes the first of equally near ones", () => {
    expect(findNearest("cat", ["bat", "rat"])).toBe("bat");
  });

  test("is an option, and the word itself where it is one", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (list, word) => {
        const nearest = findNearest(word, list);
        if (nearest !== undefined) expect(list).toContain(nearest);
        if (list.includes(word)) expect(nearest!.toLowerCase()).toBe(word.toLowerCase());
      }),
    );
  });
});

describe("renderOptions", () => {
  test.each([
    { given: [], limit: 20, want: "" },
    { given: ["a", "b"], limit: 20, want: '"a", "b"' },
    { given: ["a", "b", "c"], limit: 2, want: '"a", "b" and 1 more' },
    { given: [1, true, 'say "x"'], limit: 20, want: '1, true, "say \\"x\\""' },
  ])("of $given is $want", ({ given, limit, want }) => {
    expect(renderOptions(given, limit)).toBe(want);
  });

  test("stops at twenty, as ComfyUI does", () => {
    expect(renderOptions(Array.from({ length: 25 }, (_, index) => index))).toMatch(/, 19 and 5 more$/);
  });
});

describe("printable", () => {
  test.each([
    { given: "plain ☕ text", want: "plain ☕ text" },
    { given: "line\n\tnext", want: "line\n\tnext" },
    { given: "\u001B[31mred", want: "\\u{1b}[31mred" },
    { given: "over\rwritten\u0000\u007F\u009B", want: "over\\u{d}written\\u{0}\\u{7f}\\u{9b}" },
    { given: "a\u202Egnp.exe", want: "a\\u{202e}gnp.exe" },
  ])("of $given is $want", ({ given, want }) => {
    expect(printable(given)).toBe(want);
  });

  test("leaves no control character, whatever it is given, and changes nothing twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = printable(text);
        // eslint-disable-next-line no-control-regex
        expect(shown).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });
});
