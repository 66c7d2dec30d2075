import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Runtime } from "../../src/runtime/runtime.ts";
import type { RunEvent } from "../../src/runtime/run-events.ts";
import { image, pixels, quick, sampleBundle, savePrompt, slot } from "./sample-bundle.ts";
import { json, ScriptedServer, success, type ScriptedServerOptions } from "./scripted-server.ts";
import { setUp } from "./set-up.ts";

describe("a run on the plain road", () => {
  it("posts once, follows, and writes the file and its record", async () => {
    const { server, runtime, folder } = await setUp();
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    const result = await run.result;

    expect(result.state).toBe("succeeded");
    expect(await folder.list()).toEqual([`sample/${run.id}/image_00001.png`, `sample/${run.id}/sample_${run.id}.json`]);
    expect(result.files).toMatchObject([
      { output: "image", node: "2", kind: "image", index: 1, bytes: pixels.length, temporary: false },
    ]);
    expect(await readFile(result.files[0]!.path)).toEqual(pixels);
    expect(server.posts).toHaveLength(1);
    expect(result.timings.executionMs).toBe(250);
  });

  it("sends a canonical UUID, a client id, the picture's workflow, no number, and a prefix of its own", async () => {
    const { server, runtime, folder } = await setUp();
    await runtime.run(sampleBundle(), { outDir: folder.path }).result;
    await runtime.run(sampleBundle(), { outDir: folder.path, previews: false }).result;
    const [first, second] = server.posts as [any, any];

    expect(first.prompt_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(server.connections).toEqual([first.client_id]);
    expect(second.client_id).toBe(first.client_id);
    expect(first).not.toHaveProperty("number");
    expect(first.extra_data).toEqual({
      preview_method: "auto",
      extra_pnginfo: { workflow: { nodes: [], version: 0.4 } },
    });
    expect(second.extra_data).not.toHaveProperty("preview_method");
    const prefixes = [first, second].map((post) => post.prompt["2"].inputs.filename_prefix as string);
    expect(new Set(prefixes).size).toBe(2);
    for (const prefix of prefixes) expect(prefix).toMatch(/^comfyc\/sample\/\d{8}-\d{6}-[0-9a-f]{6}-[0-9a-f]{4}\/2$/);
    expect(savePrompt["2"]!.inputs["filename_prefix"]).toBe("a");
  });

  it("connects before it posts, and asks for previews in its very first message", async () => {
    const { server, runtime, folder } = await setUp();
    await runtime.run(sampleBundle(), { outDir: folder.path }).result;
    const calls = server.calls;
    expect(calls.indexOf("WS /ws")).toBeLessThan(calls.indexOf("POST /prompt"));
    expect(server.seen.find(({ method }) => method === "WS")?.body).toBe(
      '{"type":"feature_flags","data":{"supports_preview_metadata":true}}',
    );
  });

  it("gives events in order, each iterator from the beginning, progress never falling", async () => {
    const states = (done: number) => ({
      type: "progress_state",
      data: { prompt_id: "", nodes: { "1": { value: done, max: 4, state: done === 4 ? "finished" : "running" } } },
    });
    const play: ScriptedServerOptions["play"] = (_, id) => {
      const frames = [
        { type: "execution_start", data: { prompt_id: id } },
        { type: "execution_cached", data: { nodes: [], prompt_id: id } },
        { type: "executing", data: { node: "1", display_node: "1", prompt_id: id } },
        ...[2, 1, 4].flatMap((done) => [
          { ...states(done), data: { ...states(done).data, prompt_id: id } },
          { wait: 60 },
        ]),
        { type: "progress", data: { value: 1, max: 2, node: "2", prompt_id: "another" } },
      ];
      return success({ "2": image }, frames);
    };
    const { runtime, folder } = await setUp({ play });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    const late: RunEvent[] = [];
    for await (const event of run) late.push(event);

    const types = events.map((event) => event.type).filter((type, at, all) => type !== all[at - 1]);
    expect(types[0]).toBe("queued");
    expect(types.filter((type) => type !== "queued")).toEqual(["started", "progress", "output", "finished"]);
    const values = events.flatMap((event) => (event.type === "progress" ? [event.value] : []));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values).toContain(0.25);
    expect(values.at(-1)).toBe(1);
    expect(late.map((event) => event.type)).toEqual(
      ["queued", "started", "progress", "output", "finished"].filter((type) => types.includes(type as never)),
    );
  });

  it("thins out a flood to 20 events a second and lets no listener break it", async () => {
    const play: ScriptedServerOptions["play"] = (_, id) =>
      success({ "2": image }, [
        { type: "execution_start", data: { prompt_id: id } },
        ...Array.from({ length: 3000 }, (_, at) => ({
          type: "progress",
          data: { value: at, max: 3000, node: "1", prompt_id: id },
        })),
        { wait: 60 },
      ]);
    const { runtime, folder } = await setUp({ play });
    const begun = performance.now();
    let calls = 0;
    const run = runtime.run(sampleBundle(), {
      outDir: folder.path,
      onProgress: () => {
        calls++;
        throw new Error("broken listener");
      },
      onEvent: () => Promise.reject(new Error("broken too")),
    });
    await run.result;
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(3 + (performance.now() - begun) / 50);
  });

  it("runs several at once over one socket and keeps their events apart", async () => {
    const play: ScriptedServerOptions["play"] = (_, id) =>
      success({ "2": image }, [{ type: "execution_start", data: { prompt_id: id } }]);
    const { server, runtime, folder } = await setUp({ play });
    const runs = [1, 2, 3].map(() => runtime.run(sampleBundle(), { outDir: folder.path }));
    const results = await Promise.all(runs.map((run) => run.result));
    expect(new Set(results.map((result) => result.files[0]!.path)).size).toBe(3);
    expect(server.connections).toHaveLength(1);
  });
});

