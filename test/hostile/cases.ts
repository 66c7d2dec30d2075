import fc from "fast-check";
import type { JsonValue } from "../../src/json/json-value.ts";
import { hostileNames, record } from "./hostile-object-info.ts";

/** How many cases each fuzz test takes; CI sets more. */
export const cases = Number(process.env["COMFYC_FUZZ_CASES"] ?? 5000);

/** Text as a hostile pack would choose it: any characters, code, and pieces that only together do harm. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 8 }),
  fc.constantFrom(...hostileNames("/nowhere/canary")),
  fc
    .array(
      fc.constantFrom(
        ..."*/ \\ \" ' ` $ { } < > @ # : ; , . ( ) [ ] - _ a B 0 \n \r \t \0 \u2028 \u202E \uFEFF \uD800 \uDC00".split(
          " ",
        ),
        " ",
        "*/",
        "/*",
        "//",
        "${",
        "</",
        "u0022",
      ),
      { maxLength: 10 },
    )
    .map((parts) => parts.join("")),
);

const oddNumber = fc.constantFrom<JsonValue>(0, -0, 1, 0.5, 2n ** 63n, Number.NaN, Infinity, -Infinity, 1e300, -1);

const anyJson: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    hostileText,
    oddNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(hostileText, tie("value")), { maxLength: 3 }).map(record),
  ),
})).value;

function objectOf(keys: fc.Arbitrary<string>, values: fc.Arbitrary<JsonValue>, maxLength = 4) {
  return fc.array(fc.tuple(keys, values), { maxLength }).map(record);
}

const inputSpec: fc.Arbitrary<JsonValue> = fc.letrec<{ spec: JsonValue; inputs: JsonValue }>((tie) => {
  const options = fc
    .tuple(
      objectOf(
        fc.constantFrom("default", "min", "max", "step", "tooltip", "multiline", "forceInput", "lazy", "round"),
        anyJson,
      ),
      objectOf(hostileText, anyJson, 2),
    )
    .map(([known, other]) => record([...Object.entries(other), ...Object.entries(known)]));
  const withOptions = (type: fc.Arbitrary<JsonValue>) => fc.tuple(type, options).map((pair): JsonValue => pair);
  const dynamic = (type: string, more: fc.Arbitrary<JsonValue>) => more.map((value): JsonValue => [type, value]);
  return {
    inputs: fc
      .tuple(objectOf(hostileText, tie("spec"), 2), objectOf(hostileText, tie("spec"), 1))
      .map(([required, optional]) => ({ required, optional })),
    spec: fc.oneof(
      { depthSize: "small" },
      withOptions(fc.constantFrom("INT", "FLOAT", "STRING", "BOOLEAN", "*", "IMAGE", "COMBO")),
      withOptions(hostileText),
      withOptions(fc.array(fc.oneof(hostileText, oddNumber), { maxLength: 4 })),
      dynamic(
        "COMFY_DYNAMICCOMBO_V3",
        fc
          .array(fc.record({ key: hostileText, inputs: tie("inputs") }), { maxLength: 3 })
          .map((choices): JsonValue => ({ options: choices })),
      ),
      dynamic(
        "COMFY_AUTOGROW_V3",
        fc
          .record({ input: tie("inputs"), prefix: hostileText, min: oddNumber, max: oddNumber })
          .map((template): JsonValue => ({ template })),
      ),
      dynamic(
        "COMFY_AUTOGROW_V3",
        fc
          .record({ input: tie("inputs"), names: fc.array(hostileText, { maxLength: 3 }) })
          .map((template): JsonValue => ({ template })),
      ),
      dynamic(
        "COMFY_MATCHTYPE_V3",
        fc
          .record({ template_id: hostileText, allowed_types: hostileText })
          .map((template): JsonValue => ({ template })),
      ),
      dynamic("COMFY_DYNAMICSLOT_V3", fc.record({ slotType: hostileText, inputs: tie("inputs") })),
      anyJson,
    ),
  };
}).spec;

/** An entry with the form of a node type, everything in it hostile. */
const hostileEntry: fc.Arbitrary<JsonValue> = fc.record(
  {
    input: fc
      .tuple(objectOf(hostileText, inputSpec), objectOf(hostileText, inputSpec, 2), objectOf(hostileText, anyJson, 1))
      .map(([required, optional, hidden]): JsonValue => ({ required, optional, hidden })),
    output: fc.array(fc.oneof(hostileText, anyJson), { maxLength: 3 }),
    output_name: fc.array(fc.oneof(hostileText, anyJson), { maxLength: 3 }),
    output_is_list: fc.array(fc.boolean(), { maxLength: 3 }),
    output_matchtypes: fc.array(hostileText, { maxLength: 3 }),
    display_name: hostileText,
    category: hostileText,
    python_module: hostileText,
    deprecated: fc.boolean(),
  },
  { requiredKeys: ["input"] },
);

export const hostileInfo: fc.Arbitrary<JsonValue> = objectOf(
  hostileText,
  fc.oneof({ weight: 9, arbitrary: hostileEntry }, anyJson),
  3,
);

/** Anything at all, as an object_info. */
export const anyInfo: fc.Arbitrary<JsonValue> = fc.oneof(anyJson, objectOf(hostileText, anyJson), hostileInfo);
