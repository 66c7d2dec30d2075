import { ComfycError } from "../errors/comfyc-error.ts";
import { isJsonObject, type JsonObject } from "../json/json-value.ts";
import { ComfyServer } from "../runtime/comfy-server.ts";
import { HttpClient } from "../runtime/http/http-client.ts";
import { parseServerAddress } from "../runtime/http/server-address.ts";
import { parseObjectInfo } from "../schema/parse-object-info.ts";

/** The node types of one server or file, as they came. */
export interface ObjectInfoSource {
  /** Address without credentials, or path. */
  readonly source: string;
  readonly serverVersion: string | null;
  readonly objectInfo: JsonObject;
}

/** A server with a thousand node types takes its time to describe them. */
const objectInfoTimeoutMs = 120_000;

/** What a server can run. @throws server_unreachable, not_comfyui, invalid_schema, invalid_address */
export async function fetchObjectInfo(url: string, signal?: AbortSignal): Promise<ObjectInfoSource> {
  const http = new HttpClient({ address: parseServerAddress(url) });
  const server = new ComfyServer(http);
  try {
    const { version } = await server.fetchFacts();
    const options = { answerTimeoutMs: objectInfoTimeoutMs, ...(signal && { signal }) };
    const objectInfo = await http.getJson("/object_info", options);
    // Read once here, so that a malformed reply is refused before anything is written.
    parseObjectInfo(objectInfo, { source: `${server.url}/object_info` });
    if (!isJsonObject(objectInfo)) throw new ComfycError("invalid_schema", `${server.url} sent no object_info.`);
    return { source: server.url, serverVersion: version, objectInfo };
  } finally {
    await http.close();
  }
}