describe("slots", () => {
  const seed = slot({
    name: "seed",
    kind: "seed",
    type: "INT",
    min: 0,
    max: "18446744073709551615",
    targets: [{ node: "1", input: "color" }],
  });

  it("sends a 64-bit seed exactly and records it", async () => {
    const { server, runtime, folder } = await setUp();
    const bundle = sampleBundle({ manifest: { slots: [seed] } });
    const result = await runtime.run(bundle, { outDir: folder.path, slots: { seed: "18446744073709551615" } }).result;
    expect(server.seen.find(({ path }) => path === "/prompt")?.body).toContain('"color":18446744073709551615');
    const record = JSON.parse(await readFile(result.sidecar!, "utf8"));
    expect(record).toMatchObject({ seed: "18446744073709551615", slots: { seed: "18446744073709551615" } });
  });

  it.each([{ slots: { seed: "random" } }, { slots: {} }])(
    "draws a seed for %o and records what it sent",
    async ({ slots }) => {
      const { server, runtime, folder } = await setUp();
      const bundle = sampleBundle({ manifest: { slots: [seed] } });
      const result = await runtime.run(bundle, { outDir: folder.path, slots, nameTemplate: "{seed}_{output}.{ext}" })
        .result;
      const sent = /"color":(\d+)/.exec(server.seen.find(({ path }) => path === "/prompt")!.body)![1];
      expect(String(result.slots["seed"])).toBe(sent);
      expect(await folder.list()).toContain(`${sent}_image.png`);
    },
  );

  it.each([
    { slots: { sede: 1 }, code: "unknown_slot" },
    { slots: { seed: "x" }, code: "bad_slot_value" },
  ])("refuses $slots with $code before anything is sent", async ({ slots, code }) => {
    const { server, runtime, folder } = await setUp();
    const run = runtime.run(sampleBundle({ manifest: { slots: [seed] } }), { outDir: folder.path, slots });
    await expect(run.result).rejects.toMatchObject({ code });
    expect(server.seen).toEqual([]);
  });

  it("spells a model as the server lists it, where only the separators differ", async () => {
    const objectInfo = { Loader: { input: { required: { ckpt_name: [["SD1.5\\a.safetensors"]] } } } };
    const { server, runtime, folder } = await setUp({ objectInfo });
    const prompt = { ...savePrompt, "3": { class_type: "Loader", inputs: { ckpt_name: "SD1.5/a.safetensors" } } };
    await runtime.run(sampleBundle({ prompt }), { outDir: folder.path }).result;
    expect(server.posts[0]!["prompt"]["3"].inputs.ckpt_name).toBe("SD1.5\\a.safetensors");
  });

  it("resolves a logical model name", async () => {
    const model = slot({
      name: "model",
      kind: "model",
      type: "FILE",
      default: "base",
      targets: [{ node: "3", input: "ckpt_name" }],
    });
    const { server, runtime, folder } = await setUp({}, { models: { base: "v1-5.safetensors" } });
    const prompt = { ...savePrompt, "3": { class_type: "Loader", inputs: { ckpt_name: "" } } };
    await runtime.run(sampleBundle({ prompt, manifest: { slots: [model] } }), { outDir: folder.path }).result;
    expect(server.posts[0]!["prompt"]["3"].inputs.ckpt_name).toBe("v1-5.safetensors");
  });
});

