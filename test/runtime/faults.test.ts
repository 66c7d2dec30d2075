import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/runtime/run-events.ts";
import { Runtime } from "../../src/runtime/runtime.ts";
import { image, pixels, quick, sampleBundle, savePrompt, slot, temporaryFolder } from "./sample-bundle.ts";
import { json, ScriptedServer, success, type Play, type ScriptedServerOptions } from "./scripted-server.ts";
import { setUp } from "./set-up.ts";

const sources = { "2": { position: { file: "workflows-src/sample.ts", line: 14, column: 21 }, calledFrom: [] } };

async function outcome(options: ScriptedServerOptions, act?: (server: ScriptedServer) => void) {
  const { server, runtime, folder } = await setUp(options);
  const run = runtime.run(sampleBundle({ sources }), { outDir: folder.path });
  act?.(server);
  const begun = performance.now();
  const result = await run.settled;
  return { server, result, files: await folder.list(), ms: performance.now() - begun };
}

/** Frames up to the middle of a run, then `then`, and the end. */
const midway =
  (then: (server: ScriptedServer) => void): NonNullable<ScriptedServerOptions["play"]> =>
  (_, id) =>
    success({ "2": image }, [{ type: "execution_start", data: { prompt_id: id } }, { act: then }, { wait: 150 }]);

describe("a run ends rightly although", () => {
  const cases: { name: string; options: ScriptedServerOptions }[] = [
    { name: "the socket is lost in the middle", options: { play: midway((server) => server.dropSockets()) } },
    { name: "the socket stays silent", options: { socket: "silent" } },
    { name: "the socket does not even greet", options: { socket: "mute" } },
    { name: "no socket can be had", options: { socket: "refused" } },
    { name: "the history comes late", options: { historyDelayMs: 250 } },
    { name: "the server has no jobs route", options: { jobs: false, socket: "silent" } },
    { name: "the history comes late and there is no jobs route", options: { jobs: false, historyDelayMs: 250 } },
    {
      name: "frames are broken",
      options: {
        play: (_, id) =>
          success({ "2": image }, [
            Buffer.from([0, 0, 0, 4, 255, 255, 255, 255]),
            Buffer.from([1]),
            Buffer.from([0, 0, 0, 9, 0, 0, 0, 0]),
            Buffer.from("\0\0\0\u0004\0\0\0\u0002xx"),
            { type: "progress", data: { value: "x", max: 0, node: "1", prompt_id: id } },
            { type: "progress_state", data: { nodes: [1], prompt_id: id } },
            { nonsense: true },
            { type: "executed", data: { node: "2", output: null, prompt_id: id } },
          ]),
      },
    },
    {
      name: "somebody cleared the history before it was read",
      options: {
        play: (_, id) => ({
          frames: [
            { type: "executed", data: { node: "2", output: image, prompt_id: id } },
            { type: "execution_success", data: { prompt_id: id } },
            { act: (server) => server.forget() },
          ],
          ending: null,
        }),
      },
    },
    {
      name: "an output is blocked and the run goes on",
      options: {
        play: (_, id) =>
          success({ "2": image }, [
            {
              type: "execution_error",
              data: { prompt_id: id, exception_type: "ExecutionBlocked", exception_message: "blocked", node_id: "2" },
            },
          ]),
      },
    },
  ];
  it.each(cases)("$name", async ({ options }) => {
    const { server, result, files, ms } = await outcome(options);
    expect(result.error).toBeNull();
    expect(files.filter((file) => file.endsWith("image_00001.png"))).toHaveLength(1);
    expect(server.posts).toHaveLength(1);
    expect(ms).toBeLessThan(3000);
  });

  it("takes a new client id after a lost socket", async () => {
    const { server, runtime, folder } = await setUp();
    await runtime.run(sampleBundle(), { outDir: folder.path }).result;
    server.dropSockets();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await runtime.run(sampleBundle(), { outDir: folder.path }).result;
    expect(new Set(server.connections).size).toBe(2);
    expect(server.posts.map((post) => post["client_id"])).toEqual(server.connections);
  });
});

