import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { commentLine, docComment, propertyName, quote } from "../../src/codegen/safe-text.ts";
import { ComfycError } from "../../src/errors/comfyc-error.ts";
import { printable, printableJson } from "../../src/errors/printable.ts";
import { isJsonObject, JsonFloat, type JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";
import { mergeObjectInfo } from "../../src/project/node-types/merge-object-info.ts";
import { compareSchemas } from "../../src/schema/compare-schemas.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfo, parseObjectInfoWithWarnings } from "../../src/schema/parse-object-info.ts";
import { parseSchemaFile, renderSchemaFile } from "../../src/schema/schema-file.ts";
import { schemaHash } from "../../src/schema/schema-hash.ts";
import { anyInfo, cases, hostileInfo, hostileText } from "./cases.ts";
import { scanText } from "./scan-text.ts";

const timeout = 60_000 + cases * 20;
const many = { numRuns: cases };
/** A whole schema is a hundred texts. */
const whole = { numRuns: Math.max(200, Math.floor(cases / 10)) };

const dangerous = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

describe("the one emitter of text from servers", () => {
  test(
    "a literal, a name and a comment are one token each, and mean the text",
    () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          expect(scanText(quote(text))).toEqual({ strings: [text], comments: [], others: [] });
          const name = scanText(propertyName(text));
          expect([...name.strings, ...name.others, ...name.comments]).toEqual([text]);
          const comment = docComment([commentLine(text), commentLine(text)], "  ").join("\n");
          const { strings, comments, others } = scanText(`${comment}\nend`);
          expect({ strings, comments: comments.length, others }).toEqual({ strings: [], comments: 1, others: ["end"] });
          expect(comment.replaceAll("\n", "")).not.toMatch(dangerous);
        }),
        many,
      );
    },
    timeout,
  );

  test(
    "what a terminal is shown holds no control character, and JSON stays the same value",
    () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          expect(printable(text)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
          const json = printableJson(JSON.stringify({ [text]: text }));
          expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
        }),
        many,
      );
    },
    timeout,
  );
});

describe("the reader of object_info", () => {
  test(
    "reads or refuses anything, says what it left out, and touches no prototype",
    () => {
      fc.assert(
        fc.property(anyInfo, (json) => {
          const keys = Object.getOwnPropertyNames(Object.prototype).length;
          const text = stringifyJson(json);
          const read = readOrRefuse(parseJson(text));
          expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(keys);
          if (read === undefined) return;
          const { schema, warnings } = read;
          // Nothing is left out in silence.
          const told = new Set(warnings.map(({ nodeType }) => nodeType));
          const names = Object.keys(isJsonObject(json) ? json : {});
          expect(names.filter((name) => !schema.nodeTypes.has(name) && !told.has(name))).toEqual([]);
          for (const { message } of warnings) expect(message).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
        }),
        many,
      );
    },
    timeout,
  );

  test(
    "what it read is the same after it was written as generated/schema.json and read again",
    () => {
      fc.assert(
        fc.property(hostileInfo, (given) => {
          // As a server sends it: a float is a float.
          const json = parseJson(stringifyJson(given));
          const schema = readOrRefuse(json)?.schema;
          if (schema === undefined) return;
          const text = renderSchemaFile(schema);
          const again = parseSchemaFile(parseJson(text));
          expect([...again.nodeTypes.keys()].sort()).toEqual([...schema.nodeTypes.keys()].sort());
          expect(renderSchemaFile(again)).toBe(text);
          expect(schemaHash(again, again.nodeTypes.keys())).toBe(schemaHash(schema, schema.nodeTypes.keys()));
          expect(compareSchemas(again, again)).toEqual([]);
        }),
        whole,
      );
    },
    timeout,
  );

  test(
    "two servers of any kind join, and every difference has words",
    () => {
      fc.assert(
        fc.property(hostileInfo, hostileInfo, (one, two) => {
          const both = [one, two].map((objectInfo, index) => {
            return { source: `${index}`, serverVersion: null, objectInfo: objectInfo as never };
          });
          const { objectInfo, differences } = mergeObjectInfo(both);
          const names = [one, two].flatMap((info) => Object.keys(info as object));
          expect(new Set(Object.keys(objectInfo))).toEqual(new Set(names));
          for (const { kind, changes } of differences) {
            for (const { change, details } of changes) if (change === "changed") expect(details).not.toEqual([]);
            expect(changes.length > 0).toBe(kind === "differs");
          }
        }),
        whole,
      );
    },
    timeout,
  );
});

