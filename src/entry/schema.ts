/** `comfyc/schema`: the node types of a server as one normalised model. */
export type * from "../schema/node-type.ts";
export { autogrowNames, expandInputs, type ExpandedInput } from "../schema/expand-inputs.ts";
export { compareSchemas, type SchemaDifference } from "../schema/compare-schemas.ts";
export { loadStockSchema } from "../schema/load-stock-schema.ts";
export {
  parseObjectInfo,
  parseObjectInfoWithWarnings,
  type ParseObjectInfoOptions,
  type SchemaWarning,
} from "../schema/parse-object-info.ts";
export { isSchemaFile, parseSchemaFile, renderSchemaFile } from "../schema/schema-file.ts";
export { schemaHash } from "../schema/schema-hash.ts";
// Prompts and manifests hold 64-bit integers, which JSON.parse would round.
export { JsonFloat, type JsonNumber, type JsonObject, type JsonValue } from "../json/json-value.ts";
export { parseJson, type ParseJsonOptions } from "../json/parse-json.ts";
export { stringifyJson } from "../json/stringify-json.ts";