describe("a failing run", () => {
  const fails = (error: object): ScriptedServerOptions => ({
    play: (_, id) => ({ ending: { status: "error", messages: [["execution_error", { prompt_id: id, ...error }]] } }),
  });

  it("names node, type, source line and the reason", async () => {
    const given = {
      node_id: "2",
      node_type: "SaveImage",
      exception_type: "ValueError",
      exception_message: "bad\u001b[0m size\n",
      traceback: ["a", "b"],
    };
    const { result, files } = await outcome(fails(given));
    expect(result).toMatchObject({ state: "failed", error: { code: "execution_failed", exitCode: 4 } });
    expect(result.error?.message).toBe(
      "Node 2 (SaveImage) at workflows-src/sample.ts:14:21 failed: ValueError: bad\\u{1b}[0m size",
    );
    expect(result.error?.issues).toMatchObject([
      { code: "execution_error", node: "2", position: sources["2"].position },
    ]);
    expect(files).toEqual([]);
  });

  it.each([
    { type: "torch.OutOfMemoryError", message: "Allocation on device", hint: /more memory/ },
    { type: "OSError", message: "[Errno 28] No space left on device", hint: /disk is full/ },
    { type: "FileNotFoundError", message: "[Errno 2] No such file", hint: /not on the server/ },
    { type: "X", message: "?", hint: /log/ },
  ])("says what to do after $type", async ({ type, message, hint }) => {
    const { result } = await outcome(fails({ node_id: "9", exception_type: type, exception_message: message }));
    expect(result.error?.hint).toMatch(hint);
  });

  it("believes the messages, not a status that says success", async () => {
    const { result } = await outcome({
      play: (_, id) => ({
        ending: { status: "success", messages: [["execution_error", { prompt_id: id, exception_message: "cycle" }]] },
      }),
    });
    expect(result.state).toBe("failed");
  });

  it.each([{ socket: "live" }, { socket: "silent" }] as const)(
    "that was interrupted by others is cancelled there ($socket socket)",
    async ({ socket }) => {
      const { result } = await outcome({
        socket,
        play: () => ({ frames: [{ act: (server) => server.interrupt() }], ending: null }),
      });
      expect(result).toMatchObject({ state: "cancelled", error: { code: "execution_cancelled", exitCode: 4 } });
    },
  );

  it("is lost where the restarted server does not know it twice", async () => {
    const restart = (server: ScriptedServer) => {
      server.dropSockets();
      server.forget();
    };
    const { result } = await outcome({
      play: (_, id) => ({
        frames: [{ type: "execution_start", data: { prompt_id: id } }, { act: restart }],
        ending: null,
      }),
    });
    expect(result).toMatchObject({ state: "failed", error: { code: "execution_lost" } });
  });

  it("that somebody took off the queue counts as cancelled there", async () => {
    const { server, runtime, folder } = await setUp({ play: () => ({ frames: [{ wait: 200 }], ending: null }) });
    const first = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    const second = runtime.run(sampleBundle(), { outDir: folder.path });
    const queued = new Promise<string>(
      (resolve) =>
        void (async () => {
          for await (const event of second) if (event.type === "queued") resolve(event.promptId);
        })(),
    );
    await fetch(`${runtime.url}/queue`, { method: "POST", body: JSON.stringify({ delete: [await queued] }) });
    expect((await second.settled).error?.code).toBe("execution_cancelled");
    expect((await first.cancel()).error?.code).toBe("interrupted");
  });

  it("ends where the server dies and stays away", async () => {
    const { result } = await outcome({
      play: () => ({ frames: [{ act: (server) => void server.close() }], ending: null }),
    });
    expect(result).toMatchObject({ state: "failed", error: { code: "server_unreachable", exitCode: 3 } });
  });

  it("ends at its time limit, and the prompt is taken off the server", async () => {
    const { server, runtime, folder } = await setUp({ play: () => ({ ending: null }) });
    const result = await runtime.run(sampleBundle(), { outDir: folder.path, timeoutMs: 200 }).settled;
    expect(result.error).toMatchObject({ code: "execution_failed", message: expect.stringContaining("within") });
    await expect.poll(() => server.calls).toContain("POST /interrupt");
  });

  it.each([
    { name: "reports nothing for a promised output", play: () => success({}) },
    {
      name: "reports a file that it does not have",
      play: () => success({ "2": { images: [{ filename: "gone.png", subfolder: "", type: "output" }] } }),
    },
  ])("that $name has its output missing", async ({ play }) => {
    const { result, files } = await outcome({ play });
    expect(result.error?.code).toBe("output_missing");
    expect(files.filter((file) => file.includes("png"))).toEqual([]);
  });
});

