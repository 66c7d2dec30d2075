import type { Schema } from "../../schema/node-type.ts";
import type { Warn } from "../convert-warning.ts";
import type { LoadedWorkflow } from "../load/load-workflow.ts";
import { reportBrowserValues } from "./browser-values.ts";
import { reportRoundedIntegers } from "./rounded-integers.ts";
import { reportUnverifiedWidgets } from "./unverified-widgets.ts";

/** Tells of all that the editor does in silence with this workflow, but for the shifted values, which are seen as it loads. */
export function reportWorkflow({ root, definitions }: LoadedWorkflow, schema: Schema, warn: Warn): void {
  const missing = new Map<string, string[]>();
  for (const { nodes } of [root, ...definitions.values()]) {
    for (const node of nodes) {
      if (node.role === "missing") missing.set(node.type, [...(missing.get(node.type) ?? []), node.id]);
      reportRoundedIntegers(node, warn);
      reportBrowserValues(node, warn);
      reportUnverifiedWidgets(node, schema, warn);
    }
  }
  for (const [type, ids] of missing) {
    const where = ids.length === 1 ? `node ${ids[0]}` : `nodes ${ids.join(", ")}`;
    const words = "the editor sends its values without names and without a class, which a server refuses";
    warn("missing-node-type", ids[0]!, `Node type ${type || "(none)"} of ${where} is not in the schema: ${words}.`);
  }
}
