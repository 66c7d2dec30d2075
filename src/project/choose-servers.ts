import { parseServerAddress } from "../runtime/http/server-address.ts";
import { listServerCandidates, resolveServer } from "./choose-server.ts";
import type { Project } from "./project.ts";

/** What `all` means where no server has a name: the usual one, whose error says where it was looked for. */
const usual = "http://127.0.0.1:8188";

/**
 * The addresses that `given` means, each once: addresses, names of the config, and `all` for every server of the config
 * and COMFYC_SERVER. @throws invalid_address
 */
export function resolveServers(
  given: readonly string[],
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const urls = given.flatMap((one) => (one === "all" ? listNamed(project, env) : [resolveServer(one, project)]));
  // One server under two spellings would be asked twice, and differ from itself by nothing.
  const byUrl = new Map(urls.map((url) => [parseServerAddress(url).url, url]));
  return [...byUrl.values()];
}

function listNamed(project: Project, env: Readonly<Record<string, string | undefined>>): string[] {
  const named = listServerCandidates(project, env).filter(({ name }) => name !== null);
  return named.length > 0 ? named.map(({ url }) => url) : [usual];
}
