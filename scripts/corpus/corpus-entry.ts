import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../../src/json/parse-json.ts";
import type { Schema } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";

/** One recorded workflow and what the real editor exported for it. */
export interface CorpusEntry {
  readonly source: string;
  readonly name: string;
  readonly workflow: string;
  /** The exported bytes; null where the editor itself raised. */
  readonly exported: string | null;
  /** What the editor raised, null where it exported. */
  readonly error: string | null;
  /** Node types whose value came from a backend or a device, so that the bytes cannot be compared. */
  readonly serverDependent: readonly string[];
  readonly schema: Schema;
  readonly now: Date;
  readonly timezone: string;
  readonly random: readonly number[];
  /** All node types are in the schema. */
  readonly complete: boolean;
  readonly subgraphs: boolean;
}

/** The recorded workflows of `folder`, source by source. */
export function readCorpus(folder: string): CorpusEntry[] {
  const schemas = new Map<string, Schema>();
  const sources = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return sources.flatMap(({ name: source }) =>
    readdirSync(join(folder, source)).map((name) => readEntry(folder, source, name, schemas)),
  );
}

interface Meta {
  readonly object_info: string;
  readonly clock: string;
  readonly timezone: string;
  readonly math_random: readonly number[];
  readonly server_dependent: readonly string[];
  readonly error?: string;
  readonly complete: boolean;
  readonly has_subgraphs: boolean;
}

function readEntry(folder: string, source: string, name: string, schemas: Map<string, Schema>): CorpusEntry {
  const read = (file: string) => readFileSync(join(folder, source, name, file), "utf8");
  const meta = JSON.parse(read("meta.json")) as Meta;
  let schema = schemas.get(meta.object_info);
  if (schema === undefined) schemas.set(meta.object_info, (schema = readSchema(folder, meta.object_info)));
  return {
    source,
    name,
    workflow: read("workflow.json"),
    exported: existsSync(join(folder, source, name, "api.json")) ? read("api.json") : null,
    error: meta.error ?? null,
    serverDependent: meta.server_dependent,
    schema,
    now: new Date(meta.clock),
    timezone: meta.timezone,
    random: meta.math_random,
    complete: meta.complete,
    subgraphs: meta.has_subgraphs,
  };
}

/** The corpus names the node types by a file beside it, or by the name of a recorded server. */
function readSchema(folder: string, name: string): Schema {
  const path = name.endsWith(".json") ? join(folder, name) : join(folder, "../schema", `object_info-${name}.json`);
  return parseObjectInfo(parseJson(readFileSync(path, "utf8"), { source: path }));
}
