import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileGraph } from "../../src/compiler/compile-graph.ts";
import type { WorkflowDefinition } from "../../src/dsl/workflow.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import { root } from "./places.ts";
import type { Bench } from "./row.ts";
import { duration, medianTime } from "./timing.ts";

/** From the author's function to prompt and manifest. */
export const benchCompile: Bench = async () => {
  const schema = await loadStockSchema();
  const file = pathToFileURL(join(root, "workflows-src/sd-basic.ts")).href;
  const { default: definition } = (await import(file)) as { default: WorkflowDefinition };
  const time = await medianTime({ runs: 101, warmUps: 50 }, () => compileGraph(definition.toGraph(), schema));
  return [
    { what: "Compiling sd_basic from a loaded module", goal: "≤ 2 ms", measured: duration(time), met: time <= 2 },
  ];
};
