import { JsonFloat, type JsonObject, type JsonValue } from "../../src/json/json-value.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { objectInfoOf } from "../../src/simulator/object-info.ts";

/** An object without a prototype, so that `__proto__` is a key as any other. */
export function record(entries: Iterable<readonly [string, JsonValue]>): JsonObject {
  const object = Object.create(null) as JsonObject;
  for (const [key, value] of entries) object[key] = value;
  return object;
}

/** Names that want to be code, comments, markup, terminal commands, or properties of every object. */
export function hostileNames(canary: string): string[] {
  return [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
    `X */ require('child_process').execSync('touch ${canary}') /*`,
    `X"]: () => { require("fs").writeFileSync("${canary}", "") }; ["`,
    `\`\${require("fs").writeFileSync("${canary}", "")}\``,
    '"; import("fs")//',
    "'; process.exit()",
    "</script><script>alert(1)</script>",
    "// @ts-nocheck",
    "//# sourceMappingURL=http://x",
    '/// <reference path="/etc/passwd" />',
    "@ts-ignore",
    "line\nfeed",
    "carriage\rreturn",
    "a\u2028b",
    "a\u2029b",
    "\u202Egnp.exe",
    "\u2066isolate\u2069",
    "zero\u200Bwidth\u200D\uFEFFjoiner",
    "\u001B[2J\u001B]8;;http://evil\u0007click\u001B]8;;\u0007",
    "\u009B31mC1",
    "\u0000nul",
    "\uD800lone",
    "\u{1F4A9}",
    "a-b",
    "a_b",
    "a b",
    "a.b",
    "class",
    "await",
    "enum",
    "default",
    "new",
    "get",
    "readonly",
    "interface",
    "undefined",
    "globalThis",
    "Nodes",
    "Socket",
    "ComboSocket",
    "",
    " ",
    "9lives",
    "0",
    "-1",
    "1e400",
    "x".repeat(300),
    "\\u0022",
    "\\",
    "${process.env.HOME}",
    "../../../../etc/passwd",
    "CON",
    "%s{}%n",
  ];
}

/** Numbers that JSON has no word for, or JavaScript no exact value. */
const oddNumbers: readonly JsonValue[] = [
  Number.NaN,
  Infinity,
  -Infinity,
  new JsonFloat(-0),
  2n ** 63n,
  -(2n ** 64n),
  new JsonFloat(Infinity, "1e309"),
  5e-324,
];

/** An object_info in which everything that a server chooses is hostile; `canary` is a file that code in it would make. */
function hostileObjectInfo(canary: string): JsonObject {
  const names = hostileNames(canary);
  return record([
    ...names.map((name, index) => [name, passThrough(name, names, index)] as const),
    ["Hostile Values", hostileValues(names)],
    ["Hostile Dynamic", hostileDynamic(names)],
    ["Hostile Future", hostileFuture(names)],
    ["Long Lists", longLists()],
    ...malformedEntries(),
  ]);
}

/** As `hostileObjectInfo`, with the core node types that make and save a picture. */
export async function hostileServer(canary: string): Promise<JsonObject> {
  const stock = objectInfoOf(await loadStockSchema());
  const core = ["EmptyImage", "SaveImage"].map((name) => [name, stock[name]!] as const);
  return record([...Object.entries(hostileObjectInfo(canary)), ...core]);
}

/** Names that JavaScript asks every value for, so that no output can be reached by them. */
const languageNames = new Set(["__proto__", "constructor", "toString", "valueOf"]);

/** True for a node type of the chain that is its only output, and does not give it by name. */
export function hasOneOutput(name: string): boolean {
  return languageNames.has(name);
}

/** A node type that takes a picture and gives it on, so that a workflow can chain them all. */
function passThrough(name: string, names: readonly string[], index: number): JsonObject {
  const other = (step: number) => names[(index + step) % names.length]!;
  const options = record([
    ["default", name],
    ["tooltip", `${other(1)} */ ${other(2)}\n@deprecated ${other(3)}`],
    ["placeholder", other(4)],
    [other(5), { [other(6)]: other(7) }],
  ]);
  return {
    input: record([
      ["required", record([["image", ["IMAGE", { tooltip: other(1) }]]])],
      ["optional", record([[name, [[...new Set([name, other(1), other(2), "plain"])], options]]])],
      ["hidden", record([[other(8), "PROMPT"]])],
    ]),
    output: hasOneOutput(name) ? ["IMAGE"] : ["IMAGE", other(3)],
    output_is_list: [false, false],
    output_name: [name, name],
    name,
    display_name: `${other(9)}*/${name}`,
    description: other(10),
    python_module: `custom_nodes.${other(11)}`,
    category: `${other(12)}/${name}`,
    output_node: false,
  };
}

