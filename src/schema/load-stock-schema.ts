import { parseJson } from "../json/parse-json.ts";
import type { Schema } from "./node-type.ts";
import { parseSchemaFile } from "./schema-file.ts";

let loading: Promise<Schema> | undefined;

/** The node types of ComfyUI 0.8.0 core, which ship with the package. Read on first use and then kept. */
export function loadStockSchema(): Promise<Schema> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Schema> {
  const { stockSchemaText } = await import("./stock-schema-text.ts");
  return parseSchemaFile(parseJson(stockSchemaText, { source: "the stock schema" }), { source: "the stock schema" });
}
