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
