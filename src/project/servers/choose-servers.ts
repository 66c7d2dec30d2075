import { ComfycError } from "../../errors/comfyc-error.ts";
import { parseServerAddress } from "../../runtime/http/server-address.ts";
import { listServerCandidates, resolveServer, simulatorName } from "./choose-server.ts";
import type { Project } from "../settings/project.ts";

/**
 * The addresses that `given` means, each once: addresses, names of the config, `simulator`, and `all` for every server of
 * the config and COMFYC_SERVER. @throws invalid_address, usage where `all` means none
 */
export function resolveServers(
  given: readonly string[],
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const urls = given.flatMap((one) => (one === "all" ? listNamed(project, env) : [resolveServer(one, project)]));
  // One server under two spellings would be asked twice, and differ from itself by nothing.
  const byUrl = new Map(urls.map((url) => [url === simulatorName ? url : parseServerAddress(url).url, url]));
  return [...byUrl.values()];
}

function listNamed(project: Project, env: Readonly<Record<string, string | undefined>>): string[] {
  const named = listServerCandidates(project, env).filter(({ name }) => name !== null);
  if (named.length > 0) return named.map(({ url }) => url);
  throw new ComfycError("usage", "`all` means the servers of the config and COMFYC_SERVER, and neither names one.", {
    hint: "Name the servers in comfyc.config.ts, or give an address such as http://127.0.0.1:8188.",
  });
}

/** Starts the simulator where `urls` ask for it, and ends it after `use`, which gets addresses only. */
export async function withServers<T>(
  urls: readonly string[],
  { project, cwd }: { readonly project: Project; readonly cwd: string },
  use: (urls: string[]) => Promise<T>,
): Promise<T> {
  if (!urls.includes(simulatorName)) return use([...urls]);
  // Loaded here: few commands need it.
  const { startProjectSimulator } = await import("./project-simulator.ts");
  const simulator = await startProjectSimulator(project, { cwd });
  try {
    return await use(urls.map((url) => (url === simulatorName ? simulator.url : url)));
  } finally {
    await simulator.close();
  }
}
