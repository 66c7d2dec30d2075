import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { manifestJsonSchema } from "../../src/manifest/manifest-json-schema.ts";
import { findOutputKind } from "../../src/manifest/output-kind.ts";
import { parseManifest } from "../../src/manifest/parse-manifest.ts";
import { sample } from "./sample-manifest.ts";

const text = JSON.stringify(sample);

describe("parseManifest", () => {
  it("gives back what was written", () => {
    expect(parseManifest(parseJson(text), "manifest.json")).toEqual(sample);
  });

  it("reads hand-written numbers as what they mean", () => {
    const edited = text
      .replace('"default":20', '"default":20.0')
      .replace('"18446744073709551615"', "18446744073709551615");
    expect(parseManifest(parseJson(edited), "manifest.json")).toEqual(sample);
  });

  it("leaves out keys that it does not know", () => {
    expect(parseManifest(parseJson(text.replace("{", '{"later":1,')), "manifest.json")).toEqual(sample);
  });

  it("says that a newer comfyc made the file, whatever else it holds", () => {
    expect(() => parseManifest(parseJson('{"manifestVersion": 2}'), "a/manifest.json")).toThrow(
      "a/manifest.json: made by a newer comfyc (manifest version 2; this one reads up to 1).",
    );
  });

  it.each([
    { given: "[]", message: /^m\.json: not a manifest: expected object, received array\.$/ },
    { given: '{"manifestVersion": 0}', message: /^m\.json: not a manifest: manifestVersion: expected 1\.$/ },
    { given: text.replace('"kind":"seed"', '"kind":"sead"'), message: /^m\.json: not a manifest: slots\[1\]\.kind: / },
    { given: text.replace('"name":"sample"', '"name":5'), message: /name: expected string, received number/ },
  ])("refuses $given", ({ given, message }) => {
    expect(() => parseManifest(parseJson(given), "m.json")).toThrow(message);
  });
});

describe("manifestJsonSchema", () => {
  const path = new URL("../../docs/schemas/manifest.schema.json", import.meta.url);

  it("is what docs/schemas holds (UPDATE_SCHEMAS=1 writes it)", () => {
    const schema = manifestJsonSchema();
    if (process.env["UPDATE_SCHEMAS"] !== undefined) writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(schema);
  });

  it("names every key that a manifest must have", () => {
    const schema = manifestJsonSchema() as { required: JsonValue; additionalProperties?: JsonValue };
    expect(schema.required).toEqual(Object.keys(sample));
    expect(schema.additionalProperties).toBeUndefined();
  });
});

describe("findOutputKind", () => {
  it.each([
    { type: "SaveImage", sockets: ["IMAGE"], want: "image" },
    { type: "MaskPreview", sockets: ["MASK"], want: "image" },
    { type: "SaveAnimatedWEBP", sockets: ["IMAGE"], want: "animation" },
    { type: "SaveVideo", sockets: ["VIDEO", "AUDIO"], want: "video" },
    { type: "SaveWEBM", sockets: ["IMAGE"], want: "video" },
    { type: "SaveAudioMP3", sockets: ["AUDIO"], want: "audio" },
    { type: "SaveGLB", sockets: ["MESH"], want: "mesh" },
    { type: "PreviewAny", sockets: ["*"], want: "text" },
    { type: "SaveLatent", sockets: ["LATENT"], want: "latent" },
    { type: "MyTextSaver", sockets: ["STRING"], want: "text" },
    { type: "CheckpointSave", sockets: ["MODEL", "CLIP", "VAE"], want: "unknown" },
    { type: "constructor", sockets: [], want: "unknown" },
  ])("$type gives $want", ({ type, sockets, want }) => {
    expect(findOutputKind(type, sockets)).toBe(want);
  });
});
