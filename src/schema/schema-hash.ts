import { createHash } from "node:crypto";
import { stringifyJson } from "../json/stringify-json.ts";
import type { Schema } from "./node-type.ts";
import { trimNodeType } from "./trim-node-type.ts";

/**
 * SHA-256, in hexadecimal, of what a workflow depends on: the node types of `names`, whatever their order or
 * repetition, without lists of files, server texts and categories. A name that the schema lacks counts as lacking.
 */
export function schemaHash(schema: Schema, names: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const name of [...new Set(names)].sort()) {
    const nodeType = schema.nodeTypes.get(name);
    const entry = nodeType === undefined ? null : trimNodeType({ ...nodeType, category: "" });
    hash.update(`${stringifyJson([name, entry])}\n`, "utf8");
  }
  return hash.digest("hex");
}