function readOrRefuse(json: JsonValue): ReturnType<typeof parseObjectInfoWithWarnings> | undefined {
  try {
    return parseObjectInfoWithWarnings(json);
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    expect(error.code).toBe("invalid_schema");
    return undefined;
  }
}

/** The words of the emitter itself. */
const ownWords =
  /^(import|type|export|interface|extends|readonly|declare|module|from|number|string|boolean|bigint|never|true|false|null|[{}()[\]<>:;,.|?=&-]|\d[\d.eE+-]*n?)$/;

describe("generated declarations", () => {
  test(
    "hold the strings of the schema as literals, and nothing else of it but names made safe",
    () => {
      fc.assert(
        fc.property(hostileInfo, (given) => {
          // As a server sends it: a float is a float.
          const json = parseJson(stringifyJson(given));
          const schema = readOrRefuse(json)?.schema;
          if (schema === undefined) return;
          const texts = textsOf(json);
          for (const [path, text] of generateNodeTypes(schema)) {
            expect(path).toMatch(/^[A-Za-z0-9_][\w.-]*\.d\.ts$/);
            const { strings, others, comments } = scanText(text);
            for (const value of strings)
              if (!texts.has(value)) expect(allowedStrings(schema).has(value), value).toBe(true);
            // Any other token is a word of the emitter or an identifier: no text of a server is code.
            for (const token of others) if (!ownWords.test(token)) expect(token).toMatch(/^[A-Za-z_$][\w$]*$/);
            expect(text.replaceAll("\n", "")).not.toMatch(dangerous);
            for (const comment of comments) expect(comment).not.toMatch(/^\/\/(?! Written by comfyc)|^\/\/\//);
          }
        }),
        whole,
      );
    },
    timeout,
  );

  test("are the same whatever the order of the entries", () => {
    fc.assert(
      fc.property(hostileInfo, (json) => {
        const schema = readOrRefuse(json)?.schema;
        if (schema === undefined) return;
        const nodeTypes = new Map([...schema.nodeTypes].toReversed());
        expect(generateNodeTypes({ ...schema, nodeTypes })).toEqual(generateNodeTypes(schema));
      }),
      { numRuns: 200 },
    );
  });
});

/** Every string in `json`, keys included, and the members of types that name several. */
function textsOf(json: JsonValue, found = new Set<string>()): Set<string> {
  if (typeof json === "string")
    for (const text of [json, ...json.split(",").map((part) => part.trim())]) found.add(text);
  else if (Array.isArray(json)) for (const item of json) textsOf(item, found);
  else if (isJsonObject(json) && !(json instanceof JsonFloat)) {
    for (const [key, value] of Object.entries(json)) {
      found.add(key);
      textsOf(value, found);
    }
  }
  return found;
}

/** What the emitter or the reader adds: module names, names of outputs without one or with a number. */
function allowedStrings(schema: Schema): Set<string> {
  const outputs = [...schema.nodeTypes.values()].flatMap((nodeType) => nodeType.outputs.map(({ key }) => key));
  return new Set(["comfyc", "./sockets.js", "./combos.js", "", ...outputs]);
}

describe("depth and order", () => {
  test.each([
    ["arrays", "[".repeat(100_000), "]".repeat(100_000)],
    ["objects", '{"a":'.repeat(100_000), `1${"}".repeat(100_000)}`],
    ["arrays that never end", "[".repeat(100_000), ""],
  ])("%s nested 100,000 deep are refused with the place", (_name, open, close) => {
    const text = `{"A":{"input":{"required":{"x":${open}${close}}}}}`;
    expect(() => parseJson(text)).toThrow(
      expect.objectContaining({ code: "invalid_json", message: expect.stringMatching(/nested deeper than 1000/) }),
    );
  });

  test("dynamic inputs at the depth that JSON may have are read and declared", () => {
    let inputs: JsonValue = { required: { leaf: ["INT"] } };
    for (let depth = 0; depth < 160; depth += 1) {
      inputs = { required: { next: ["COMFY_DYNAMICCOMBO_V3", { options: [{ key: "k", inputs }] }] } };
    }
    const schema = parseObjectInfo(parseJson(stringifyJson({ A: { input: inputs, output: [] } })));
    expect(schema.nodeTypes.size).toBe(1);
    expect([...generateNodeTypes(schema).values()].join("")).toContain("leaf: ");
  });
});
