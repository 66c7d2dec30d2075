import { join } from "node:path";
import { z } from "zod";
import { ComfycError } from "../../errors/comfyc-error.ts";
import type { JsonObject } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { Schema } from "../../schema/node-type.ts";
import { parseObjectInfo } from "../../schema/parse-object-info.ts";
import { loadStockSchema } from "../../schema/load-stock-schema.ts";
import type { PackLock } from "../../schema/pack-lock.ts";
import type { ServerDifference } from "./merge-object-info.ts";
import type { ModelLock } from "../models/model-lock.ts";
import type { Project } from "../settings/project.ts";
import { findFileText, writeChangedFile } from "../write-files.ts";

/** One server or file that `sync` read. */
export interface SyncedSource {
  /** Address, or path as it was given. */
  readonly source: string;
  readonly serverVersion: string | null;
  readonly nodeTypes: number;
  /** Its custom node packs, sorted by name. */
  readonly packs: readonly PackLock[];
}

/** What `.comfyc/full-schema.json` says: a copy of object_info, or that the stock schema is meant. */
export type FullSchema =
  | { readonly kind: "stock" }
  | {
      readonly kind: "objectInfo";
      readonly sources: readonly SyncedSource[];
      /** What the sources do not share. */
      readonly differences: readonly ServerDifference[];
      /** The model files that the workflows use, and what each server has of them. */
      readonly models: readonly ModelLock[];
      readonly objectInfo: JsonObject;
    };

const packShape = z.object({ name: z.string(), version: z.string(), typesSha256: z.string(), nodeTypes: z.number() });

const differenceShape = z.object({
  nodeType: z.string(),
  kind: z.enum(["missing", "differs"]),
  sources: z.array(z.string()),
  changes: z.array(
    z.object({
      source: z.string(),
      subject: z.enum(["node type", "input", "output"]),
      name: z.string().nullable(),
      change: z.enum(["added", "removed", "changed"]),
      details: z.array(z.string()),
    }),
  ),
});

const modelShape = z.object({
  folder: z.string(),
  file: z.string(),
  servers: z.array(
    z.object({
      source: z.string(),
      present: z.boolean(),
      size: z.number().nullable(),
      sha256: z.string().nullable(),
      claimedHash: z.string().nullable(),
    }),
  ),
});

const fileShape = z.union([
  z.object({ fullSchemaVersion: z.literal(1), kind: z.literal("stock") }),
  z.object({
    fullSchemaVersion: z.literal(1),
    kind: z.literal("objectInfo"),
    sources: z.array(
      z.object({
        source: z.string(),
        serverVersion: z.string().nullable(),
        nodeTypes: z.number(),
        packs: z.array(packShape).default([]),
      }),
    ),
    differences: z.array(differenceShape).default([]),
    models: z.array(modelShape).default([]),
    objectInfo: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
  }),
]);

function fullSchemaPath(project: Project): string {
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
  const schema = parseObjectInfo(full.objectInfo, {
    source: fullSchemaPath(project),
    serverVersion: full.sources[0]?.serverVersion ?? null,
  });
  const packs = packsOf(full.sources);
  return packs.length === 0 ? schema : { ...schema, packs };
}

/** Each pack as the first server that has it does, as with the node types. */
function packsOf(sources: readonly SyncedSource[]): PackLock[] {
  const packs = new Map<string, PackLock>();
  for (const source of sources) for (const pack of source.packs) if (!packs.has(pack.name)) packs.set(pack.name, pack);
  return [...packs.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}