describe("a refused prompt", () => {
  const nodeErrors = {
    "2": {
      class_type: "SaveImage",
      dependent_outputs: ["2"],
      errors: [
        {
          type: "value_not_in_list",
          message: "Value not in list",
          details: "ckpt_name: 'v1.safetensors' not in (list of length 40)",
          extra_info: { input_name: "ckpt_name", input_config: null, received_value: "v1.safetensors" },
        },
        {
          type: "value_smaller_than_min",
          message: "Value 0 smaller than min of 1",
          details: "width",
          extra_info: { input_name: "width" },
        },
      ],
    },
  };
  const objectInfo = {
    SaveImage: { input: { required: { ckpt_name: ["COMBO", { options: ["SD1.5/v1.safetensors", "x"] }] } } },
  };
  const refuse = (status: number, body: object): ScriptedServerOptions => ({
    objectInfo,
    intercept: (request, response) => {
      if (request.url !== "/prompt") return false;
      json(response, body, status);
      return true;
    },
  });

  it("becomes one issue for each fault, at its source line, with the nearest name", async () => {
    const body = {
      error: { type: "prompt_outputs_failed_validation", message: "Prompt outputs failed validation" },
      node_errors: nodeErrors,
    };
    const { result, server } = await outcome(refuse(400, body));
    expect(result).toMatchObject({
      state: "failed",
      error: { code: "prompt_rejected", exitCode: 1, hint: 'Did you mean "SD1.5/v1.safetensors"?' },
    });
    expect(result.error?.issues).toMatchObject([
      {
        code: "value_not_in_list",
        origin: "server",
        node: "2",
        input: "ckpt_name",
        classType: "SaveImage",
        position: sources["2"].position,
      },
      { code: "value_smaller_than_min", input: "width", message: "Value 0 smaller than min of 1: width." },
    ]);
    expect(server.posts).toHaveLength(1);
  });

  it("with only a prompt-level reason tells that, and old servers' empty lists are no trouble", async () => {
    const error = {
      type: "invalid_prompt",
      message: "Cannot execute because node Nope does not exist.",
      details: "Node ID '#2'",
      extra_info: {},
    };
    const { result } = await outcome(refuse(400, { error, node_errors: [] }));
    expect(result.error?.issues).toMatchObject([
      {
        code: "invalid_prompt",
        node: "2",
        position: sources["2"].position,
        hint: expect.stringContaining("node pack"),
      },
    ]);
  });

  it("counts where the server would run only a part of it: it is withdrawn", async () => {
    const { result, server } = await outcome({
      ...refuse(200, {}),
      intercept: (request, response, body) => {
        if (request.url !== "/prompt") return false;
        json(response, { prompt_id: JSON.parse(String(body)).prompt_id, number: 1, node_errors: nodeErrors });
        return true;
      },
    });
    expect(result.error?.code).toBe("prompt_rejected");
    expect(server.calls).toContain("POST /queue");
  });

  it("counts where an output behind a circle would be left out in silence", async () => {
    const prompt = {
      ...savePrompt,
      "3": { class_type: "A", inputs: { x: ["4", 0] as any } },
      "4": { class_type: "A", inputs: { x: ["3", 0] as any } },
      "5": { class_type: "SaveImage", inputs: { images: ["4", 0] as any, filename_prefix: "b" } },
    };
    const { server, runtime, folder } = await setUp({ objectInfo: { SaveImage: { output_node: true }, A: {} } });
    const run = runtime.run(sampleBundle({ prompt }), { outDir: folder.path });
    await expect(run.result).rejects.toMatchObject({
      code: "prompt_rejected",
      issues: [{ code: "dependency_cycle", node: "5" }],
    });
    expect(server.calls).toContain("POST /queue");
  });
});

