import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { JsonObject } from "../../src/json/json-value.ts";
import { ExecutionBlocker } from "../../src/simulator/execution/executor.ts";
import { NodeError } from "../../src/simulator/node-error.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { TestClient } from "./client.ts";

type Event = { type: string; data: Record<string, unknown> };

/** A socket with all that it heard. */
class Listener {
  readonly events: Event[] = [];
  readonly binary: Buffer[] = [];
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) this.binary.push(Buffer.from(data));
      else this.events.push(JSON.parse(data.toString("utf8")) as Event);
    });
  }

  static async open(url: string, clientId: string): Promise<Listener> {
    const listener = new Listener(new WebSocket(`${url.replace("http", "ws")}/ws?clientId=${clientId}`));
    await new Promise((resolve) => listener.socket.once("open", resolve));
    return listener;
  }

  async until(wanted: (event: Event) => boolean): Promise<Event> {
    for (const end = Date.now() + 5000; Date.now() < end; await sleep(5)) {
      const found = this.events.find(wanted);
      if (found !== undefined) return found;
    }
    throw new Error(`no such event among ${this.events.map((event) => event.type).join(", ")}`);
  }

  end(): Promise<Event> {
    return this.until((event) => event.type === "executing" && event.data["node"] === null);
  }
}

const node = (class_type: string, inputs: Record<string, unknown>) => ({ class_type, inputs });
const sampler = (steps: number) => ({
  m: node("CheckpointLoaderSimple", { ckpt_name: "a.safetensors" }),
  t: node("CLIPTextEncode", { text: "x", clip: ["m", 1] }),
  l: node("EmptyLatentImage", { width: 64, height: 64, batch_size: 1 }),
  s: node("KSampler", {
    model: ["m", 0],
    seed: 1,
    steps,
    cfg: 7,
    sampler_name: "euler",
    scheduler: "normal",
    positive: ["t", 0],
    negative: ["t", 0],
    latent_image: ["l", 0],
    denoise: 1,
  }),
  d: node("VAEDecode", { samples: ["s", 0], vae: ["m", 2] }),
  p: node("PreviewImage", { images: ["d", 0] }),
});

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
  simulator = await startSimulator({
    stepDelay: 20,
    executors: {
      // Node types of the schema, made to misbehave.
      ImageInvert: () => {
        throw new NodeError("on purpose", "ValueError");
      },
      ImageSharpen: () => [new ExecutionBlocker("closed")],
      ImageBlur: () => [new ExecutionBlocker()],
    },
  });
  client = new TestClient(simulator.url);
});
afterAll(() => simulator.close());

const post = (prompt: object, more: JsonObject = {}) =>
  client.post("/prompt", { prompt: prompt as JsonObject, ...more });

describe("previews", () => {
  test.each([
    ["type 1, JPEG, without feature flags", undefined, 1],
    ["type 4 with metadata for a client that asked", { supports_preview_metadata: true }, 4],
  ])("%s", async (_, flags, type) => {
    const listener = await Listener.open(simulator.url, `preview-${type}`);
    if (flags !== undefined) {
      listener.socket.send(JSON.stringify({ type: "feature_flags", data: flags }));
      await listener.until((event) => event.type === "feature_flags");
    }
    await post(sampler(2 + type), { client_id: `preview-${type}`, extra_data: { preview_method: "auto" } });
    await listener.end();
    expect(listener.binary).toHaveLength(2 + type);
    expect(listener.binary[0]!.readUInt32BE(0)).toBe(type);
    const start = type === 1 ? 8 : 8 + listener.binary[0]!.readUInt32BE(4);
    expect(listener.binary[0]!.subarray(start, start + 2)).toEqual(Buffer.from([0xff, 0xd8]));
    listener.socket.close();
  });

  test("none without being asked for", async () => {
    const listener = await Listener.open(simulator.url, "quiet");
    await post(sampler(7), { client_id: "quiet" });
    await listener.end();
    expect(listener.binary).toHaveLength(0);
    listener.socket.close();
  });
});

describe("interrupt", () => {
  test("of a prompt that does not run changes nothing; of the running one it ends within a step", async () => {
    const listener = await Listener.open(simulator.url, "stop");
    await post(sampler(500), { client_id: "stop", prompt_id: "long" });
    await listener.until((event) => event.type === "progress");
    await client.post("/interrupt", { prompt_id: "another" });
    await sleep(60);
    expect((await client.get("/api/jobs/long")).json).toMatchObject({ status: "in_progress" });
    await client.post("/interrupt", { prompt_id: "long" });
    const event = await listener.until((item) => item.type === "execution_interrupted");
    expect(event.data).toMatchObject({ prompt_id: "long", node_id: "s", node_type: "KSampler" });
    expect((await client.history("long")).status.status_str).toBe("error");
    listener.socket.close();
  });
});