function hostileValues(names: readonly string[]): JsonObject {
  const numbers = oddNumbers.map((value, index): [string, JsonValue] => [
    `number${index}`,
    ["INT", { default: value, min: value, max: value, step: value }],
  ]);
  const odd: JsonValue[] = [...names, ...oddNumbers, null, true, [1, [2]], { a: { b: null } }, "twice", "twice"];
  return {
    input: record([
      ["required", record([["odd", [odd, {}]], ...numbers])],
      [
        "optional",
        record([
          ["nothing", [[], {}]],
          ["untyped", 7],
          ["empty", []],
          ["deep", [[[[["x"]]]]]],
        ]),
      ],
    ]),
    output: [odd, "*", null, 5, "IMAGE,MASK", `${names[6]},${names[9]}`],
    output_name: ["a", "a", 7, null, "", "__proto__"],
    name: "Hostile Values",
    python_module: "custom_nodes.values",
  };
}

function hostileDynamic(names: readonly string[]): JsonObject {
  const nested = Array.from({ length: 40 }).reduce<JsonObject>(
    (inputs, _, depth) => {
      const options = [{ key: names[depth % names.length]!, inputs }];
      return { required: record([[names[(depth + 3) % names.length]!, ["COMFY_DYNAMICCOMBO_V3", { options }]]]) };
    },
    { required: { leaf: ["INT", {}] } },
  );
  const choices = names.map((key) => ({ key, inputs: { required: record([[key, ["STRING", {}]]]) } }));
  const grow = (template: JsonObject): JsonValue => ["COMFY_AUTOGROW_V3", { template }];
  const each = { required: { image: ["IMAGE", {}] } };
  return {
    input: {
      required: {
        chosen: ["COMFY_DYNAMICCOMBO_V3", { options: choices }],
        nested: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "in", inputs: nested }] }],
        grown: grow({ input: each, prefix: "`${x}`\\", min: 0, max: 2 ** 53 }),
        named: grow({ input: each, names: [...names], min: 1e9 }),
        matched: ["COMFY_MATCHTYPE_V3", { template: { template_id: '"<', allowed_types: '"},{, */' } }],
        again: ["COMFY_MATCHTYPE_V3", { template: { template_id: "__proto__", allowed_types: "" } }],
        slot: ["COMFY_DYNAMICSLOT_V3", { slotType: "*/", inputs: { required: record([["__proto__", ["INT"]]]) } }],
      },
    },
    output: ["IMAGE", "IMAGE"],
    output_matchtypes: ['"<', "__proto__"],
    name: "Hostile Dynamic",
    python_module: "custom_nodes.dynamic",
  };
}

/** What a later ComfyUI may send, and templates that are broken. */
function hostileFuture(names: readonly string[]): JsonObject {
  const broken: readonly JsonValue[] = [
    ["COMFY_FUTURE_V9", { template: { x: 1 } }],
    ["COMFY_AUTOGROW_V4", {}],
    ["COMFY_AUTOGROW_V3", {}],
    ["COMFY_AUTOGROW_V3", { template: { input: {}, prefix: "x" } }],
    ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: 5, inputs: {} }] }],
    ["COMFY_DYNAMICCOMBO_V3", { options: "none" }],
    ["COMFY_MATCHTYPE_V3", { template: { template_id: 1 } }],
    ["COMFY_DYNAMICSLOT_V3", { slotType: [], inputs: null }],
    [{ type: "INT" }],
    null,
  ];
  return {
    input: {
      required: { image: ["IMAGE", {}] },
      optional: record(broken.map((spec, index) => [`${names[index]}`, spec] as const)),
    },
    output: ["IMAGE"],
    output_matchtypes: null,
    deprecated: false,
    experimental: false,
    api_node: false,
    from_the_future: { a: [1] },
    name: "Hostile Future",
    python_module: "custom_nodes.future",
  };
}

function longLists(): JsonObject {
  const many = Array.from({ length: 100_000 }, (_, index) => `option ${index}`);
  return {
    input: { required: { many: [many, {}], long: [["x".repeat(2 ** 20), "short"], {}], image: ["IMAGE", {}] } },
    output: ["IMAGE"],
    name: "Long Lists",
    python_module: "custom_nodes.long",
  };
}

/** Entries that have no form of one; each must be left out, with a warning, and take nothing else down. */
function malformedEntries(): (readonly [string, JsonValue])[] {
  const broken: JsonValue[] = [null, 5, "text", [], {}, { input: null }, { input: [] }, { input: {}, output: 5 }];
  return broken.map((entry, index) => [`Malformed ${index}`, entry] as const);
}
