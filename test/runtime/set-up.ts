import { onTestFinished } from "vitest";
import { Runtime, type RuntimeOptions } from "../../src/runtime/runtime.ts";
import { image, pixels, quick, temporaryFolder } from "./sample-bundle.ts";
import { ScriptedServer, success, type ScriptedServerOptions } from "./scripted-server.ts";

/** A scripted server, a runtime on it and an empty folder, all ended with the test. */
export async function setUp(options: ScriptedServerOptions = {}, runtimeOptions: Partial<RuntimeOptions> = {}) {
  const server = await ScriptedServer.start({
    play: () => success({ "2": image }),
    files: { "a_00001_.png": pixels },
    ...options,
  });
  const runtime = new Runtime({ server: server.url, ...quick, ...runtimeOptions });
  const folder = await temporaryFolder();
  onTestFinished(async () => {
    await runtime.close();
    await server.close();
    await folder[Symbol.asyncDispose]();
  });
  return { server, runtime, folder };
}
