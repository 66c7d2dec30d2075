import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { loadStockSchema } from "../../src/schema/load-stock-schema.ts";
import type { NodeType, Schema } from "../../src/schema/node-type.ts";
import type { Bench } from "./row.ts";
import { duration } from "./timing.ts";
import { costOfTypes } from "./typed-project.ts";

const users = 60;
const options = Array.from({ length: 5000 }, (_, index) => `style ${index}: a look that some forty letters name`);

/** One list of 5,000 options that 60 node types share stays precise, and is written once. */
export const benchLongCombo: Bench = async () => {
  const schema = addStyledTypes(await loadStockSchema());
  const combos = generateNodeTypes(schema).get("combos.d.ts")!;
  const aliases = combos.split(JSON.stringify(options[0])).length - 1;
  const { check, total, memory } = await costOfTypes(schema, [callsOfAll()]);
  const what = `A combo of ${options.length} options in ${users} node types: aliases; tsc 7 check, total, memory`;
  const measured = `${aliases}; ${duration(check)}, ${duration(total)}, ${memory.toFixed(0)} MB`;
  return [{ what, goal: "1 alias", measured, met: aliases === 1 }];
};

function addStyledTypes(schema: Schema): Schema {
  const like = schema.nodeTypes.get("KSampler")!;
  const inputs = like.inputs.map((input) =>
    input.name === "sampler_name" ? { ...input, options: { ...input.options, values: options } } : input,
  );
  const styled = Array.from({ length: users }, (_, index): [string, NodeType] => {
    const name = `Styled${index}`;
    return [name, { ...like, name, pack: "custom_nodes.styles", inputs }];
  });
  return { ...schema, nodeTypes: new Map([...schema.nodeTypes, ...styled]) };
}

function callsOfAll(): string {
  const calls = Array.from({ length: users }, (_, index) => {
    const option = JSON.stringify(options[index * 7]);
    return `comfy.Styled${index}({ ...sockets, sampler_name: ${option}, scheduler: "normal" });`;
  });
  return `import type { Nodes } from "comfyc";
import type { ConditioningSocket, LatentSocket, ModelSocket } from "../generated/nodes/sockets.js";
declare const comfy: Nodes;
declare const sockets: {
  model: ModelSocket; positive: ConditioningSocket; negative: ConditioningSocket; latent_image: LatentSocket;
};
${calls.join("\n")}
`;
}
