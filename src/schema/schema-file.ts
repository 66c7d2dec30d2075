import { z } from "zod";
import { ComfycError } from "../errors/comfyc-error.ts";
import { printable } from "../errors/printable.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import type { NodeType, Schema } from "./node-type.ts";
import { findPackName, type PackLock } from "./pack-lock.ts";
import { parseNodeType } from "./parse-node-type.ts";
import { trimNodeType } from "./trim-node-type.ts";

/**
 * The text of generated/schema.json: the node types of `names` (default: all), one line each, sorted by name.
 * Every line of an entry is complete with its comma, and the list ends in `null`, so that Git's `merge=union` of two
 * such files is again a valid one (docs/decisions: schema file layout). Names that the schema lacks are left out.
 */
export function renderSchemaFile(schema: Schema, names: Iterable<string> = schema.nodeTypes.keys()): string {
  const used = [...new Set(names)]
    .sort()
    .map((name) => schema.nodeTypes.get(name))
    .filter((nodeType) => nodeType !== undefined);
  const entries = used.map((nodeType) => `    ${stringifyJson(trimNodeType(nodeType))},\n`);
  return [
    `{\n`,
    `  "schemaVersion": 1,\n`,
    `  "serverVersion": ${JSON.stringify(schema.serverVersion)},\n`,
    ...renderPacks(schema, used),
    `  "nodeTypes": [\n`,
    ...entries,
    `    null\n`,
    `  ]\n`,
    `}\n`,
  ].join("");
}

/** The packs of the node types in use, one line each, as the entries; nothing where no server told of any. */
function renderPacks({ packs = [] }: Schema, used: readonly NodeType[]): string[] {
  const names = new Set(used.map(findPackName));
  const lines = packs
    .filter(({ name }) => names.has(name))
    .map(({ name, version, typesSha256, nodeTypes }) => {
      return `    ${stringifyJson({ name, version, typesSha256, nodeTypes })},\n`;
    });
  return lines.length === 0 ? [] : [`  "packs": [\n`, ...lines, `    null\n`, `  ],\n`];
}

const packLine = z.object({
  name: z.string(),
  version: z.string(),
  typesSha256: z.string(),
  nodeTypes: z.number(),
});

const header = z.looseObject({
  schemaVersion: z.number(),
  serverVersion: z.string().nullish(),
  packs: z.array(packLine.nullable()).optional().catch(undefined),
  nodeTypes: z.array(z.custom<JsonValue>()),
});

/**
 * The schema of a generated/schema.json. Its order and repeated equal entries do not matter.
 * @throws invalid_schema for another form, a later version, or two different entries of one node type, which a merge
 * of two branches synced from different servers leaves.
 */
export function parseSchemaFile(json: JsonValue, options: { readonly source?: string } = {}): Schema {
  const source = printable(options.source ?? "schema.json");
  const parsed = header.safeParse(json);
  if (!parsed.success) throw fault(source, "is not a schema file of comfyc");
  if (parsed.data.schemaVersion !== 1) throw fault(source, "was written by a later version of comfyc");
  const nodeTypes = new Map<string, NodeType>();
  for (const [name, entry] of entriesByName(parsed.data.nodeTypes, source)) {
    const nodeType = parseNodeType(name, entry, () => {});
    if (nodeType === undefined) throw fault(source, `holds an entry of ${printable(name)} that cannot be read`);
    nodeTypes.set(name, nodeType);
  }
  const { serverVersion = null } = parsed.data;
  return { nodeTypes, serverVersion, listsAreAuthoritative: false, ...packsOf(parsed.data.packs) };
}

/** A merge of two branches may leave two lines of one pack: the last one counts. */
function packsOf(lines: readonly (PackLock | null)[] = []): Pick<Schema, "packs"> {
  const packs = new Map(lines.filter((line) => line !== null).map((line) => [line.name, line]));
  const sorted = [...packs.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  return sorted.length === 0 ? {} : { packs: sorted };
}

function entriesByName(entries: readonly JsonValue[], source: string): Map<string, JsonObject> {
  const byName = new Map<string, JsonObject>();
  for (const entry of entries) {
    if (entry === null) continue;
    if (!isJsonObject(entry) || typeof entry["name"] !== "string") throw fault(source, "holds an entry without a name");
    const earlier = byName.get(entry["name"]);
    if (earlier !== undefined && stringifyJson(earlier) !== stringifyJson(entry)) {
      throw fault(source, `holds two different entries of ${printable(entry["name"])}, as after a merge`);
    }
    byName.set(entry["name"], entry);
  }
  return byName;
}

function fault(source: string, problem: string): ComfycError {
  return new ComfycError("invalid_schema", `${source} ${problem}.`, {
    hint: "Run comfyc sync, which writes it anew from a server.",
  });
}

/** True for a value that means to be a schema file rather than an object_info. */
export function isSchemaFile(json: JsonValue): boolean {
  return isJsonObject(json) && Array.isArray(json["nodeTypes"]) && json["schemaVersion"] !== undefined;
}
