import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { convertWorkflow } from "../../src/editor/convert-workflow.ts";
import { ComfycError } from "../../src/errors/comfyc-error.ts";
import type { JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { Schema } from "../../src/schema/node-type.ts";

let schema: Schema;
beforeAll(async () => {
  schema = await loadStockSchema();
});

function convert(json: unknown) {
  return convertWorkflow(json as JsonValue, schema, { random: [0], now: new Date(0), timezone: "UTC" });
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    return error.code;
  }
}

const images = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    type: index === 0 ? "EmptyImage" : "ImageInvert",
    inputs: index === 0 ? [] : [{ name: "image", type: "IMAGE", link: index }],
    outputs: [{ name: "IMAGE", type: "IMAGE", links: [index + 1] }],
  }));
const chain = (count: number) =>
  Array.from({ length: count - 1 }, (_, index) => [index + 1, index + 1, 0, index + 2, 0, "IMAGE"]);

describe("a hostile workflow", () => {
  test("of 100,000 nodes is converted", { timeout: 120_000 }, () => {
    const { prompt } = convert({ version: 0.4, nodes: images(100_000), links: chain(100_000) });
    expect(Object.keys(prompt)).toHaveLength(100_000);
    expect(prompt["100000"]!.inputs["image"]).toEqual(["99999", 0]);
  });

  test(
    "whose links pass through 100,000 bypassed nodes is refused, as the editor fails there",
    { timeout: 120_000 },
    () => {
      const nodes = images(100_000).map((node, index) => ({ ...node, mode: index > 0 && index < 99_999 ? 4 : 0 }));
      expect(codeOf(() => convert({ version: 0.4, nodes, links: chain(100_000) }))).toBe("circular_link");
    },
  );

  test("with ids that are texts, fractions, negative or __proto__ keeps those that the editor keeps", () => {
    const node = (id: unknown) => ({ id, type: "EmptyImage" });
    const ids = ["a:b", -7, 2.5, "__proto__", 4_294_967_296, null, 3].map(node);
    const { text } = convert({ version: 0.4, last_node_id: 3, nodes: ids, links: [] });
    const keys = [...text.matchAll(/^ {2}"(.*?)": \{$/gm)].map((match) => match[1]);
    expect(keys).toEqual(["3", "4", "a:b", "-7", "__proto__", "4294967296", "4294967297"]);
  });

  test("with links to nowhere says so where they count, and else ignores them", () => {
    const nodes = [{ id: 1, type: "PreviewImage", inputs: [{ name: "images", type: "IMAGE", link: 1 }] }];
    const links = (target: number, slot: number) => [[1, 9, 0, target, slot, "IMAGE"]];
    expect(codeOf(() => convert({ version: 0.4, nodes, links: links(1, 0) }))).toBe("broken_link");
    expect(codeOf(() => convert({ version: 0.4, nodes, links: links(7, 0) }))).toBeUndefined();
    expect(codeOf(() => convert({ version: 0.4, nodes, links: links(1, 4_000_000_000) }))).toBe("broken_link");
  });

  test("of any shape gives a prompt or one of our own errors", { timeout: 120_000 }, () => {
    const value = fc.oneof(
      fc.constantFrom(null, true, 0, 1, -1, 2.5, "x", "1", "-10", "EmptyImage", "s"),
      fc.jsonValue(),
    );
    const slot = fc.record(
      { name: value, type: value, link: value, links: value, widget: value },
      { requiredKeys: [] },
    );
    const type = fc.constantFrom(
      "EmptyImage",
      "KSampler",
      "Reroute",
      "PrimitiveNode",
      "ResizeImageMaskNode",
      "s",
      "CustomCombo",
    );
    const node = fc.record(
      {
        id: fc.oneof(fc.constantFrom(1, 2, 3), value),
        type: fc.oneof(type, value),
        mode: fc.constantFrom(0, 2, 4),
        inputs: fc.oneof(fc.array(slot), value),
        outputs: fc.oneof(fc.array(slot), value),
        widgets_values: fc.oneof(fc.array(value), value),
        properties: fc.oneof(
          fc.record({
            proxyWidgets: fc.constant([
              ["1", "seed"],
              ["2", "value"],
            ]),
          }),
          value,
        ),
      },
      { requiredKeys: [] },
    );
    const small = fc.constantFrom(0, 1, 2, 3, -10, -20);
    const link = fc.oneof(
      fc.tuple(small, small, small, small, small, value),
      fc.record({ id: small, origin_id: small, origin_slot: small, target_id: small, target_slot: small }),
      value,
    );
    const boundary = fc.record({ name: value, type: value, linkIds: fc.array(small) }, { requiredKeys: [] });
    const definition = fc.record(
      {
        id: fc.constant("s"),
        nodes: fc.array(node),
        links: fc.array(link),
        inputs: fc.array(boundary),
        outputs: fc.array(boundary),
      },
      { requiredKeys: ["id"] },
    );
    const workflow = fc.record(
      {
        version: fc.constantFrom(0.4, 1, "0.4"),
        nodes: fc.array(node, { maxLength: 5 }),
        links: fc.oneof(fc.array(link), value),
        definitions: fc.oneof(fc.record({ subgraphs: fc.array(definition, { maxLength: 2 }) }), value),
        extra: fc.oneof(
          fc.record({ groupNodes: fc.dictionary(fc.string(), fc.record({ nodes: fc.array(node) })) }),
          value,
        ),
        last_node_id: value,
      },
      { requiredKeys: ["nodes"] },
    );
    fc.assert(
      fc.property(workflow, (json) => {
        codeOf(() => convert(parseJson(JSON.stringify(json))));
      }),
      { numRuns: 400 },
    );
  });
});
