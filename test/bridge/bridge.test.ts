import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveBridge } from "../../src/bridge/serve-bridge.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "comfyc-bridge-"));

interface Message {
  readonly id?: number | null;
  readonly method?: string;
  // What a JSON message holds; each test looks at the part that it asked for.
  readonly params?: Record<string, any>;
  readonly result?: any;
  readonly error?: { code: number; message: string; data: { code: string; hint?: string } };
}

/** A bridge in this process, spoken to as a parent would: lines in, lines out. */
class BridgeParent {
  readonly input = new PassThrough();
  readonly messages: Message[] = [];
  readonly ended: Promise<void>;
  private readonly output = new PassThrough();
  private readonly waiting: { matches: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];
  private nextId = 1;

  constructor(env: Record<string, string> = {}) {
    createInterface({ input: this.output }).on("line", (line) => this.receive(JSON.parse(line) as Message));
    this.ended = serveBridge({
      input: this.input,
      output: this.output,
      env,
      signal: new AbortController().signal,
    });
  }

  call(method: string, params: Record<string, unknown> = {}): Promise<Message> {
    const id = this.nextId++;
    this.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return this.wait((message) => message.id === id);
  }

  start(slots: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Message> {
    const place = { cwd: root, server: "simulator", outDir: folder };
    return this.call("runs/start", { workflow: "sd_basic", slots, ...place, ...more });
  }

  finished(run: string): Promise<Message> {
    return this.wait((message) => message.method === "run/finished" && message.params?.["run"] === run);
  }

  write(line: string): void {
    this.input.write(`${line}\n`);
  }

  wait(matches: (message: Message) => boolean): Promise<Message> {
    const known = this.messages.find(matches);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.waiting.push({ matches, resolve }));
  }

  private receive(message: Message): void {
    this.messages.push(message);
    for (const waiter of this.waiting) if (waiter.matches(message)) waiter.resolve(message);
  }
}

