import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";

const here = import.meta.dirname;
const names = ["sd-basic", "ltx-video", "upscale-4x", "controlnet-pose"];
const files = names.map((name) => join(here, "../../workflows-src", `${name}.ts`));

// Types are stripped by Node itself here, which keeps columns, and no source map helps.
const graphs = JSON.parse(
  execFileSync(process.execPath, ["--no-warnings", join(here, "load-natively.mjs"), ...files], { encoding: "utf8" }),
) as Graph[];
const schema = await loadStockSchema();

describe.each(files.map((file, index) => ({ name: basename(file), file, graph: graphs[index]! })))(
  "$name",
  ({ file, graph }) => {
    const source = readFileSync(file, "utf8").split("\n");

    test("every node stands where its call is written", () => {
      for (const { type, position } of graph.nodes) {
        expect(position?.file).toBe(file);
        expect(source[position!.line - 1]!.slice(position!.column - 1)).toMatch(new RegExp(`^${type}\\(`));
      }
    });

    test("is named like its file", () => {
      expect(graph.name.replaceAll("_", "-")).toBe(basename(file, ".ts"));
      expect(dirname(graph.position!.file)).toBe(dirname(file));
    });

    test("compiles against the stock schema without an issue, and every slot feeds something", () => {
      const { issues, manifest } = compileGraph(graph, schema);
      expect(issues).toEqual([]);
      expect(manifest.outputs.map(({ name }) => name)).toEqual([graph.task === "video_generation" ? "video" : "image"]);
      for (const slot of manifest.slots) {
        expect(slot.targets, slot.name).not.toEqual([]);
        expect(slot.label, slot.name).toMatch(/^[A-Z]/);
        expect(slot.group, slot.name).not.toBeNull();
      }
    });
  },
);