describe("a submission whose fate is not known", () => {
  /** Each POST in turn: `lose` takes it and cuts the connection, `drop` cuts it unread, a number answers that status. */
  const posts = (...fates: ("lose" | "drop" | number)[]): ScriptedServerOptions => ({
    socket: "silent",
    intercept: (request, response, body) => {
      if (request.url !== "/prompt") return false;
      const fate = fates.shift();
      if (fate === undefined) return false;
      if (fate === "drop") return request.socket.destroy() !== null;
      if (typeof fate === "number") return response.writeHead(fate).end("oops") !== null;
      const { port } = request.socket.address() as { port: number };
      // The prompt arrives, its answer does not.
      return fetch(`http://127.0.0.1:${port}/prompt`, { method: "POST", body: String(body) }).then(
        () => request.socket.destroy() !== null,
      );
    },
  });

  it.each([
    { fates: ["lose"], executions: 1 },
    { fates: ["drop"], executions: 1 },
    { fates: [502], executions: 1 },
  ] as const)("is looked up, and posted again only if it never arrived: $fates", async ({ fates, executions }) => {
    const { server, result } = await outcome(posts(...fates));
    expect(result.error).toBeNull();
    expect(Object.keys(server.history)).toHaveLength(executions);
  });

  it.each([
    { fates: ["drop", "drop"], code: "server_unreachable" },
    { fates: [500, 500], code: "not_comfyui" },
  ] as const)("is posted again only once: $fates", async ({ fates, code }) => {
    const { server, result } = await outcome(posts(...fates));
    expect(result.error?.code).toBe(code);
    expect(server.calls.filter((call) => call === "POST /prompt")).toHaveLength(2);
  });
});

describe("a second copy of a submission", () => {
  it("that arrives late after all is taken off the queue", async () => {
    let posts = 0;
    const { server, runtime, folder } = await setUp({
      play: () => ({ ending: null }),
      socket: "silent",
      intercept: async (request, _, body) => {
        if (request.url !== "/prompt" || !body.includes('"waiting"')) return false;
        posts++;
        if (posts === 1) return request.socket.destroy() !== null;
        if (posts === 2) await fetch(`${runtime.url}/prompt`, { method: "POST", body: String(body) });
        return false;
      },
    });
    const blocker = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    const run = runtime.run(sampleBundle({ prompt: { ...savePrompt, waiting: { class_type: "A", inputs: {} } } }), {
      outDir: folder.path,
    });
    for await (const event of run) if (event.type === "queued") break;
    expect(posts).toBe(3);
    expect(server.pending).toHaveLength(1);
    await Promise.all([run.cancel(), blocker.cancel()]);
  });

  it("that a later server refuses as known counts as arrived", async () => {
    const { server, runtime, folder } = await setUp({
      intercept: async (request, response, body) => {
        if (request.url !== "/prompt" || request.headers["x-inner"] !== undefined) return false;
        await fetch(`${runtime.url}/prompt`, { method: "POST", headers: { "x-inner": "1" }, body: String(body) });
        json(response, { error: "prompt_id already exists" }, 409);
        return true;
      },
    });
    expect((await runtime.run(sampleBundle(), { outDir: folder.path }).settled).error).toBeNull();
    expect(Object.keys(server.history)).toHaveLength(1);
  });
});