describe("the bridge", () => {
  let parent: BridgeParent;
  beforeAll(() => {
    parent = new BridgeParent();
  });
  afterAll(async () => {
    parent.input.end();
    await parent.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it("ends a message at a line feed and at no other character", async () => {
    const { result } = await parent.call("runs/get", { run: "a\u2028b\u2029c\u0085d" });
    expect(result).toBeNull();
  });

  const small = { width: 64, height: 64, steps: 2 };

  it("says which protocol it speaks, and refuses another", async () => {
    const { result } = await parent.call("initialize", { protocolVersion: 1 });
    expect(result).toMatchObject({ protocolVersion: 1, pid: process.pid });
    const { error } = await parent.call("initialize", { protocolVersion: 2 });
    expect(error).toMatchObject({ data: { code: "bad_params" }, message: expect.stringContaining("protocol 1") });
  });

  it("runs a workflow and tells of progress, the file and the end", async () => {
    const { result } = await parent.start({ ...small, seed: 7 });
    const { params } = await parent.finished(result.run);
    expect(params).toMatchObject({ state: "succeeded", result: { workflow: "sd_basic", simulated: true } });
    const [file] = params!["result"].files;
    expect(file).toMatchObject({ output: "image", kind: "image" });
    expect(existsSync(file.path)).toBe(true);
    const own = parent.messages.filter((message) => message.params?.["run"] === result.run);
    const progress = own.filter(({ method }) => method === "run/progress").map((message) => message.params!["value"]);
    expect(progress).toEqual(progress.toSorted((a: number, b: number) => a - b));
    expect(own.map(({ method }) => method)).toEqual(expect.arrayContaining(["run/queued", "run/output"]));
    expect((await parent.call("runs/get", { run: result.run })).result).toEqual(params);
  });

  it("passes a 64-bit seed exactly, as a number and as digits", async () => {
    parent.write(
      `{"jsonrpc":"2.0","id":900,"method":"runs/start","params":{"workflow":"sd_basic","cwd":${JSON.stringify(root)},` +
        `"server":"simulator","outDir":${JSON.stringify(folder)},"slots":{"width":64,"height":64,"steps":1,"seed":18446744073709551615}}}`,
    );
    const { result } = await parent.wait((message) => message.id === 900);
    await parent.finished(result.run);
    const sent = parent.messages.find(
      (message) => message.method === "run/finished" && message.params?.["run"] === result.run,
    );
    // JSON.parse rounds it here; the digits are compared by the Python tests.
    expect(String(sent!.params!["result"].slots.seed)).toBe("18446744073709552000");
    const digits = await parent.start({ ...small, seed: "18446744073709551614" });
    expect((await parent.finished(digits.result.run)).params!["state"]).toBe("succeeded");
  });

  it("sends previews in base64 where they are asked for", async () => {
    const { result } = await parent.start({ ...small, steps: 12 }, { previews: true });
    const preview = await parent.wait((m) => m.method === "run/preview" && m.params?.["run"] === result.run);
    expect(Buffer.from(preview.params!["data"], "base64").length).toBeGreaterThan(100);
    await parent.finished(result.run);
  });

  it("cancels the run it is asked to cancel", async () => {
    const { result } = await parent.start({ ...small, steps: 150 });
    expect((await parent.call("runs/get", { run: result.run })).result).toEqual({ run: result.run, state: "running" });
    expect((await parent.call("runs/cancel", { run: result.run })).result).toEqual({ cancelled: true });
    expect((await parent.finished(result.run)).params).toMatchObject({
      state: "cancelled",
      error: { code: "interrupted" },
    });
    expect((await parent.call("runs/cancel", { run: result.run })).result).toEqual({ cancelled: false });
  });

  it.each([
    [{ promt: "x" }, "unknown_slot", /promt/],
    [{ steps: "many" }, "bad_slot_value", /steps/],
    [{ steps: 0 }, "bad_slot_value", /steps/],
  ])("answers the slots %j with %s and starts nothing", async (slots, code, words) => {
    const { error } = await parent.start(slots);
    expect(error?.data.code).toBe(code);
    expect(error?.message).toMatch(words);
    expect(error?.message).not.toMatch(/\n\s+at /);
  });

  it("looks for media files in the caller's folder", async () => {
    const { error } = await parent.start({ image: "no/such.png" }, { workflow: "upscale_4x", cwd: root });
    expect(error).toMatchObject({ data: { code: "file_not_found" } });
    expect(error?.message).toContain(join(root, "no/such.png"));
  });

  it("answers a dead server with server_unreachable", async () => {
    const { error } = await parent.start({}, { server: "http://127.0.0.1:9" });
    expect(error?.data.code).toBe("server_unreachable");
  });

  it("lists workflows with their slots, and one whole", async () => {
    const { result } = await parent.call("workflows/list", { cwd: root });
    const names = result.workflows.map((workflow: { name: string }) => workflow.name);
    expect(names).toEqual(expect.arrayContaining(["controlnet_pose", "ltx_video", "sd_basic", "upscale_4x"]));
    const one = await parent.call("workflows/get", { cwd: root, workflow: "sd_basic" });
    expect(one.result.manifest).toMatchObject({ manifestVersion: 1, name: "sd_basic" });
    const none = await parent.call("workflows/get", { cwd: root, workflow: "sd_basik" });
    expect(none.error).toMatchObject({ data: { code: "unknown_workflow" } });
  });

  it("lists servers with their health", async () => {
    const { result } = await parent.call("servers/list", { cwd: root });
    expect(result.servers.length).toBeGreaterThan(0);
    for (const server of result.servers)
      expect(server).toMatchObject({ url: expect.any(String), ok: expect.any(Boolean) });
  });

  it("takes COMFYC_SERVER=simulator for the simulator", async () => {
    const other = new BridgeParent({ COMFYC_SERVER: "simulator" });
    const { result } = await other.call("servers/list", { cwd: root });
    expect(result.servers[0]).toMatchObject({ name: "COMFYC_SERVER", ok: true, simulated: true, problem: null });
    const started = await other.start({ width: 64, height: 64, steps: 1 }, { server: "auto" });
    const { params } = await other.finished(started.result.run);
    expect(params).toMatchObject({ state: "succeeded" });
    other.input.end();
    await other.ended;
  });

  it.each([
    ["not JSON at all", -32700],
    ['{"jsonrpc":"2.0","id":1', -32700],
    ["[1, 2]", -32600],
    ['{"jsonrpc":"2.0","id":77}', -32600],
  ])("answers the line %j with an error and goes on", async (line, number) => {
    const before = parent.messages.length;
    parent.write(line);
    await parent.wait((message) => message.error?.code === number && parent.messages.indexOf(message) >= before);
    expect((await parent.call("initialize", { protocolVersion: 1 })).result.protocolVersion).toBe(1);
  });

  it("names its methods where it is asked for another, and what is wrong with parameters", async () => {
    const unknown = await parent.call("runs/begin");
    expect(unknown.error).toMatchObject({
      data: { code: "unknown_method", hint: expect.stringContaining("runs/start") },
    });
    const wrong = await parent.call("runs/start", { workflow: 5 });
    expect(wrong.error).toMatchObject({
      data: {
        code: "bad_params",
        hint: "Its parameters: cwd?, bundles?, server?, outDir?, workflow, slots, previews?.",
      },
      message:
        "The parameters of runs/start are wrong: workflow: expected string, received number; " +
        "slots: expected record, received undefined.",
    });
  });

  it("does not run the project's code: it reads generated/project.json", async () => {
    const project = mkdtempSync(join(tmpdir(), "comfyc-bridge-project-"));
    writeFileSync(join(project, "comfyc.config.ts"), "throw new Error('must not run');");
    const { result } = await parent.call("workflows/list", { cwd: project });
    expect(result).toEqual({ workflows: [] });
    rmSync(project, { recursive: true, force: true });
  });
});

it("ends, and cancels what it runs, when its parent's end of the input closes", async () => {
  const parent = new BridgeParent();
  const { result } = await parent.start({ width: 64, height: 64, steps: 150 });
  parent.input.end();
  await parent.ended;
  const last = parent.messages.find((m) => m.method === "run/finished" && m.params?.["run"] === result.run);
  expect(last?.params).toMatchObject({ state: "cancelled" });
});
