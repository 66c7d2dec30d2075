import { ComfycError } from "../../errors/comfyc-error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import type { Schema } from "../../schema/node-type.ts";
import { listPacks, type PackLock } from "../../schema/pack-lock.ts";
import { parseObjectInfoWithWarnings } from "../../schema/parse-object-info.ts";
import { fetchPackVersions } from "./fetch-pack-versions.ts";
import { fetchJson, withServer } from "../servers/open-server.ts";
import { longestObjectInfo, readSchemaText } from "./schema-text.ts";

/** The node types of one server or file, as they came. */
export interface ObjectInfoSource {
  /** Address without credentials, or path. */
  readonly source: string;
  readonly serverVersion: string | null;
  readonly objectInfo: JsonObject;
}

/** An `ObjectInfoSource` that was read: what it means, and what was wrong with it. */
export interface ServerSnapshot extends ObjectInfoSource {
  readonly kind: "server" | "file";
  /** True where the server says that it runs no models. */
  readonly simulated: boolean;
  /** Its lists are those of the source now, files included. */
  readonly schema: Schema;
  readonly packs: readonly PackLock[];
  /** Folders of the custom node packs that ComfyUI-Manager lists, in lower case; also of those without node types. */
  readonly installed: ReadonlySet<string>;
  /** What could not be read as it is, in sentences that can be printed. */
  readonly warnings: readonly string[];
}

/** A server with a thousand node types takes its time to describe them. */
const objectInfoTimeoutMs = 120_000;

/** What a server can run. @throws server_unreachable, not_comfyui, invalid_json, invalid_schema, invalid_address */
export async function fetchObjectInfo(url: string, signal?: AbortSignal): Promise<ServerSnapshot> {
  return withServer(url, async (server) => {
    const { version, simulated } = await server.fetchFacts();
    const duplicates: string[] = [];
    const json = await fetchJson(server, "/object_info", {
      limit: longestObjectInfo,
      timeoutMs: objectInfoTimeoutMs,
      signal,
      onDuplicateKey: (key) => duplicates.push(key),
    });
    const versions = await fetchPackVersions(server, signal);
    const from = { kind: "server", source: server.url, serverVersion: version, simulated } as const;
    return readSnapshot(json, from, { name: `${server.url}/object_info`, duplicates, versions });
  });
}

/** What a saved reply of GET /object_info holds. @throws file_not_found, file_unreadable, invalid_json, invalid_schema */
export async function readObjectInfoFile(path: string, source: string): Promise<ServerSnapshot> {
  const duplicates: string[] = [];
  const json = parseJson(await readSchemaText(path, source), { source, onDuplicateKey: (key) => duplicates.push(key) });
  const from = { kind: "file", source, serverVersion: null, simulated: false } as const;
  return readSnapshot(json, from, { name: source, duplicates, versions: new Map() });
}

interface Found {
  /** What errors call it. */
  readonly name: string;
  readonly duplicates: readonly string[];
  readonly versions: ReadonlyMap<string, string>;
}

function readSnapshot(
  json: JsonValue,
  from: Pick<ServerSnapshot, "kind" | "source" | "serverVersion" | "simulated">,
  { name, duplicates, versions }: Found,
): ServerSnapshot {
  const { serverVersion } = from;
  const { schema, warnings } = parseObjectInfoWithWarnings(json, {
    source: name,
    serverVersion,
    listsAreAuthoritative: true,
  });
  if (!isJsonObject(json)) {
    throw new ComfycError("invalid_schema", `${name} is not an object_info.`, {
      hint: "Give the reply of GET /object_info of a ComfyUI server.",
    });
  }
  const twice = [...new Set(duplicates)].map((key) => {
    return `The key ${JSON.stringify(key)} stands twice in one object: its last value counts.`;
  });
  const packs = listPacks(schema, (pack) => versions.get(pack.toLowerCase()));
  return {
    ...from,
    objectInfo: json,
    schema,
    packs,
    installed: new Set(versions.keys()),
    warnings: [...twice, ...warnings.map(({ message }) => message)],
  };
}
