import { ComfycError } from "../errors/comfyc-error.ts";
import { ComfyServer, type ServerDevice } from "./comfy-server.ts";
import { HttpClient } from "./http/http-client.ts";
import { parseServerAddress } from "./http/server-address.ts";

export interface ServerReport {
  /** The address without credentials. */
  readonly url: string;
  /** True where a ComfyUI answered. */
  readonly ok: boolean;
  readonly version: string | null;
  readonly devices: readonly ServerDevice[];
  readonly queue: { readonly running: number; readonly pending: number } | null;
  readonly simulated: boolean;
  /** Why it is not ok. */
  readonly problem: ComfycError | null;
}

export interface InspectServerOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for a connection and for each answer. @default 3000 */
  readonly timeoutMs?: number;
}

/** Health of the server at an address; never throws but for an address that cannot be read. @throws invalid_address */
export async function inspectServer(url: string, options: InspectServerOptions = {}): Promise<ServerReport> {
  const timeout = options.timeoutMs ?? 3000;
  const http = new HttpClient({
    address: parseServerAddress(url),
    connectTimeoutMs: timeout,
    answerTimeoutMs: timeout,
    ...(options.token !== undefined && { token: options.token }),
    ...(options.headers !== undefined && { headers: options.headers }),
  });
  const server = new ComfyServer(http);
  try {
    const facts = await server.fetchFacts();
    const queue = await server.fetchQueue();
    const counts = { running: queue.running.length, pending: queue.pending.length };
    return { url: server.url, ok: true, ...facts, queue: counts, problem: null };
  } catch (error) {
    if (!ComfycError.isInstance(error)) throw error;
    return { url: server.url, ok: false, version: null, devices: [], queue: null, simulated: false, problem: error };
  } finally {
    await http.close();
  }
}
