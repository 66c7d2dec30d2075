import { open } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fetchJson, withServer } from "../../src/project/servers/open-server.ts";
import { comfyAnswers, serveAnswers } from "../project/fake-server.ts";
import { command, makeProject } from "../project/sample-project.ts";

const mebibyte = 2 ** 20;
const half = 500 * mebibyte;

/** Sends `total` bytes of spaces, as fast as they are read, and counts them. */
function flood(total: number, told: boolean) {
  const sent = { bytes: 0 };
  const chunk = Buffer.alloc(mebibyte, " ");
  const answer = (_request: unknown, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json", ...(told && { "content-length": String(total) }) });
    const more = (): void => {
      while (sent.bytes < total && !response.destroyed) {
        sent.bytes += chunk.length;
        if (!response.write(chunk)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  };
  return { sent, answer };
}

/** The most memory that this process held while `work` ran, beyond what it held before. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  const held = () => {
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };
  const before = held();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, held())), 5);
  await work();
  clearInterval(timer);
  return Math.max(peak, held()) - before;
}

const emptyProject = () => makeProject({ "comfyc.config.ts": "export default {};\n" });

describe("an object_info of 500 MB", () => {
  test.each([
    ["that says its length is refused before it is read", true, 8],
    ["that does not is refused when the limit is reached", false, 90],
  ])("%s", async (_name, told, mostSent) => {
    const root = emptyProject();
    const { sent, answer } = flood(half, told);
    const url = await serveAnswers({ ...comfyAnswers({}), "/object_info": answer });
    const peak = await peakOf(async () => {
      const { status, out, err } = await command(root, ["sync", "--server", url]);
      expect(err).toMatch(/object_info is \d+ MiB or longer; the limit is 64 MiB\. \[invalid_schema\]/);
      expect([status, out]).toEqual([2, ""]);
    });
    expect(sent.bytes / mebibyte).toBeLessThan(mostSent);
    // Held once as it comes; never the whole.
    expect(peak / mebibyte).toBeLessThan(told ? 40 : 200);
    expect(existsSync(join(root, ".comfyc"))).toBe(false);
  });

  test("in a file is refused before it is read", async () => {
    const root = emptyProject();
    const file = await open(join(root, "object_info.json"), "w");
    await file.truncate(half);
    await file.close();
    const peak = await peakOf(async () => {
      for (const args of [["sync"], ["validate", "comfyc.config.ts"]]) {
        const { status, err } = await command(root, [...args, "--schema", "object_info.json"]);
        expect(`${status} ${err}`).toMatch(/^2 error: .*object_info\.json is 500 MiB or longer; the limit is 64 MiB/);
      }
    });
    expect(peak / mebibyte).toBeLessThan(40);
  });
});

describe("an object_info that is hard to read", () => {
  test("nested 100,000 deep is refused with its place, by sync and by check", async () => {
    const url = await serveAnswers(comfyAnswers(`{"A":${"[".repeat(100_000)}${"]".repeat(100_000)}}`));
    const root = makeProject();
    await command(root, ["build"]);
    for (const args of [
      ["sync", "--server", url],
      ["sync", "--diff", "--server", url],
    ]) {
      const { status, err } = await command(root, args);
      expect(`${status} ${err}`).toMatch(/^2 error: .*\/object_info:1:\d+: not JSON, nested deeper than 1000 levels/);
    }
  });

  test("cut off in the middle is refused, and what was synced before stays", async () => {
    const url = await serveAnswers({
      ...comfyAnswers({}),
      "/object_info": (_request: unknown, response: ServerResponse) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
        response.write('{"A":', () => response.destroy());
      },
    });
    const { status, err } = await command(emptyProject(), ["sync", "--server", url]);
    expect(`${status} ${err}`).toMatch(/^3 error: The answer of .*\/object_info broke off\. \[server_unreachable\]/);
  });

  test("that comes a byte at a time ends when its time is up", async () => {
    const url = await serveAnswers({
      "/drip": (_request: unknown, response: ServerResponse) => {
        response.writeHead(200, { "content-type": "application/json" });
        const timer = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(timer));
      },
    });
    const asked = withServer(url, (server) => fetchJson(server, "/drip", { limit: 1000, timeoutMs: 300 }));
    await expect(asked).rejects.toMatchObject({
      code: "server_unreachable",
      message: expect.stringMatching(/did not end within 0\.3 s/),
    });
  });

  test("is not waited for once the user has had enough", async () => {
    const url = await serveAnswers({ ...comfyAnswers({}), "/object_info": () => {} });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const { status } = await command(emptyProject(), ["sync", "--server", url], { signal: controller.signal });
    expect(status).toBe(130);
  });

  test.each([
    [
      "a schema of the project",
      "generated/schema.json",
      '{"schemaVersion":99,"nodeTypes":[]}',
      /written by a later version/,
    ],
    ["a full schema", ".comfyc/full-schema.json", '{"fullSchemaVersion":99}', /is not what comfyc sync writes/],
  ])("%s of another version is refused", async (_name, path, text, says) => {
    const root = makeProject({ "comfyc.config.ts": "export default {};\n", [path]: text });
    const { status, err } = await command(root, ["build"]);
    expect(`${status} ${err}`).toMatch(says);
    expect(status).toBe(2);
  });
});
