import { join } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { parseJson } from "../../json/parse-json.ts";
import type { Schema } from "../../schema/node-type.ts";
import { parseSchemaFile, renderSchemaFile } from "../../schema/schema-file.ts";
import { loadStockSchema } from "../../schema/load-stock-schema.ts";
import { loadFullSchema, readFullSchema } from "./full-schema.ts";
import type { Project } from "../settings/project.ts";
import { findFileText } from "../write-files.ts";

/** The node types that a project is checked against, and where they come from. */
export interface ChosenSchema {
  readonly schema: Schema;
  /** `full`: the last sync · `project`: generated/schema.json · `stock`: what the package ships. */
  readonly origin: "full" | "project" | "stock";
}

export function schemaFilePath(project: Project): string {
  return join(project.generatedFolder, "schema.json");
}

/** The last sync, else the committed generated/schema.json, else the stock schema. @throws invalid_schema, invalid_json */
export async function chooseSchema(project: Project): Promise<ChosenSchema> {
  const full = await readFullSchema(project);
  if (full !== undefined) return { schema: await loadFullSchema(project, full), origin: "full" };
  const committed = await findProjectSchema(project);
  if (committed !== undefined) return { schema: committed, origin: "project" };
  return { schema: await loadStockSchema(), origin: "stock" };
}

/**
 * True where two texts of generated/schema.json say the same. A merge of two branches leaves its entries unsorted or
 * twice (`merge=union` in .gitattributes); that is no reason to call the file stale or to write it again.
 */
export function isSameSchemaText(found: string, text: string): boolean {
  if (found === text) return true;
  try {
    return renderSchemaFile(parseSchemaFile(parseJson(found))) === text;
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    return false;
  }
}

/** The committed generated/schema.json, or undefined where there is none. */
export async function findProjectSchema(project: Project): Promise<Schema | undefined> {
  const path = schemaFilePath(project);
  const text = await findFileText(path);
  return text === undefined ? undefined : parseSchemaFile(parseJson(text, { source: path }), { source: path });
}