describe("cancel", () => {
  const forever: Play = { ending: null };

  it("interrupts a running prompt of ours", async () => {
    const { server, runtime, folder } = await setUp({ play: () => forever });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    const result = await run.cancel();
    expect(result).toMatchObject({ state: "cancelled", error: { code: "interrupted", exitCode: 130 } });
    await expect(run.result).rejects.toMatchObject({ code: "interrupted" });
    expect(server.running).toEqual([]);
    expect(await folder.list()).toEqual([]);
  });

  it("takes a waiting prompt off the queue and leaves the others alone", async () => {
    const { server, runtime, folder } = await setUp({ play: () => forever });
    const other = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    const mine = new AbortController();
    const run = runtime.run(sampleBundle(), { outDir: folder.path, signal: mine.signal });
    await expect.poll(() => server.pending.length).toBe(1);
    mine.abort();
    expect((await run.settled).error?.code).toBe("interrupted");
    expect(server.pending).toEqual([]);
    expect(server.running).toHaveLength(1);
    expect(server.calls).not.toContain("POST /interrupt");
    await other.cancel();
  });

  it("uses the atomic route where the server has it", async () => {
    const { server, runtime, folder } = await setUp({
      play: () => forever,
      intercept: (request, response) => {
        if (!request.url!.endsWith("/cancel")) return false;
        server.interrupt();
        json(response, { cancelled: true });
        return true;
      },
    });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    expect((await run.cancel()).state).toBe("cancelled");
    expect(server.calls).not.toContain("POST /interrupt");
  });

  it("during the submission takes back what arrived", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { server, runtime, folder } = await setUp({
      play: () => forever,
      intercept: async (request) => {
        if (request.url === "/prompt") await held;
        return false;
      },
    });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.calls).toContain("POST /prompt");
    const cancelled = run.cancel();
    setTimeout(release, 50);
    expect((await cancelled).error?.code).toBe("interrupted");
    await expect.poll(() => server.running.length + server.pending.length).toBe(0);
  });

  it("before anything was sent sends nothing", async () => {
    const { server, runtime, folder } = await setUp();
    const run = runtime.run(sampleBundle(), { outDir: folder.path, signal: AbortSignal.abort() });
    expect((await run.settled).error?.code).toBe("interrupted");
    expect(server.posts).toEqual([]);
  });

  it("settles in time where the server hangs", async () => {
    let hang = false;
    const { server, runtime, folder } = await setUp({ play: () => forever, intercept: () => hang });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    hang = true;
    const begun = performance.now();
    expect((await run.cancel()).state).toBe("cancelled");
    // The bound of a cancel, with room for a busy machine.
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  it("leaves no file of a download that it cuts", async () => {
    const { runtime, folder } = await setUp({
      intercept: (request, response) => {
        if (!request.url!.startsWith("/view")) return false;
        response.writeHead(200, { "content-length": 1000 }).write("abc");
        return true;
      },
    });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => folder.list()).toHaveLength(1);
    expect((await run.cancel()).state).toBe("cancelled");
    expect(await folder.list()).toEqual([]);
  });

  it("is what close does to a run under way", async () => {
    await using folder = await temporaryFolder();
    const server = await ScriptedServer.start({ play: () => forever });
    const runtime = new Runtime({ server: server.url, ...quick });
    const run = runtime.run(sampleBundle(), { outDir: folder.path });
    await expect.poll(() => server.running.length).toBe(1);
    await runtime.close();
    expect((await run.settled).error?.code).toBe("interrupted");
    await server.close();
  });
});