describe("names and records", () => {
  it("marks the results of a simulator, and of no other server", async () => {
    for (const simulated of [true, false]) {
      const stats = { system: { comfyui_version: "0.8.0", ...(simulated && { comfyc_simulator: true }) }, devices: [] };
      const { runtime, folder } = await setUp({ stats });
      const result = await runtime.run(sampleBundle(), { outDir: folder.path }).result;
      const record = JSON.parse(await readFile(result.sidecar!, "utf8"));
      expect(result.server.simulated).toBe(simulated);
      expect(record["simulated"]).toBe(simulated ? true : undefined);
      expect(record).toMatchObject({
        workflow: "sample",
        server: { url: runtime.url, version: "0.8.0" },
        files: [{ path: "image_00001.png", sha256: result.files[0]!.sha256 }],
      });
    }
  });

  it("never writes over a file: the next free index, or a number behind the name", async () => {
    const { runtime, folder } = await setUp();
    for (const nameTemplate of ["{output}_{index:03}.{ext}", "still.{ext}"]) {
      for (let turn = 0; turn < 3; turn++) {
        await runtime.run(sampleBundle(), { outDir: folder.path, nameTemplate, sidecar: false }).result;
      }
    }
    expect(await folder.list()).toEqual([
      "image_001.png",
      "image_002.png",
      "image_003.png",
      "still.png",
      "still_2.png",
      "still_3.png",
    ]);
  });

  it("finds a free name where a long text pushes the number out of it", async () => {
    const { runtime, folder } = await setUp();
    const [nameTemplate, variables] = ["{text}_{index:05}.{ext}", { text: "\u706f".repeat(80) }];
    for (let turn = 0; turn < 2; turn++) {
      await runtime.run(sampleBundle(), { outDir: folder.path, nameTemplate, variables, sidecar: false }).result;
    }
    expect(await folder.list()).toEqual([
      expect.stringMatching(/^\u706f+\.png$/),
      expect.stringMatching(/^\u706f+_2\.png$/),
    ]);
  });

  it("takes placeholders of the caller and refuses unknown ones before anything is sent", async () => {
    const { server, runtime, folder } = await setUp();
    await runtime.run(sampleBundle(), {
      outDir: folder.path,
      nameTemplate: "f{frame:04}.{ext}",
      variables: { frame: 7 },
      sidecar: false,
    }).result;
    expect(await folder.list()).toEqual(["f0007.png"]);
    const before = server.seen.length;
    const run = runtime.run(sampleBundle(), {
      outDir: folder.path,
      nameTemplate: "{fram}.{ext}",
      variables: { frame: 7 },
    });
    await expect(run.result).rejects.toMatchObject({
      code: "invalid_config",
      hint: expect.stringContaining("{frame}"),
    });
    expect(server.seen.length).toBe(before);
  });

  it.each(["file", "below a file"])("refuses an output folder that is %s before anything is sent", async (kind) => {
    const { server, runtime, folder } = await setUp();
    const { writeFile } = await import("node:fs/promises");
    await writeFile(join(folder.path, "x"), "");
    const outDir = kind === "file" ? join(folder.path, "x") : join(folder.path, "x", "y");
    const run = runtime.run(sampleBundle(), { outDir });
    await expect(run.result).rejects.toMatchObject({ code: "output_not_writable", exitCode: 2 });
    expect(server.seen).toEqual([]);
  });
});

