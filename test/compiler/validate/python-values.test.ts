import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coerceLiteral } from "../../../src/compiler/validate/coerce-literal.ts";
import { isBeyond, isInList, pythonEquals } from "../../../src/compiler/validate/python/equality.ts";
import { floatRepr, parsePythonFloat, parsePythonInt } from "../../../src/compiler/validate/python/number.ts";
import { isTruthy, pythonRepr, pythonStr } from "../../../src/compiler/validate/python/repr.ts";
import type { JsonValue } from "../../../src/json/json-value.ts";
import { parseJson } from "../../../src/json/parse-json.ts";
import { stringifyJson } from "../../../src/json/stringify-json.ts";
import { unwrapValue } from "../../../src/prompt/wrapped-value.ts";

/** type, JSON that was sent → JSON that the server writes back. */
const conversions: [string, string, string][] = [
  ["INT", '"5"', "5"],
  ["INT", '" 7 "', "7"],
  ["INT", '"1_000"', "1000"],
  ["INT", '"٣"', "3"],
  ["INT", '"\\u00a0+4"', "4"],
  ["INT", "5.9", "5"],
  ["INT", "-0.5", "0"],
  ["INT", "true", "1"],
  ["INT", "1e19", "10000000000000000000"],
  ["INT", "1e30", "1000000000000000019884624838656"],
  ["INT", "18446744073709551615", "18446744073709551615"],
  ["FLOAT", "5", "5.0"],
  ["FLOAT", "true", "1.0"],
  ["FLOAT", '"1_0.5"', "10.5"],
  ["FLOAT", '".5"', "0.5"],
  ["FLOAT", '" 0.5\\n"', "0.5"],
  ["FLOAT", '"1e3"', "1000.0"],
  ["FLOAT", '"-inf"', "-Infinity"],
  ["FLOAT", '"NaN"', "NaN"],
  ["FLOAT", "10000000000000000000000", "1e+22"],
  ["STRING", "null", '"None"'],
  ["STRING", "true", '"True"'],
  ["STRING", "5.0", '"5.0"'],
  ["STRING", "1e-7", '"1e-07"'],
  ["STRING", '{"a": [1, 2.0, "it\'s"]}', '"{\'a\': [1, 2.0, \\"it\'s\\"]}"'],
  ["BOOLEAN", '"false"', "true"],
  ["BOOLEAN", '"0"', "true"],
  ["BOOLEAN", '""', "false"],
  ["BOOLEAN", "0.0", "false"],
  ["BOOLEAN", "{}", "false"],
  ["BOOLEAN", "NaN", "true"],
  ["INT,FLOAT", '"5"', '"5"'],
];

const refusals: [string, string, string, string][] = [
  ["INT", '"5.0"', "ValueError", "invalid literal for int() with base 10: '5.0'"],
  ["INT", '"\\u001c5"', "ValueError", "invalid literal for int() with base 10: '\\x1c5'"],
  ["INT", '"\\u001f٣"', "ValueError", "invalid literal for int() with base 10: '\\x1f٣'"],
  ["INT", "null", "TypeError", "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"],
  ["INT", "{}", "TypeError", "int() argument must be a string, a bytes-like object or a real number, not 'dict'"],
  ["INT", "NaN", "ValueError", "cannot convert float NaN to integer"],
  ["INT", "Infinity", "OverflowError", "cannot convert float infinity to integer"],
  ["FLOAT", '"abc"', "ValueError", "could not convert string to float: 'abc'"],
  ["FLOAT", "null", "TypeError", "float() argument must be a string or a real number, not 'NoneType'"],
  ["FLOAT", `1${"0".repeat(400)}`, "OverflowError", "int too large to convert to float"],
];

