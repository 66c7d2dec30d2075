import { inspectServer, type ServerReport } from "../../runtime/inspect-server.ts";
import { type ServerCandidate, simulatorName } from "./choose-server.ts";

/** Health of a server that a command may use. The simulator is well, and nowhere until a command needs it. */
export async function inspectCandidate({ url }: ServerCandidate): Promise<ServerReport> {
  if (url !== simulatorName) return inspectServer(url);
  return { url, ok: true, version: null, devices: [], queue: null, simulated: true, problem: null };
}
