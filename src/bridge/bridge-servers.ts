import { findServer, listServerCandidates, resolveServer, simulatorName } from "../project/servers/choose-server.ts";
import { startProjectSimulator } from "../project/servers/project-simulator.ts";
import { Runtime } from "../runtime/runtime.ts";
import type { BridgePlace } from "./bridge-place.ts";

/** The connections of one bridge: one runtime an address, and one embedded simulator, both kept for later runs. */
export class BridgeServers {
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly runtimes = new Map<string, Runtime>();
  private simulator: ReturnType<typeof startProjectSimulator> | null = null;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.env = env;
  }

  /** @throws invalid_address, server_unreachable where `auto` finds none */
  async open(place: BridgePlace): Promise<Runtime> {
    const url = await this.findUrl(place);
    const models = place.project?.config.models ?? {};
    const key = JSON.stringify([url, models]);
    const known = this.runtimes.get(key) ?? new Runtime({ server: url, models });
    this.runtimes.set(key, known);
    return known;
  }

  async close(): Promise<void> {
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.close()));
    if (this.simulator !== null) await (await this.simulator).close();
  }

  private async findUrl(place: BridgePlace): Promise<string> {
    const url =
      place.server === "auto"
        ? (await findServer(listServerCandidates(place.project, this.env))).url
        : resolveServer(place.server, place.project);
    if (url !== simulatorName) return url;
    this.simulator ??= startProjectSimulator(undefined, { cwd: place.cwd });
    return (await this.simulator).url;
  }
}
