import type { Readable, Writable } from "node:stream";
import { BridgeSession } from "./bridge-session.ts";
import { JsonRpcConnection } from "./json-rpc.ts";

export interface ServeBridgeOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the bridge as the end of the input does. */
  readonly signal: AbortSignal;
}

/** Serves JSON-RPC until the input ends or `signal` is aborted; then cancels what runs and closes every connection. */
export async function serveBridge({ input, output, env, signal }: ServeBridgeOptions): Promise<void> {
  const connection = new JsonRpcConnection(input, output);
  const session = new BridgeSession(env, (method, params) => connection.notify(method, params));
  signal.addEventListener("abort", () => input.destroy(), { once: true });
  try {
    // An async function, so that what a handler throws at once is an answer too.
    await connection.serve(async (method, params) => await session.handle(method, params));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await session.close();
  }
}
