import type { Bundle } from "./bundle.ts";
import { ComfyServer, type ServerFacts } from "./comfy-server.ts";
import { defaultFollowPolicy, type FollowPolicy } from "./follow/follow-prompt.ts";
import { HttpClient } from "./http/http-client.ts";
import { parseServerAddress } from "./http/server-address.ts";
import type { RunOptions } from "./run-options.ts";
import { Run } from "./run.ts";
import { SocketGenerations } from "./socket/socket-generations.ts";
import { defaultSubmitPolicy, type SubmitPolicy } from "./submit/submit-prompt.ts";

export interface RuntimeOptions {
  /** Address of the server, with or without a scheme and a base path. */
  readonly server: string;
  /** Sent as `Authorization: Bearer …`; never printed or stored. */
  readonly token?: string;
  /** Sent with every request; never printed or stored. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 5000 */
  readonly connectTimeoutMs?: number;
  /** Longest wait for the beginning of an answer. @default 30000 */
  readonly answerTimeoutMs?: number;
  /** Logical model name → file name, for model slots. */
  readonly models?: Readonly<Record<string, string>>;
  readonly submitPolicy?: Partial<SubmitPolicy>;
  readonly followPolicy?: Partial<FollowPolicy>;
}

/**
 * Runs bundles on one ComfyUI server. Holds connections: call `close`, or declare it with `await using`.
 * @throws invalid_address
 */
export class Runtime {
  private readonly server: ComfyServer;
  private readonly sockets: SocketGenerations;
  private readonly options: RuntimeOptions;
  private readonly active = new Set<Run>();

  constructor(options: RuntimeOptions) {
    const { token, headers, connectTimeoutMs, answerTimeoutMs } = options;
    const http = new HttpClient({
      address: parseServerAddress(options.server),
      ...(token !== undefined && { token }),
      ...(headers !== undefined && { headers }),
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
      ...(answerTimeoutMs !== undefined && { answerTimeoutMs }),
    });
    // The options stay without secrets, so that a printed Runtime shows none.
    this.options = { ...options, server: http.address.url };
    delete (this.options as { token?: string }).token;
    delete (this.options as { headers?: unknown }).headers;
    this.server = new ComfyServer(http);
    this.sockets = new SocketGenerations(http);
  }

  /** The server's address, without credentials. */
  get url(): string {
    return this.server.url;
  }

  /**
   * Opens the connections ahead of the first run and gives the server's facts.
   * @throws server_unreachable, not_comfyui
   */
  async connect(): Promise<ServerFacts> {
    const [facts] = await Promise.all([this.server.fetchFacts(), this.sockets.acquire()]);
    return facts;
  }

  /** Starts a run at once; several may be under way. Problems show in `run.result`, nothing is thrown here. */
  run(bundle: Bundle, options: RunOptions = {}): Run {
    const { submitPolicy, followPolicy, models } = this.options;
    const environment = {
      server: this.server,
      sockets: this.sockets,
      models: models ?? {},
      submitPolicy: { ...defaultSubmitPolicy, ...submitPolicy },
      followPolicy: { ...defaultFollowPolicy, ...followPolicy },
    };
    const run = new Run(environment, bundle, options);
    this.active.add(run);
    void run.settled.finally(() => this.active.delete(run));
    return run;
  }

  /** Cancels what still runs and ends every connection; no handle stays open. */
  async close(): Promise<void> {
    await Promise.all([...this.active].map((run) => run.cancel()));
    await this.sockets.close();
    await this.server.http.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