describe("a server that is none", () => {
  const reply = (status: number, body: string, type = "text/plain"): ScriptedServerOptions => ({
    intercept: (_, response) => {
      response.writeHead(status, { "content-type": type }).end(body);
      return true;
    },
  });
  it.each([
    { given: reply(200, "<html>hello</html>", "text/html"), code: "not_comfyui", says: /web page/ },
    { given: reply(200, "{}", "application/json"), code: "not_comfyui", says: /something else/ },
    { given: reply(302, ""), code: "not_comfyui", says: /302/ },
    { given: reply(401, "no"), code: "not_comfyui", says: /401 \("no"\)/ },
    { given: reply(403, ""), code: "not_comfyui", says: /403/ },
    { given: reply(404, "nope"), code: "not_comfyui", says: /404/ },
    { given: reply(413, "too large"), code: "not_comfyui", says: /413/ },
    { given: reply(500, "\u001b[31mbad"), code: "not_comfyui", says: /500 \("\\u\{1b\}\[31mbad"\)/ },
    { given: reply(503, "<html>", "text/html"), code: "not_comfyui", says: /503 with a web page/ },
  ])("is named: $says", async ({ given, code, says }) => {
    const { runtime, folder } = await setUp(given);
    const error = await runtime.run(sampleBundle(), { outDir: folder.path }).result.catch((error) => error);
    expect(error).toMatchObject({ code, message: expect.stringMatching(says), hint: expect.any(String), exitCode: 3 });
    expect(await folder.list()).toEqual([]);
  });

  it("is named where the port is closed, with the command that would check it", async () => {
    const { server, runtime, folder } = await setUp();
    await server.close();
    const error = await runtime.run(sampleBundle(), { outDir: folder.path }).result.catch((error) => error);
    expect(error).toMatchObject({
      code: "server_unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
      exitCode: 3,
    });
    expect(error.hint).toContain(`curl ${runtime.url}/system_stats`);
  });

  it("gives no credentials away", async () => {
    const headers = { "x-key": "hunter2-secret" };
    const { server, runtime, folder } = await setUp(
      {
        intercept: (request, response) => {
          response
            .writeHead(500)
            .end(`you sent ${request.headers.authorization} and ${request.headers["x-key"] as string}`);
          return true;
        },
      },
      { token: "tok-12345", headers },
    );
    const error = await runtime.run(sampleBundle(), { outDir: folder.path }).result.catch((error) => error);
    const { inspect } = await import("node:util");
    for (const text of [
      error.message,
      JSON.stringify(error.details),
      inspect(runtime, { depth: 9 }),
      inspect(error, { depth: 9 }),
    ]) {
      expect(text).not.toContain("tok-12345");
      expect(text).not.toContain("hunter2");
    }
    expect(server.seen[0]!.headers.authorization).toBe("Bearer tok-12345");
  });
});

it("leaves no handle open", async () => {
  const server = await ScriptedServer.start({ play: () => success({}) });
  const runtime = new Runtime({ server: server.url, ...quick });
  await runtime.connect();
  await runtime.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.clients.values().every((client) => client.readyState >= 2)).toBe(true);
  await server.close();
});

it("refuses a body that is no prompt as a rejection and not as a crash", async () => {
  const { runtime, folder } = await setUp({
    intercept: (request, response) => {
      if (request.url !== "/prompt") return false;
      json(response, { error: "prompt is bad" }, 400);
      return true;
    },
  });
  const run = runtime.run(sampleBundle(), { outDir: folder.path });
  await expect(run.result).rejects.toMatchObject({
    code: "prompt_rejected",
    message: expect.stringContaining("prompt is bad"),
  });
});
