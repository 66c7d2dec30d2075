import type { JsonObject } from "../../src/json/json-value.ts";
import type { NodeType } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";

export interface SampleInputs {
  readonly required?: JsonObject;
  readonly optional?: JsonObject;
}

/** A node type with these inputs, as a server would report it. */
export function sampleNodeType(input: SampleInputs, name = "Sample"): NodeType {
  const entry = {
    input: { ...input },
    output: ["IMAGE"],
    output_is_list: [false],
    output_name: ["IMAGE"],
    name,
    display_name: name,
    category: "test",
    python_module: "nodes",
    output_node: false,
    api_node: false,
  };
  return parseObjectInfo({ [name]: entry } as unknown as JsonObject).nodeTypes.get(name)!;
}
