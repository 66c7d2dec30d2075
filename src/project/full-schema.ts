import { join } from "node:path";
import { z } from "zod";
import { ComfycError } from "../errors/comfyc-error.ts";
import type { JsonObject } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import type { Schema } from "../schema/node-type.ts";
import { parseObjectInfo } from "../schema/parse-object-info.ts";
import { loadStockSchema } from "../schema/load-stock-schema.ts";
import type { Project } from "./project.ts";
import { findFileText, writeChangedFile } from "./write-files.ts";

/** One server or file that `sync` read. */
export interface SyncedSource {
  /** Address, or path as it was given. */
  readonly source: string;
  readonly serverVersion: string | null;
  readonly nodeTypes: number;
}

/** What `.comfyc/full-schema.json` says: a copy of object_info, or that the stock schema is meant. */
export type FullSchema =
  | { readonly kind: "stock" }
  | { readonly kind: "objectInfo"; readonly sources: readonly SyncedSource[]; readonly objectInfo: JsonObject };

const fileShape = z.union([
  z.object({ fullSchemaVersion: z.literal(1), kind: z.literal("stock") }),
  z.object({
    fullSchemaVersion: z.literal(1),
    kind: z.literal("objectInfo"),
    sources: z.array(z.object({ source: z.string(), serverVersion: z.string().nullable(), nodeTypes: z.number() })),
    objectInfo: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
  }),
]);

export function fullSchemaPath(project: Project): string {
  return join(project.root, ".comfyc", "full-schema.json");
}

/** Writes what `sync` saw. */
export async function writeFullSchema(project: Project, full: FullSchema): Promise<void> {
  const text = stringifyJson({ fullSchemaVersion: 1, ...full } as unknown as JsonObject, 1);
  await writeChangedFile(fullSchemaPath(project), `${text}\n`);
}

/** What the last `sync` saw, or undefined before the first. @throws invalid_schema */
export async function readFullSchema(project: Project): Promise<FullSchema | undefined> {
  const path = fullSchemaPath(project);
  const text = await findFileText(path);
  if (text === undefined) return undefined;
  const result = fileShape.safeParse(parseJson(text, { source: path }));
  if (!result.success) {
    throw new ComfycError("invalid_schema", `${path} is not what comfyc sync writes.`, {
      hint: "Run `comfyc sync` again, or delete the file.",
    });
  }
  return result.data;
}

/** The node types of a full schema. */
export async function loadFullSchema(project: Project, full: FullSchema): Promise<Schema> {
  if (full.kind === "stock") return loadStockSchema();
  return parseObjectInfo(full.objectInfo, {
    source: fullSchemaPath(project),
    serverVersion: full.sources[0]?.serverVersion ?? null,
  });
}
