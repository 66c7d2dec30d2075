import { writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pixels, sampleBundle, slot } from "./sample-bundle.ts";
import { json, type ScriptedServerOptions } from "./scripted-server.ts";
import { setUp } from "./set-up.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const on = (prefix: string, answer: Answer): ScriptedServerOptions => ({
  intercept: (request, response) => {
    if (!request.url!.startsWith(prefix)) return false;
    answer(response, request);
    return true;
  },
});

/** Never silent for long, and never through. */
const drip = (bytes: number): Answer => {
  return (response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    const timer = setInterval(() => response.write(Buffer.alloc(bytes, 32)), 20);
    response.on("close", () => clearInterval(timer));
  };
};

async function outcome(options: ScriptedServerOptions, timeoutMs = 20_000) {
  const { runtime, folder } = await setUp(options, { answerTimeoutMs: 60 });
  const result = await runtime.run(sampleBundle(), { outDir: folder.path, timeoutMs }).settled;
  return { result, files: await folder.list() };
}

describe("a run ends although an answer drips without an end", () => {
  it.each(["/system_stats", "/prompt", "/api/jobs/", "/history/", "/view"])("%s", async (path) => {
    const { result, files } = await outcome({ ...on(path, drip(1)), socket: "silent" });
    expect(result.error?.code).toBe("server_unreachable");
    expect(files).toEqual([]);
  });

  it("and a file that comes on for ever ends with the time limit", async () => {
    const { result, files } = await outcome(on("/view", drip(50_000)), 300);
    expect(result.error).toMatchObject({ code: "execution_failed", message: expect.stringContaining("within") });
    expect(files).toEqual([]);
  });

  it("and a refusal is read no further than it says something", async () => {
    const { result } = await outcome(
      on("/view", (response) => {
        response.writeHead(404);
        const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 5);
        response.on("close", () => clearInterval(timer));
      }),
    );
    expect(result.error?.code).toBe("output_missing");
  });
});

it("a cancel does not wait for a server that does not say how much it takes", async () => {
  const media = slot({ name: "photo", kind: "image", type: "FILE", targets: [{ node: "1", input: "color" }] });
  const { server, runtime, folder } = await setUp(on("/features", () => {}));
  const path = join(folder.path, "a.png");
  await writeFile(path, pixels);
  const run = runtime.run(sampleBundle({ manifest: { slots: [media] } }), { slots: { photo: path } });
  await expect.poll(() => server.calls).toContain("GET /features");
  const begun = performance.now();
  expect((await run.cancel()).error?.code).toBe("interrupted");
  // An answer is waited for 30 seconds otherwise.
  expect(performance.now() - begun).toBeLessThan(15_000);
});

describe("what is handed out as the file is not kept where", () => {
  const half = Buffer.alloc(500, 1);
  const cutThen = (answer: Answer) => {
    let first = true;
    return on("/view", (response, request) => {
      if (!first) return answer(response, request);
      first = false;
      response.writeHead(200, { "content-length": 1000 });
      response.write(half, () => setTimeout(() => request.socket.destroy(), 20));
    });
  };
  const cases: { name: string; options: ScriptedServerOptions; code: string }[] = [
    {
      name: "it is a page of a proxy",
      options: on("/view", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>")),
      code: "not_comfyui",
    },
    {
      name: "it is packed although it was asked for as it is",
      options: on("/view", (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(half)),
      code: "not_comfyui",
    },
    { name: "a picture is empty", options: { files: { "a_00001_.png": Buffer.alloc(0) } }, code: "output_missing" },
    {
      name: "the rest after a cut belongs to a file of another length",
      options: cutThen((response) =>
        response.writeHead(206, { "content-range": "bytes 500-599/600" }).end(Buffer.alloc(100, 2)),
      ),
      code: "server_unreachable",
    },
  ];
  it.each(cases)("$name", async ({ options, code }) => {
    const { result, files } = await outcome(options);
    expect(result.error?.code).toBe(code);
    expect(files).toEqual([]);
  });
});

describe("a job that is no longer in the history tells its end itself", () => {
  it.each([
    { job: { status: "cancelled" }, code: "execution_cancelled" },
    { job: { status: "failed", execution_error: { exception_message: "boom" } }, code: "execution_failed" },
  ])("$job.status", async ({ job, code }) => {
    const { result } = await outcome({
      intercept: (request, response) => {
        const path = request.url!;
        if (path.startsWith("/api/jobs/")) json(response, { id: path.slice(10), ...job });
        else if (path.startsWith("/history/")) json(response, {});
        else return false;
        return true;
      },
    });
    expect(result.error?.code).toBe(code);
  });
});