describe("a download", () => {
  const big = Buffer.alloc(300_000, 7);
  const cutOnce = (ranges: boolean): ScriptedServerOptions => {
    let cut = false;
    return {
      files: { "a_00001_.png": big },
      intercept: (request, response) => {
        if (!request.url!.startsWith("/view")) return false;
        if (cut && ranges) return false;
        if (cut) return response.writeHead(200, { "content-length": big.length }).end(big) !== null;
        cut = true;
        response.writeHead(200, { "content-length": big.length });
        response.write(big.subarray(0, 100_000), () => setTimeout(() => request.socket.destroy(), 20));
        return true;
      },
    };
  };
  it.each([true, false])("that is cut is taken up again (server with ranges: %s)", async (ranges) => {
    const { server, result, files } = await outcome(cutOnce(ranges));
    expect(result.error).toBeNull();
    expect(result.files[0]?.bytes).toBe(big.length);
    expect(files).toHaveLength(2);
    const views = server.seen.filter(({ path }) => path.startsWith("/view"));
    expect(views[1]?.headers.range).toBe("bytes=100000-");
  });

  it("that is cut twice leaves nothing", async () => {
    const { result, files } = await outcome({
      intercept: (request, response) => {
        if (!request.url!.startsWith("/view")) return false;
        response.writeHead(200, { "content-length": 1000 });
        response.write("abc", () => setTimeout(() => request.socket.destroy(), 5));
        return true;
      },
    });
    expect(result.error?.code).toBe("server_unreachable");
    expect(files).toEqual([]);
  });

  it.each([
    "../../../../etc/x.png",
    "/etc/passwd",
    "..\\..\\evil.png",
    "C:\\x.png",
    "a:b.png",
    "\u0000.png",
    `${"n".repeat(300)}.png`,
    "CON.png",
    "out.png\n[OK] saved",
    "\u001b]8;;http://x\u0007.png",
  ])("of a hostile name %j lands under our own name", async (filename) => {
    const { result, files } = await outcome({
      files: { [filename]: pixels },
      play: () => success({ "2": { images: [{ filename, subfolder: "../../x", type: "output" }] } }),
    });
    expect(result.error).toBeNull();
    expect(files[0]).toMatch(/^sample\/[\w-]+\/image_00001\.(png|bin)$/);
    expect(files).toHaveLength(2);
  });

  it.each([{}, [], 5, null])("of a name that is %j is passed over", async (filename) => {
    const { result } = await outcome({
      play: () => success({ "2": { images: [{ filename, type: "output" }, ...image.images] } }),
    });
    expect(result.files).toHaveLength(1);
  });

  it("goes through no link that leads out of the output folder", async () => {
    await using elsewhere = await temporaryFolder();
    const { runtime, folder } = await setUp();
    await mkdir(folder.path, { recursive: true });
    await symlink(elsewhere.path, join(folder.path, "sample"));
    const result = await runtime.run(sampleBundle(), { outDir: folder.path }).settled;
    expect(result.error?.code).toBe("output_not_writable");
    expect(await elsewhere.list()).toEqual([]);
  });
});

describe("uploads", () => {
  const media = slot({ name: "photo", kind: "image", type: "FILE", targets: [{ node: "1", input: "color" }] });
  const bundle = sampleBundle({ manifest: { slots: [media] } });

  it("put a local file under a name of its content, and the prompt names it", async () => {
    const { server, runtime, folder } = await setUp();
    const path = join(folder.path, "in put.PNG");
    await writeFile(path, pixels);
    const result = await runtime.run(bundle, {
      outDir: join(folder.path, "out"),
      slots: { photo: path },
      nameTemplate: "{photo}.{ext}",
    }).result;
    const name = server.posts[0]!["prompt"]["1"].inputs.color as string;
    expect(name).toMatch(/^comfyc_[0-9a-f]{32}\.png$/);
    expect(server.uploads[0]!.includes(pixels)).toBe(true);
    expect(result.slots["photo"]).toBe(name);
    expect(await readdir(join(folder.path, "out"))).toContain("in put.png");
  });

  it("are not made of a file that the server has", async () => {
    const { server, runtime, folder } = await setUp();
    await runtime.run(bundle, { outDir: folder.path, slots: { photo: { server: "a.png [input]" } } }).result;
    expect(server.posts[0]!["prompt"]["1"].inputs.color).toBe("a.png [input]");
    expect(server.uploads).toEqual([]);
  });

  it.each([
    { name: "missing.png", make: null, code: "file_not_found", says: /does not exist/ },
    { name: "folder", make: "folder", code: "file_unreadable", says: /is a folder/ },
    { name: "empty.png", make: "", code: "file_unreadable", says: /is empty/ },
  ])("refuse $name before anything is sent", async ({ name, make, code, says }) => {
    const { server, runtime, folder } = await setUp();
    const path = join(folder.path, name);
    if (make === "folder") await mkdir(path);
    else if (make !== null) await writeFile(path, make);
    const run = runtime.run(bundle, { outDir: folder.path, slots: { photo: path } });
    await expect(run.result).rejects.toMatchObject({ code, message: expect.stringMatching(says), exitCode: 2 });
    expect(server.seen).toEqual([]);
  });

  it("refuse what is larger than the server takes before a byte of it is sent", async () => {
    const { server, runtime, folder } = await setUp({ features: { max_upload_size: 3000 } });
    const path = join(folder.path, "a.png");
    await writeFile(path, Buffer.concat([pixels, Buffer.alloc(2000)]));
    const run = runtime.run(bundle, { outDir: folder.path, slots: { photo: path } });
    await expect(run.result).rejects.toMatchObject({
      code: "file_unreadable",
      hint: expect.stringContaining("--max-upload-size"),
    });
    expect(server.uploads).toEqual([]);
  });

  it("are repeated after a cut, and follow the name that the server gives", async () => {
    let tries = 0;
    const { server, runtime, folder } = await setUp({
      intercept: (request, response, body) => {
        if (!request.url!.startsWith("/upload")) return false;
        if (++tries < 3) return request.socket.destroy() !== null;
        const name = /filename="([^"]+)\.png"/.exec(body.toString("latin1"))![1];
        json(response, { name: `${name} (1).png`, subfolder: "deep", type: "input" });
        return true;
      },
    });
    const path = join(folder.path, "a.png");
    await writeFile(path, pixels);
    await runtime.run(bundle, { outDir: folder.path, slots: { photo: path } }).result;
    expect(server.posts[0]!["prompt"]["1"].inputs.color).toMatch(/^deep\/comfyc_[0-9a-f]{32} \(1\)\.png$/);
  });

  it.each([
    { status: 413, body: "Maximum request body size 1 exceeded", code: "file_unreadable" },
    { status: 200, body: '{"name":"other.png"}', code: "not_comfyui" },
    { status: 500, body: "oops", code: "not_comfyui" },
  ])("that are answered $status $body end the run", async ({ status, body, code }) => {
    const { server, runtime, folder } = await setUp({
      intercept: (request, response) =>
        request.url!.startsWith("/upload") && response.writeHead(status).end(body) !== null,
    });
    const path = join(folder.path, "a.png");
    await writeFile(path, pixels);
    const run = runtime.run(bundle, { outDir: folder.path, slots: { photo: path } });
    await expect(run.result).rejects.toMatchObject({ code });
    expect(server.posts).toEqual([]);
  });
});