describe("coerceLiteral", () => {
  it.each(conversions)("%s of %s is %s", (type, given, want) => {
    expect(stringifyJson(coerceLiteral(type, parseJson(given)))).toBe(want);
  });

  it.each(refusals)("%s of %s raises %s", (type, given, error, message) => {
    expect(() => coerceLiteral(type, parseJson(given))).toThrow(expect.objectContaining({ type: error, message }));
  });

  it("says how long an integer text may be", () => {
    expect(() => coerceLiteral("INT", "9".repeat(5000))).toThrow("Exceeds the limit (4300 digits)");
  });

  it("changes nothing the second time", () => {
    const types = fc.constantFrom("INT", "FLOAT", "STRING", "BOOLEAN");
    fc.assert(
      fc.property(types, fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.bigInt()), (type, given) => {
        let once: JsonValue;
        try {
          once = coerceLiteral(type, given);
        } catch {
          return;
        }
        expect(coerceLiteral(type, once)).toEqual(once);
      }),
    );
  });

  it("unwraps one layer of __value__ and ignores what stands beside it", () => {
    expect(unwrapValue(parseJson('{"__value__": {"__value__": 5}, "extra": 1}'))).toEqual(
      parseJson('{"__value__": 5}'),
    );
    expect(unwrapValue({ __Value__: 5 })).toEqual({ __Value__: 5 });
  });
});

describe("numbers in Python text", () => {
  it("reads back every int and float that it writes", () => {
    fc.assert(fc.property(fc.bigInt(), (value) => BigInt(parsePythonInt(value.toString())!) === value));
    fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Object.is(parsePythonFloat(floatRepr(value)), value)));
  });

  it("reads the decimal digits of any script", () => {
    const zeros = [0x660, 0x966, 0xff10, 0x1d7ce, 0x1d7d8, 0x1fbf0];
    fc.assert(
      fc.property(fc.constantFrom(...zeros), fc.nat(), (zero, value) => {
        const text = [...String(value)].map((digit) => String.fromCodePoint(zero + Number(digit))).join("");
        expect(parsePythonInt(text)).toBe(value);
      }),
    );
  });

  it.each(["", "_1", "1__0", "1_", "+ 5", "0x10", "－5", "5\u0000", "1 0", "٣٫٥"])(
    "takes no number from %j",
    (text) => {
      expect([parsePythonInt(text), parsePythonFloat(text)]).toEqual([undefined, undefined]);
    },
  );

  it.each([
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [0.00015, "0.00015"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [-1.5e300, "-1.5e+300"],
    [-0, "-0.0"],
  ])("repr of %d is %s", (value, want) => expect(floatRepr(value)).toBe(want));
});

describe("Python values", () => {
  it.each([
    ['"it\'s"', '"it\'s"'],
    ['"\\"\'"', "'\"\\''"],
    ['"a\\n\\u200b\\u00e9\\ue000"', "'a\\n\\u200bé\\ue000'"],
    ['"\\u0007\\ud83d\\ude00"', "'\\x07😀'"],
    ["[null, true, 1.0, {}]", "[None, True, 1.0, {}]"],
  ])("repr of %s is %s", (json, want) => expect(pythonRepr(parseJson(json))).toBe(want));

  it("str of a text is the text", () => expect(pythonStr("a'b")).toBe("a'b"));

  it.each([
    ["1", "1.0", true],
    ["1", "true", true],
    ["0", "false", true],
    ["1", '"1"', false],
    ["null", "false", false],
    ["[1, [2.0]]", "[true, [2]]", true],
    ['{"a": 1, "b": 2}', '{"b": 2.0, "a": 1}', true],
    ['{"a": 1}', '{"a": 1, "b": 2}', false],
    ["9007199254740993", "9007199254740992.0", false],
    ["NaN", "NaN", false],
  ])("%s == %s is %s", (a, b, want) => expect(pythonEquals(parseJson(a), parseJson(b))).toBe(want));

  it("finds a value in a list by Python's equality", () => {
    expect(isInList(parseJson("5.0"), [3, 5])).toBe(true);
    expect(isInList("5", [3, 5])).toBe(false);
  });

  it("orders ints and floats exactly, and no text", () => {
    expect(isBeyond(18446744073709551616n, ">", 18446744073709551615n)).toBe(true);
    expect(isBeyond(true, "<", 1)).toBe(false);
    expect(isBeyond(Number.NaN, "<", 0)).toBe(false);
    expect(() => isBeyond("x", "<", 0)).toThrow("'<' not supported between instances of 'str' and 'int'");
  });

  it("holds empty things for false", () => {
    expect([0, "", null, [], {}, false].map(isTruthy)).toEqual(Array<boolean>(6).fill(false));
    expect([-1, "no", [0], { a: 1 }, 5n].map(isTruthy)).toEqual(Array<boolean>(5).fill(true));
  });
});
