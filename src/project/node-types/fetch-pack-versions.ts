import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { ComfyServer } from "../../runtime/comfy-server.ts";
import { findJson } from "../servers/open-server.ts";

/** Where ComfyUI-Manager lists what is installed: version 4, which comes with ComfyUI, then version 3. */
const routes = ["/v2/customnode/installed", "/customnode/installed"];

const limits = { limit: 8 * 2 ** 20, timeoutMs: 10_000 };

/**
 * Versions (or commits) of the custom node packs of a server, by the name of their folder in lower case. Empty where no
 * ComfyUI-Manager answers: the server itself does not know them.
 */
export async function fetchPackVersions(
  server: ComfyServer,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  for (const route of routes) {
    const json = await findJson(server, route, { ...limits, signal });
    if (json !== undefined && isJsonObject(json)) return parseInstalled(json);
  }
  return new Map();
}

/** `{folder: {ver, cnr_id, aux_id, enabled}}`; a pack that is off has no node types, so its version is of no use. */
function parseInstalled(json: JsonObject): Map<string, string> {
  const versions = new Map<string, string>();
  for (const [folder, entry] of Object.entries(json)) {
    const version = isJsonObject(entry) && entry["enabled"] !== false ? versionOf(entry["ver"]) : undefined;
    if (version !== undefined) versions.set(folder.toLowerCase(), version);
  }
  return versions;
}

function versionOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 100) : undefined;
}