describe("pictures over the socket", () => {
  const withMetadata = (promptId: string, node: string) => {
    const head = Buffer.from(
      JSON.stringify({ prompt_id: promptId, node_id: node, display_node_id: node, image_type: "image/png" }),
    );
    const words = Buffer.alloc(8);
    words.writeUInt32BE(4, 0);
    words.writeUInt32BE(head.length, 4);
    return Buffer.concat([words, head, pixels]);
  };
  const plain = Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 2]), pixels]);
  const text = Buffer.concat([Buffer.from([0, 0, 0, 3, 0, 0, 0, 1]), Buffer.from("1width: 64")]);

  it("are previews, of this run alone", async () => {
    const play: ScriptedServerOptions["play"] = (_, id) =>
      success({ "2": image }, [
        plain,
        { type: "executing", data: { node: "1", display_node: "1", prompt_id: id } },
        withMetadata(id, "1"),
        { wait: 60 },
        plain,
        { wait: 60 },
        withMetadata("another", "1"),
        text,
      ]);
    const { runtime, folder } = await setUp({ play });
    const events: RunEvent[] = [];
    await runtime.run(sampleBundle(), { outDir: folder.path, onEvent: (event) => void events.push(event) }).result;
    const previews = events.filter((event) => event.type === "preview");
    expect(previews).toMatchObject([
      { node: "1", mime: "image/png" },
      { node: "1", mime: "image/png" },
    ]);
    expect(Buffer.from(previews[0]!.bytes)).toEqual(pixels);
    expect(events).toContainEqual({ type: "text", node: "1", text: "width: 64" });
  });

  it("are results where the node sends them nowhere else", async () => {
    const prompt = { ...savePrompt, "2": { class_type: "SaveImageWebsocket", inputs: { images: ["1", 0] as any } } };
    const play: ScriptedServerOptions["play"] = (_, id) => success({}, [withMetadata(id, "2"), withMetadata(id, "2")]);
    const { runtime, folder } = await setUp({ play });
    const result = await runtime.run(sampleBundle({ prompt }), { outDir: folder.path }).result;
    expect(result.files.map((file) => [file.output, file.index, file.bytes])).toEqual([
      ["image", 1, pixels.length],
      ["image", 2, pixels.length],
    ]);
  });
});
