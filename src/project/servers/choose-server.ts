import { ComfycError } from "../../errors/comfyc-error.ts";
import { findNearest, renderOptions } from "../../errors/suggestion.ts";
import { parseServerAddress } from "../../runtime/http/server-address.ts";
import type { ServerReport } from "../../runtime/inspect-server.ts";
import type { Project } from "../settings/project.ts";

/** A server that a command may use, and where it was named. */
export interface ServerCandidate {
  /** Name in the config, `COMFYC_SERVER`, or null for the usual ports. */
  readonly name: string | null;
  /** An address, or `simulatorName` where COMFYC_SERVER says so. */
  readonly url: string;
}

/** Stands in the place of an address for the embedded simulator, which whoever takes it has to start. */
export const simulatorName = "simulator";

/** ComfyUI listens on 8188; its desktop app on 8000. */
const loopback = ["http://127.0.0.1:8188", "http://127.0.0.1:8000"];

/** The servers that `auto` tries, in its order: the config, COMFYC_SERVER, then the usual ports of this machine. */
export function listServerCandidates(
  project: Project | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ServerCandidate[] {
  const candidates: ServerCandidate[] = Object.entries(project?.config.servers ?? {}).map(([name, url]) => ({
    name,
    url: parseServerAddress(url).url,
  }));
  if (env["COMFYC_SERVER"]) candidates.push({ name: "COMFYC_SERVER", url: env["COMFYC_SERVER"] });
  candidates.push(...loopback.map((url) => ({ name: null, url })));
  const seen = new Set<string>();
  return candidates.filter(({ url }) => !seen.has(url) && seen.add(url));
}

/**
 * The address that `given` means: the name of a server in the config, or itself; `simulator` stays as it is.
 * @throws invalid_address
 */
export function resolveServer(given: string, project: Project | undefined): string {
  if (given === simulatorName) return given;
  const servers = project?.config.servers ?? {};
  const named = Object.hasOwn(servers, given) ? servers[given] : undefined;
  if (named !== undefined) return named;
  if (/^[\w-]+$/.test(given) && given !== "localhost") throw unknownServer(given, Object.keys(servers));
  parseServerAddress(given);
  return given;
}

function unknownServer(given: string, names: readonly string[]): ComfycError {
  const nearest = findNearest(given, [...names, "auto", simulatorName]);
  const known = names.length === 0 ? "comfyc.config.ts names none" : `comfyc.config.ts names ${renderOptions(names)}`;
  const suggestion = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
  return new ComfycError("invalid_address", `There is no server named "${given}"; ${known}.`, {
    hint: `${suggestion}Give an address such as http://127.0.0.1:8188, \`auto\` or \`simulator\`.`,
  });
}

/** The first of `candidates` at which a ComfyUI answers. @throws server_unreachable naming all that were tried. */
export async function findServer(candidates: readonly ServerCandidate[]): Promise<ServerCandidate> {
  // Loaded here: a command that only names servers should not wait for the HTTP client.
  const { inspectServer } = await import("../../runtime/inspect-server.ts");
  // Asked all at once, so that a dead address costs no time; the first in the list still wins.
  const reports = candidates.map(({ url }) => (url === simulatorName ? null : inspectServer(url, { timeoutMs: 3000 })));
  for (const [index, report] of reports.entries()) {
    if (report === null || (await report).ok) return candidates[index]!;
  }
  throw noServer(
    candidates,
    (await Promise.all(reports)).filter((report) => report !== null),
  );
}

function noServer(candidates: readonly ServerCandidate[], reports: readonly ServerReport[]): ComfycError {
  const tried = candidates.map(({ name, url }, index) => {
    const what = reports[index]!.problem?.code === "not_comfyui" ? "not a ComfyUI" : "no answer";
    return `${name === null ? "" : `${name} `}${url} (${what})`;
  });
  return new ComfycError("server_unreachable", `No ComfyUI server was found. Tried ${tried.join(", ")}.`, {
    hint: 'Start ComfyUI, or give its address (--server URL, in Python server="URL"); --server simulator, in Python server="simulator", runs without a GPU.',
  });
}