describe("errors of nodes", () => {
  test("execution_error names node, type, inputs and has a traceback without paths", async () => {
    const entry = await client.run({
      a: node("EmptyImage", { width: 8, height: 8, batch_size: 1, color: 1 }),
      b: node("ImageInvert", { image: ["a", 0] }),
      c: node("PreviewImage", { images: ["b", 0] }),
    });
    const [type, data] = entry.status.messages.at(-1)!;
    expect(type).toBe("execution_error");
    expect(data).toMatchObject({
      node_id: "b",
      node_type: "ImageInvert",
      exception_message: "on purpose\n",
      exception_type: "ValueError",
      executed: ["a"],
      current_inputs: { image: ["<IMAGE>"] },
    });
    expect(String(data["traceback"])).not.toContain(process.cwd());
  });

  test("a blocker with a message reports an error, and the run goes on to its success", async () => {
    const listener = await Listener.open(simulator.url, "blocked");
    const entry = await client.run(
      {
        a: node("EmptyImage", { width: 8, height: 8, batch_size: 1, color: 2 }),
        b: node("ImageSharpen", { image: ["a", 0], sharpen_radius: 1, sigma: 1, alpha: 1 }),
        c: node("PreviewImage", { images: ["b", 0] }),
        d: node("ImageBlur", { image: ["a", 0], blur_radius: 1, sigma: 1 }),
        e: node("PreviewImage", { images: ["d", 0] }),
      },
      { client_id: "blocked" },
    );
    await listener.end();
    const errors = listener.events.filter((event) => event.type === "execution_error");
    expect(errors).toHaveLength(1);
    expect(errors[0]!.data).toMatchObject({
      exception_type: "ExecutionBlocked",
      exception_message: "Execution Blocked: closed",
    });
    expect(entry.status.status_str).toBe("success");
    expect(entry.outputs).toEqual({});
    listener.socket.close();
  });
});

describe("the worker", () => {
  const noInputs = {
    a: node("EmptyImage", { width: 8, height: 8, batch_size: 1, color: 3 }),
    b: node("PreviewImage", { images: ["a", 0] }),
    c: { class_type: "EmptyImage" },
  };

  test("dies of a node without inputs, as ComfyUI's does", async () => {
    const own = await startSimulator();
    const mine = new TestClient(own.url);
    await mine.post("/prompt", { prompt: noInputs as unknown as JsonObject, prompt_id: "deadly" });
    await mine.post("/prompt", { prompt: { b: noInputs.b, a: noInputs.a } as unknown as JsonObject });
    await sleep(100);
    const { json } = await mine.get("/queue");
    const queue = json as { queue_running: unknown[][]; queue_pending: unknown[] };
    expect(queue.queue_running.map((item) => item[1])).toEqual(["deadly"]);
    expect(queue.queue_pending).toHaveLength(1);
    await own.close();
  });

  test("or lives on with an execution error where it must not die", async () => {
    const own = await startSimulator({ workerCanDie: false });
    const mine = new TestClient(own.url);
    await mine.post("/prompt", { prompt: noInputs as unknown as JsonObject, prompt_id: "deadly" });
    expect((await mine.history("deadly")).status.status_str).toBe("error");
    expect((await mine.run({ a: noInputs.a, b: noInputs.b })).status.status_str).toBe("success");
    await own.close();
  });
});

test("with the reconnect bug switched off, a newer socket hears on after the older one closes", async () => {
  const own = await startSimulator({ reconnectBug: false });
  const [first, second] = [await Listener.open(own.url, "same"), await Listener.open(own.url, "same")];
  first.socket.close();
  await sleep(50);
  await new TestClient(own.url).run(
    { a: node("PrimitiveInt", { value: 1 }), b: node("PreviewAny", { source: ["a", 0] }) },
    { client_id: "same" },
  );
  await second.end();
  expect(second.events.some((event) => event.type === "execution_success")).toBe(true);
  await own.close();
});

test("a cycle that exists only at run time fails, while the history says success", async () => {
  const own = await startSimulator();
  const mine = new TestClient(own.url);
  const entry = await mine.run({
    a: node("EmptyImage", { width: 8, height: 8, batch_size: 1, color: 3, undeclared: ["b", 0] }),
    b: node("ImageFlip", { image: ["a", 0], flip_method: "x-axis: vertically" }),
    c: node("PreviewImage", { images: ["b", 0] }),
  });
  expect(entry.status.messages.at(-1)).toMatchObject([
    "execution_error",
    { exception_message: "Dependency cycle detected" },
  ]);
  expect(entry.status.status_str).toBe("success");
  await own.close();
});
