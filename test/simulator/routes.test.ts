import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import sharp from "sharp";
import { WebSocket } from "ws";
import type { JsonObject } from "../../src/json/json-value.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { TestClient } from "./client.ts";

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
  simulator = await startSimulator({
    stepDelay: 0,
    maxUploadSize: 200_000,
    models: { checkpoints: ["a.safetensors"] },
  });
  client = new TestClient(simulator.url);
});
afterAll(() => simulator.close());

const picture = {
  a: { class_type: "EmptyImage", inputs: { width: 32, height: 16, batch_size: 1, color: 255 } },
  b: { class_type: "SaveImage", inputs: { images: ["a", 0], filename_prefix: "sub/p" } },
};

describe("a request line that holds no address", () => {
  test.each(["", "Upgrade: websocket\r\nConnection: Upgrade\r\n"])("is answered 400 (%j)", async (headers) => {
    const socket = connect(Number(new URL(simulator.url).port), "127.0.0.1");
    socket.end(`GET // HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
    const chunks = await Array.fromAsync(socket as AsyncIterable<Buffer>);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe("paths", () => {
  test.each([
    ["GET", "/api/queue", 200],
    ["GET", "/api/api/queue", 404],
    ["GET", "/api/jobs", 200],
    ["GET", "/jobs", 404],
    ["GET", "/internal/logs", 200],
    ["GET", "/api/internal/logs", 404],
    ["GET", "/nothing", 404],
    ["POST", "/nothing", 405],
    ["DELETE", "/queue", 405],
    ["OPTIONS", "/prompt", 200],
    ["HEAD", "/queue", 200],
    ["GET", "/api/ws", 400],
    ["GET", "/models/none", 404],
    ["GET", "/object_info/None", 200],
    ["GET", "/view", 404],
    ["GET", "/view?filename=none.png", 404],
    ["GET", "/view?filename=../x.png", 400],
    ["GET", "/view?filename=x.png&type=bogus", 400],
    ["GET", "/view?filename=x.png&subfolder=../..", 403],
    ["GET", "/history?max_items=x", 500],
    ["GET", "/userdata", 400],
    ["GET", "/userdata?dir=..", 403],
    ["GET", "/userdata/none.json", 404],
    ["GET", "/internal/files/bogus", 400],
    ["GET", "/view_metadata/checkpoints?filename=a.safetensors", 500],
    ["GET", "/view_metadata/checkpoints?filename=b.safetensors", 404],
  ])("%s %s gives %i", async (method, path, status) => {
    expect((await fetch(simulator.url + path, { method })).status).toBe(status);
  });
});

describe("the origin guard", () => {
  test.each([
    ["http://localhost:3000", 403],
    ["http://127.0.0.1", 200],
    ["http://127.0.0.1:1", 403],
    ["null", 200],
  ])("Origin %s gives %i", async (origin, status) => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${simulator.url}/queue`, { headers: { origin } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(answer).toBe(status);
  });

  test("refuses a socket of another origin", async () => {
    const socket = new WebSocket(`${simulator.url.replace("http", "ws")}/ws`, { origin: "http://evil.example" });
    const status = await new Promise((resolve) =>
      socket.once("unexpected-response", (_, response) => resolve(response.statusCode)).on("error", () => {}),
    );
    expect(status).toBe(403);
  });
});

describe("POST /prompt", () => {
  test.each([
    ["malformed JSON", "{bad", 500],
    ["a list", "[]", 400],
    ["no prompt", "{}", 400],
    ["a number that is none", '{"prompt":{},"number":"abc"}', 500],
    ["extra_data null with client_id", '{"prompt":{},"extra_data":null,"client_id":"x"}', 500],
    ["a prompt without nodes", '{"prompt":{}}', 400],
  ])("answers %s with its status", async (_, body, status) => {
    const reply = await client.post("/prompt", body);
    expect(reply.status).toBe(status);
    if (status === 500) expect(reply.text).toBe("500 Internal Server Error\n\nServer got itself in trouble");
    else expect(Object.keys(reply.json as JsonObject).toSorted()).toEqual(["error", "node_errors"]);
  });

  test("a body above the limit gives 413 in plain text", async () => {
    const reply = await client.post("/prompt", "x".repeat(200_001));
    expect(reply.status).toBe(413);
    expect(reply.text).toBe("Maximum request body size 200000 exceeded, actual body size 200001");
  });

  test("keeps integers beyond 2^53 exact, writes NaN bare, and hides secrets", async () => {
    const prompt = {
      1: { class_type: "PrimitiveFloat", inputs: { value: "nan" } },
      2: { class_type: "PreviewAny", inputs: { source: ["1", 0] } },
      3: { class_type: "RandomNoise", inputs: { noise_seed: 18446744073709551615n } },
    };
    const entry = await client.run(prompt, {
      prompt_id: "exact",
      extra_data: { api_key_comfy_org: "secret", big: 18446744073709551615n },
    });
    const { text } = await client.get("/history/exact");
    expect(text).toContain('"value":NaN');
    expect(text).toContain('"big":18446744073709551615');
    expect(text).toContain('"noise_seed":18446744073709551615');
    expect(text).not.toContain("secret");
    expect(entry.status.status_str).toBe("success");
  });

  test("drops an invalid output, runs the valid one, and says so in node_errors", async () => {
    const prompt = { ...picture, c: { class_type: "SaveImage", inputs: { images: ["a", 0] } } };
    const { json, status } = await client.post("/prompt", { prompt });
    expect(status).toBe(200);
    const reply = json as { prompt_id: string; node_errors: JsonObject };
    expect(Object.keys(reply.node_errors)).toEqual(["c"]);
    expect(Object.keys((await client.history(reply.prompt_id)).outputs)).toEqual(["b"]);
  });

  test("a truth value in a link counts as 0 or 1, as in Python", async () => {
    const save = { class_type: "SaveImage", inputs: { images: ["a", false], filename_prefix: "truth" } };
    const entry = await client.run({ a: picture.a, b: save });
    expect(entry.status.status_str).toBe("success");
    expect(entry.outputs["b"]!["images"]).toHaveLength(1);
  });

  test("front and number decide the priority", async () => {
    const numbers: unknown[] = [];
    for (const more of [{ number: 5 }, { front: true }]) {
      const { json } = await client.post("/prompt", { prompt: picture, ...more });
      numbers.push((json as JsonObject)["number"]);
    }
    expect(numbers[0]).toMatchObject({ text: "5.0" });
    expect(numbers[1]).toBeLessThanOrEqual(0);
  });
});

describe("uploads and /view", () => {
  const png = sharp({ create: { width: 8, height: 4, channels: 3, background: "#f00" } })
    .png()
    .toBuffer();
  const form = async (fields: Record<string, string>, bytes: Buffer, name = "up.png") => {
    const data = new FormData();
    data.set("image", new Blob([new Uint8Array(bytes)]), name);
    for (const [key, value] of Object.entries(fields)) data.set(key, value);
    return data;
  };

  test("equal content is reused, other content gets a new name, overwrite replaces", async () => {
    const bytes = await png;
    const names: unknown[] = [];
    for (const [fields, content] of [
      [{}, bytes],
      [{}, bytes],
      [{}, Buffer.from("x")],
      [{ overwrite: "true" }, bytes],
    ] as const) {
      names.push(((await client.post("/upload/image", await form(fields, content))).json as JsonObject)["name"]);
    }
    expect(names).toEqual(["up.png", "up.png", "up (1).png", "up.png"]);
  });

  test.each([
    ["a folder outside", { subfolder: "../.." }, 400],
    ["an unknown type", { type: "bogus" }, 500],
  ])("%s is refused", async (_, fields, status) => {
    expect((await client.post("/upload/image", await form(fields, await png))).status).toBe(status);
  });

  test("a form without an image is refused", async () => {
    expect((await client.post("/upload/image", "nothing")).status).toBe(400);
    expect((await client.post("/upload/mask", await form({}, await png, "new.png"))).status).toBe(500);
  });

  test("a mask's alpha goes into the original", async () => {
    await client.post("/upload/image", await form({ overwrite: "1" }, await png, "original.png"));
    const mask = await sharp({
      create: { width: 8, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const reference = JSON.stringify({ filename: "original.png", type: "input" });
    const { json } = await client.post(
      "/upload/mask",
      await form({ original_ref: reference, subfolder: "clipspace" }, mask, "m.png"),
    );
    expect(json).toMatchObject({ name: "m.png", subfolder: "clipspace", type: "input" });
    const stored = Buffer.from(
      await (await fetch(`${simulator.url}/view?filename=m.png&subfolder=clipspace&type=input`)).arrayBuffer(),
    );
    const { data } = await sharp(stored).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 0]);
  });

  test("files come with type, name, ETag and ranges", async () => {
    // Without a client id a cached node reports nothing: another colour runs anew.
    const entry = await client.run({
      ...picture,
      a: { class_type: "EmptyImage", inputs: { ...picture.a.inputs, color: 77 } },
    });
    const { filename, subfolder } = entry.outputs["b"]!["images"]![0]!;
    const url = `${simulator.url}/view?filename=${filename}&subfolder=${subfolder}`;
    const whole = await fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get("content-type")).toBe("image/png");
    expect(whole.headers.get("content-disposition")).toBe(`filename="${filename}"`);
    const part = await fetch(url, { headers: { range: "bytes=4-7" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 4-7/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(4, 8));
    expect((await fetch(url, { headers: { range: "bytes=-3" } })).headers.get("content-length")).toBe("3");
    expect((await fetch(url, { headers: { range: "bytes=999999-" } })).status).toBe(416);
    expect((await fetch(url, { headers: { "if-none-match": whole.headers.get("etag")! } })).status).toBe(304);
  });

  test.each([
    ["preview=webp;50", "webp", 3],
    ["preview=jpeg", "jpeg", 3],
    ["channel=rgb", "png", 3],
    ["channel=a", "png", 1],
  ])("%s is a %s of %i channels", async (query, format, channels) => {
    await client.post("/upload/image", await form({ overwrite: "1" }, await png, "view.png"));
    const reply = await fetch(`${simulator.url}/view?filename=view.png&type=input&${query}`);
    const info = await sharp(Buffer.from(await reply.arrayBuffer())).metadata();
    expect([info.format, info.channels, info.width]).toEqual([format, channels, 8]);
  });

  test("what is no picture has no preview", async () => {
    await client.post("/upload/image", await form({ overwrite: "1" }, Buffer.from("text"), "note.txt"));
    expect((await client.get("/view?filename=note.txt&type=input&preview=webp")).status).toBe(500);
  });
});

describe("what the server says of itself", () => {
  test("it is ComfyUI 0.8.0 and simulated", async () => {
    const { json } = await client.get("/system_stats");
    expect((json as { system: JsonObject }).system).toMatchObject({ comfyui_version: "0.8.0", comfyc_simulator: true });
  });

  test("object_info has every key of a real entry, and lists uploads and models", async () => {
    await client.post(
      "/upload/image",
      (() => {
        const data = new FormData();
        data.set("image", new Blob(["x"]), "listed.png");
        return data;
      })(),
    );
    const { json } = await client.get("/object_info");
    const all = json as Record<string, { input: { required: Record<string, [unknown, JsonObject]> } }>;
    expect(Object.keys(all).length).toBeGreaterThan(500);
    expect(Object.keys(all["KSampler"]!)).toEqual(
      expect.arrayContaining([
        "input",
        "input_order",
        "output",
        "output_is_list",
        "output_name",
        "name",
        "display_name",
        "description",
        "python_module",
        "category",
        "output_node",
      ]),
    );
    expect(all["LoadImage"]!.input.required["image"]![0]).toContain("listed.png");
    expect(all["CheckpointLoaderSimple"]!.input.required["ckpt_name"]![0]).toContain("a.safetensors");
    expect((await client.get("/models/checkpoints")).json).toContain("a.safetensors");
  });

  test.each([
    "/features",
    "/models",
    "/embeddings",
    "/experiment/models",
    "/experiment/models/checkpoints",
    "/extensions",
    "/i18n",
    "/users",
    "/workflow_templates",
    "/global_subgraphs",
    "/internal/logs/raw",
    "/internal/folder_paths",
    "/internal/files/output",
  ])("%s is JSON", async (path) => {
    const reply = await client.get(path);
    expect([reply.status, reply.json === null]).toEqual([200, false]);
  });
});

describe("user data and settings", () => {
  test("files are stored, listed, moved and removed", async () => {
    expect((await client.post("/userdata/workflows%2Fa.json", "{}")).json).toBe("workflows/a.json");
    expect((await client.post("/userdata/workflows%2Fa.json?overwrite=false", "{}")).status).toBe(409);
    expect((await client.get("/userdata/workflows%2Fa.json")).text).toBe("{}");
    expect((await client.get("/userdata?dir=workflows")).json).toEqual(["a.json"]);
    expect((await client.get("/userdata?dir=workflows&split=true")).json).toEqual([["a.json", "a.json"]]);
    expect((await client.get("/userdata?dir=workflows&full_info=true")).json).toMatchObject([
      { path: "a.json", size: 2 },
    ]);
    expect((await client.get("/v2/userdata")).json).toMatchObject([
      { path: "workflows", type: "directory" },
      { path: "workflows/a.json", type: "file" },
    ]);
    expect((await client.post("/userdata/workflows%2Fa.json/move/b.json?full_info=true", "")).json).toMatchObject({
      path: "b.json",
    });
    expect((await client.post("/userdata/b.json/move/b.json?overwrite=false", "")).status).toBe(409);
    expect((await client.post("/userdata/b.json", undefined, "DELETE")).status).toBe(204);
    expect((await client.post("/userdata/..%2Fout.json", "x")).status).toBe(403);
    expect((await client.get("/v2/userdata?path=none")).status).toBe(404);
    expect((await client.get("/v2/userdata?path=..%2F..")).status).toBe(400);
  });

  test("settings are merged, one by one and together", async () => {
    expect((await client.get("/settings")).json).toEqual({});
    await client.post("/settings", { a: 1 });
    await client.post("/settings/b", "true");
    expect((await client.get("/settings")).json).toEqual({ a: 1, b: true });
    expect((await client.get("/settings/b")).json).toBe(true);
    expect((await client.get("/settings/none")).json).toBeNull();
  });
});

describe("history and jobs", () => {
  test("pages count from the oldest, or back from the newest without an offset", async () => {
    await client.post("/history", { clear: true });
    for (const id of ["h1", "h2", "h3"]) await client.run(picture, { prompt_id: id });
    const ids = async (query: string) => Object.keys((await client.get(`/history${query}`)).json as JsonObject);
    expect(await ids("?max_items=2")).toEqual(["h2", "h3"]);
    expect(await ids("?max_items=1&offset=0")).toEqual(["h1"]);
    expect(await ids("?offset=1")).toEqual(["h2", "h3"]);
    const { json } = await client.get("/api/jobs?limit=2&sort_order=asc&status=completed");
    const page = json as { jobs: JsonObject[]; pagination: JsonObject };
    expect(page.jobs.map((job) => job["id"])).toEqual(["h1", "h2"]);
    expect(page.pagination).toEqual({ offset: 0, limit: 2, total: 3, has_more: true });
    await client.post("/history", { delete: ["h2"] });
    expect(await ids("")).toEqual(["h1", "h3"]);
  });

  test("an interrupt body that is null gives 500, any other is taken", async () => {
    expect((await client.post("/interrupt", "null")).status).toBe(500);
    expect((await client.post("/interrupt", { prompt_id: "other" })).status).toBe(200);
    expect((await client.post("/interrupt")).status).toBe(200);
  });
});

test("close ends sockets and answers no more", async () => {
  const own = await startSimulator();
  const socket = new WebSocket(`${own.url.replace("http", "ws")}/ws?clientId=x`);
  await new Promise((resolve) => socket.once("open", resolve));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await Promise.all([own.close(), own.close()]);
  await closed;
  await expect(fetch(own.url)).rejects.toThrow();
});

test("a taken port is the system's error", async () => {
  await expect(startSimulator({ port: simulator.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
