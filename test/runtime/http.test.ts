import { createServer as createTcp } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { HttpClient } from "../../src/runtime/http/http-client.ts";
import { unreachable } from "../../src/runtime/http/http-failure.ts";
import { parseServerAddress, socketUrl } from "../../src/runtime/http/server-address.ts";
import { inspectServer } from "../../src/runtime/inspect-server.ts";
import { ScriptedServer, success } from "./scripted-server.ts";

describe("an address", () => {
  it.each([
    { given: "127.0.0.1:8188", url: "http://127.0.0.1:8188" },
    { given: " http://host:1/base/// ", url: "http://host:1/base" },
    { given: "https://gpu.example/comfy", url: "https://gpu.example/comfy" },
    { given: "localhost", url: "http://localhost" },
    { given: "http://u:p%40@host/", url: "http://host" },
    { given: "[::1]:8188", url: "http://[::1]:8188" },
  ])("$given is $url", ({ given, url }) => {
    expect(parseServerAddress(given).url).toBe(url);
  });

  it("keeps credentials apart, and makes the socket's address", () => {
    const address = parseServerAddress("https://u:p%40@host/base");
    expect(address.authorization).toBe(`Basic ${Buffer.from("u:p@").toString("base64")}`);
    expect(socketUrl(address, "a b")).toBe("wss://host/base/ws?clientId=a%20b");
  });

  it.each([
    "",
    "a b",
    "ftp://x",
    "http://x/?q",
    "http://x/#f",
    "http://",
    "http://x\r\ny",
    "http://%zz@x",
    "http://u:secret@x?y",
  ])("%j is refused", (given) => {
    expect(() => parseServerAddress(given)).toThrowError(
      expect.objectContaining({ code: "invalid_address", exitCode: 2 }),
    );
    expect(() => parseServerAddress(given)).toThrowError(
      expect.not.objectContaining({ message: expect.stringContaining("secret") }),
    );
  });
});

describe("a failure of the transport", () => {
  const failure = (code: string) => Object.assign(new Error("x"), { code });
  it.each([
    { error: failure("ECONNREFUSED"), code: "server_unreachable", sent: "no" },
    { error: new AggregateError([failure("ECONNREFUSED")]), code: "server_unreachable", sent: "no" },
    { error: failure("ENOTFOUND"), code: "server_unreachable", sent: "no" },
    { error: failure("UND_ERR_CONNECT_TIMEOUT"), code: "server_unreachable", sent: "no" },
    { error: failure("DEPTH_ZERO_SELF_SIGNED_CERT"), code: "server_unreachable", sent: "no" },
    { error: failure("ECONNRESET"), code: "server_unreachable", sent: "unknown" },
    { error: failure("UND_ERR_HEADERS_TIMEOUT"), code: "server_unreachable", sent: "unknown" },
    {
      error: Object.assign(new Error("x", { cause: failure("EPIPE") }), { code: "UND_ERR_SOCKET" }),
      code: "server_unreachable",
      sent: "unknown",
    },
    { error: new TypeError("x"), code: "server_unreachable", sent: "unknown" },
    { error: "text", code: "server_unreachable", sent: "unknown" },
    { error: failure("HPE_INVALID_CONSTANT"), code: "not_comfyui", sent: "unknown" },
  ])("is $code, sent: $sent", ({ error, code, sent }) => {
    expect(unreachable("http://x", error)).toMatchObject({ code, exitCode: 3, details: { sent } });
  });

  it("is no ComfyUI where something else than HTTP answers", async () => {
    const server = createTcp((socket) => void socket.on("error", () => {}).end("SSH-2.0-OpenSSH\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const report = await inspectServer(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(report.problem?.code).toBe("not_comfyui");
    server.close();
  });

  it("is told in time where nothing answers", async () => {
    const server = createTcp(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = parseServerAddress(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    const http = new HttpClient({ address, answerTimeoutMs: 50 });
    await expect(http.sendText({ path: "/" })).rejects.toMatchObject({ details: { cause: "UND_ERR_HEADERS_TIMEOUT" } });
    await http.close();
    server.close();
  });
});

describe("the report of a server", () => {
  it("tells version, devices and queue, below a base path and with a token", async () => {
    const server = await ScriptedServer.start({
      play: () => success({}),
      intercept: (request) => {
        request.url = request.url!.replace(/^\/base/, "");
        return false;
      },
    });
    expect(await inspectServer(`${server.url}/base/`, { token: "t0ken", headers: { "x-a": "b" } })).toEqual({
      url: `${server.url}/base`,
      ok: true,
      version: "0.8.0",
      devices: [{ name: "cpu", type: "cpu", vramTotal: 100, vramFree: 50 }],
      queue: { running: 0, pending: 0 },
      simulated: false,
      problem: null,
    });
    expect(server.seen[0]!.headers).toMatchObject({ authorization: "Bearer t0ken", "x-a": "b" });
    const { url } = server;
    await server.close();
    expect(await inspectServer(url, { timeoutMs: 500 })).toMatchObject({
      ok: false,
      queue: null,
      problem: { code: "server_unreachable" },
    });
  });
});
