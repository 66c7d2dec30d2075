import { describe, expect, test } from "vitest";
import { findServer, listServerCandidates, resolveServer } from "../../src/project/servers/choose-server.ts";
import { parseConfig } from "../../src/project/settings/config.ts";

describe("servers", () => {
  const project = (servers: Record<string, string>) => ({ config: parseConfig({ servers }, "c") }) as never;

  test("are tried in the order of the config, COMFYC_SERVER, the usual ports, each once", () => {
    const env = { COMFYC_SERVER: "http://h:1" };
    expect(listServerCandidates(project({ a: "http://h:2/", b: "http://127.0.0.1:8188" }), env)).toEqual([
      { name: "a", url: "http://h:2" },
      { name: "b", url: "http://127.0.0.1:8188" },
      { name: "COMFYC_SERVER", url: "http://h:1" },
      { name: null, url: "http://127.0.0.1:8000" },
    ]);
  });

  test("are named by the config or by address", () => {
    expect(resolveServer("a", project({ a: "http://h:2" }))).toBe("http://h:2");
    expect(resolveServer("localhost:8188", undefined)).toBe("localhost:8188");
    expect(() => resolveServer("gpuu", project({ gpu1: "http://h:2" }))).toThrow(/no server named "gpuu"/);
    expect(() => resolveServer("simulatr", undefined)).toThrow(/comfyc.config.ts names none/);
    expect(() => resolveServer("constructor", undefined)).toThrow(/no server named/);
  });
});

test("where no server answers, the error names each and what it is", async () => {
  const closed = { name: "a", url: "http://127.0.0.1:9" };
  await expect(findServer([closed, { name: null, url: "http://127.0.0.1:1" }])).rejects.toMatchObject({
    code: "server_unreachable",
    message: "No ComfyUI server was found. Tried a http://127.0.0.1:9 (no answer), http://127.0.0.1:1 (no answer).",
  });
});
