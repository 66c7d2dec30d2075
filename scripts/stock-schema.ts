/**
 * Derives src/schema/stock-schema-text.ts from the object_info of a plain ComfyUI.
 * Usage: node scripts/stock-schema.ts <object_info.json> <version>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseJson } from "../src/json/parse-json.ts";
import { parseObjectInfoWithWarnings } from "../src/schema/parse-object-info.ts";
import { renderSchemaFile } from "../src/schema/schema-file.ts";

const [source = "../shared/schema/object_info-0.8.0-core.json", serverVersion = "0.8.0"] = process.argv.slice(2);
const json = parseJson(readFileSync(source, "utf8"), { source });
const { schema, warnings } = parseObjectInfoWithWarnings(json, { source, serverVersion });
for (const warning of warnings) console.error(warning.message);

const text = renderSchemaFile(schema).replace(/[\\`]|\$(?=\{)/g, "\\$&");
const target = new URL("../src/schema/stock-schema-text.ts", import.meta.url);
writeFileSync(
  target,
  `// Written by scripts/stock-schema.ts from the object_info of ComfyUI ${serverVersion}; do not edit.\n` +
    `export const stockSchemaText = \`${text}\`;\n`,
);
console.log(`${schema.nodeTypes.size} node types, ${text.length} characters`);
