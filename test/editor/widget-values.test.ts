import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layoutWidgets, type WidgetLayout } from "../../src/editor/widget-layout.ts";
import { readWidgetValues } from "../../src/editor/widget-values.ts";
import { JsonFloat, type JsonObject, type JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";
import { isLink } from "../../src/prompt/prompt.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { sharedFolder } from "../shared-folder.ts";
import { sampleNodeType } from "./sample-node-types.ts";

const seedAndModel = sampleNodeType({
  required: {
    seed: ["INT", {}],
    model: [
      "COMFY_DYNAMICCOMBO_V3",
      {
        options: [
          { key: "a", inputs: { required: { size: ["INT", { default: 1 }] } } },
          { key: "b", inputs: { required: {} } },
        ],
      },
    ],
    text: ["STRING", { default: "t" }],
  },
});

describe("widgets_values", () => {
  test.each([
    {
      name: "are read by position, the choice of a dynamic combo first",
      stored: [5, "fixed", "a", 2, "hello"],
      want: { seed: 5, control_after_generate: "fixed", model: "a", "model.size": 2, text: "hello" },
      places: 5,
    },
    {
      name: "of another choice have fewer places",
      stored: [5, "fixed", "b", "hello"],
      want: { seed: 5, control_after_generate: "fixed", model: "b", text: "hello" },
      places: 4,
    },
    { name: "that are short leave the rest unset", stored: [5], want: { seed: 5 }, places: 5 },
    {
      name: "beyond the last widget are not read",
      stored: [5, "fixed", "b", "hello", "surplus"],
      want: { seed: 5, control_after_generate: "fixed", model: "b", text: "hello" },
      places: 4,
    },
  ])("$name", ({ stored, want, places }) => {
    const read = readWidgetValues(seedAndModel, stored);
    expect({ ...read.values }).toEqual(want);
    expect(read.places).toBe(places);
  });
});

/**
 * Saved by another version of the editor or of the node: the array has another length, which the editor, too, reads by
 * position. Anything else that disagrees is a fault of the layout.
 */
const savedByOtherVersions = new Set([
  "GeminiImage2Node",
  "ImageScaleToTotalPixels",
  "KlingTextToVideoWithAudio",
  "LoadAudio",
  "OpenAIGPTImage1",
  "PreviewAny",
  "RecordAudio",
  "TopazVideoEnhance",
  "TripoConversionNode",
  "TripoTextToModelNode",
  "WanTextToVideoApi",
]);

interface SavedNode extends JsonObject {
  id: number;
  type: string;
}

describe.skipIf(sharedFolder === undefined)("the workflow templates of server 0.8.0", () => {
  const schemaFile = join(sharedFolder ?? "", "schema/object_info-0.8.0-core.json");
  const folder = join(sharedFolder ?? "", "corpus/templates-2026-01");
  const schema = sharedFolder === undefined ? undefined : parseObjectInfo(readJson(schemaFile));
  const bundles =
    sharedFolder === undefined ? [] : readdirSync(folder).filter((name) => existsSync(join(folder, name, "api.json")));

  test("have as many values as the layout has places, and the values that the editor exported", () => {
    let nodes = 0;
    let inputs = 0;
    for (const bundle of bundles) {
      const api = readJson(join(folder, bundle, "api.json")) as JsonObject;
      const saved = (readJson(join(folder, bundle, "workflow.json")) as JsonObject)["nodes"] as SavedNode[];
      for (const node of saved) {
        const nodeType = schema!.nodeTypes.get(node.type);
        const stored = node["widgets_values"];
        if (nodeType === undefined || !Array.isArray(stored)) continue;
        nodes++;
        const { values, places } = readWidgetValues(nodeType, stored);
        if (places !== stored.length) expect(savedByOtherVersions, `${bundle} ${node.type}`).toContain(node.type);
        const exported = (api[String(node.id)] as JsonObject | undefined)?.["inputs"] as JsonObject | undefined;
        if (exported === undefined) continue;
        const layout = layoutWidgets(nodeType, { ...exported, ...values });
        expect(Object.keys(exported), `${bundle} ${node.type}`).toEqual(exportedOrder(layout, exported));
        for (const { name, sent, initial } of layout.widgets) {
          if (!sent || isLink(exported[name])) continue;
          inputs++;
          const value = Object.hasOwn(values, name) ? values[name] : initial;
          expect(asExported(value), `${bundle} ${node.type}.${name}`).toBe(asExported(exported[name]));
        }
      }
    }
    expect(nodes).toBeGreaterThan(1200);
    expect(inputs).toBeGreaterThan(2000);
  });
});

/** The keys of a prompt node as the layout orders them: widgets, then linked sockets. */
function exportedOrder({ widgets, sockets }: WidgetLayout, exported: JsonObject): string[] {
  const names = [...widgets.filter(({ sent }) => sent), ...sockets].map(({ name }) => name);
  return [...new Set(names)].filter((name) => Object.hasOwn(exported, name));
}

function readJson(file: string): JsonValue {
  return parseJson(readFileSync(file, "utf8"), { source: file });
}

function asExported(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  return stringifyJson(value instanceof JsonFloat ? value.value : value);
}
