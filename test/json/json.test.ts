import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonFloat, type JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";

describe("parseJson", () => {
  it("keeps what JSON.parse would lose", () => {
    expect(parseJson("18446744073709551615")).toBe(18446744073709551615n);
    expect(parseJson("5.0")).toEqual(new JsonFloat(5, "5.0"));
    expect(parseJson("[NaN, Infinity, -Infinity]")).toEqual([Number.NaN, Infinity, -Infinity]);
    expect(parseJson("-0")).toBe(0);
    expect(parseJson('"\\u00e9\\n\\ud83d\\ude00"')).toBe("é\n😀");
  });

  it("makes hostile keys harmless", () => {
    const value = parseJson('{"__proto__": {"polluted": 1}, "constructor": 2}') as Record<string, JsonValue>;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect((parseJson("{}") as Record<string, unknown>)["constructor"]).toBeUndefined();
  });

  it.each([
    ["{", "JSON:1:2"],
    ['{"a":1,}', "JSON:1:8"],
    ["[1 2]", "JSON:1:4"],
    ["tru", "JSON:1:1"],
    ['"\u0001"', "JSON:1:2"],
    ["01", "JSON:1:2"],
    ["<html>", "JSON:1:1"],
    ["", "JSON:1:1"],
    ["{\n  x", "JSON:2:3"],
  ])("refuses %j and says where", (text, place) => {
    expect(() => parseJson(text)).toThrow(
      expect.objectContaining({ code: "invalid_json", message: expect.stringContaining(place) }),
    );
  });

  it.each([
    ["  ", /empty/],
    ['{"a": ', /cut off/],
    ["<html>", /web page/],
    ['{"a":1,}', /comma/],
    ["[1, ]", /comma/],
    ["{} // no", /comments/],
    ["{'a': 1}", /double quotes/],
    ["[1 2]", /^Correct it there/],
  ])("says what to do about %j", (text, hint) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  });

  it("refuses deep nesting and long text instead of overflowing", () => {
    expect(() => parseJson("[".repeat(100_000))).toThrow(/deeper than 1000/);
    expect(() => parseJson("[1,2,3]", { maxLength: 3 })).toThrow(/limit of 3/);
  });

  it("agrees with JSON.parse on every JSON that both can hold, and prints what it read", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);
        const parsed = parseJson(text);
        expect(stringifyJson(parsed, 2)).toBe(text.replaceAll(/-0(?=[,\n\]]|$)/g, "0"));
        expect(JSON.parse(stringifyJson(parsed))).toEqual(JSON.parse(text.replaceAll(/-0(?=[,\n\]]|$)/g, "0")));
      }),
      { numRuns: 500 },
    );
  });
});
