import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { ServerFolders } from "../../src/simulator/files/server-folders.ts";
import type { Executor } from "../../src/simulator/execution/executor.ts";
import { NodeError } from "../../src/simulator/node-error.ts";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { sharedFolder } from "../shared-folder.ts";
import { putServerInputs } from "./server-inputs.ts";
import { Replay } from "./traces/replay.ts";
import { testPack } from "./traces/test-pack.ts";
import { readTrace } from "./traces/trace-file.ts";

interface Case {
  readonly name: string;
  /** Played first on the same server, so that its results are cached. */
  readonly after?: string;
  /**
   * `nodes`: they ran in another order among themselves, since the real server keeps outputs in a Python set, whose
   * order differs from process to process. `clients`: two requests raced. Each node's own events must still agree, and
   * those of the run.
   */
  readonly free?: "nodes" | "clients";
  readonly options?: SimulatorOptions;
}

/** A loader that fails as the real one does on an empty file. */
const loadCheckpoint: Executor = ({ ckpt_name }) => {
  if (ckpt_name === "sd_xl_base_1.0.safetensors") {
    throw new NodeError(
      "Error while deserializing header: header too small",
      "safetensors._safetensors_rust.SafetensorError",
    );
  }
  return ["MODEL", "CLIP", "VAE"].map((type) => ({ type, text: String(ckpt_name) }));
};

/** The simulator has no WebM encoder: a file without pictures stands for the result. */
const saveWebm: Executor = async ({ filename_prefix }, context) => {
  const { path: target, file } = (await context.folders.saver("output", String(filename_prefix), null)).next("webm");
  writeFileSync(target, "no video");
  return { ui: { images: [{ ...file }], animated: [true] } };
};

const cases: readonly Case[] = [
  { name: "animated_webp", free: "nodes" },
  { name: "async_error" },
  { name: "binary_image_websocket" },
  { name: "clear_queue" },
  { name: "delete_pending" },
  { name: "execution_error" },
  { name: "expanded_loop" },
  { name: "fast_prompt_before_ws" },
  { name: "feature_flags" },
  { name: "free_memory" },
  { name: "fully_cached_rerun" },
  { name: "interrupt_running" },
  { name: "introspection" },
  { name: "jobs" },
  {
    name: "ksampler_bigseed_bad_ckpt",
    after: "ksampler_txt2img",
    options: { executors: { CheckpointLoaderSimple: loadCheckpoint } },
  },
  { name: "ksampler_interrupt", after: "ksampler_txt2img", options: { stepDelay: 150 } },
  { name: "ksampler_preview_plain", after: "ksampler_txt2img" },
  { name: "ksampler_txt2img" },
  { name: "lazy_switch" },
  { name: "log_subscription" },
  { name: "no_client_id" },
  { name: "other_clients_run", free: "clients" },
  { name: "parallel_sleep_expand" },
  { name: "partial_targets" },
  { name: "preview_image" },
  { name: "progress_state" },
  { name: "queue_of_three" },
  { name: "reconnect_same_client_id" },
  { name: "reconnect_same_id_overlap" },
  { name: "success_client_prompt_id" },
  { name: "success_save_image" },
  { name: "text_output", free: "nodes" },
  { name: "two_outputs", free: "nodes" },
  { name: "upload_and_use" },
  { name: "upscale_with_model" },
  { name: "validation_failure_400", options: { strictLists: true } },
  { name: "video_output", free: "nodes", options: { executors: { SaveWEBM: saveWebm } } },
  { name: "worker_dead" },
];

const notReplayed: Readonly<Record<string, string>> = {
  server_killed_mid_run: "the server process is killed and started again; a simulator lives in the test's own process",
};

describe.skipIf(sharedFolder === undefined)("the simulator behaves as the real server did", () => {
  const folder = path.join(sharedFolder ?? "", "traces");
  let objectInfo: JsonObject;

  beforeAll(() => {
    const file = path.join(sharedFolder!, "verdicts", "object_info.json");
    objectInfo = parseJson(readFileSync(file, "utf8")) as JsonObject;
  });

  test("every recorded trace is replayed, or named with the reason", () => {
    const recorded = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    const known = [...cases.map((item) => item.name), ...Object.keys(notReplayed)].map((name) => `${name}.jsonl`);
    expect(known.toSorted()).toEqual(recorded.toSorted());
    expect(cases.length).toBeGreaterThanOrEqual(30);
  });

  test.each(cases)("$name", async ({ name, after, free, options }) => {
    const folders = await ServerFolders.open();
    await putServerInputs(folders.of("input"));
    const simulator = await startSimulator({
      objectInfo,
      folder: folders.root,
      stepDelay: 1,
      ...options,
      executors: { ...testPack, ...options?.executors },
    });
    try {
      if (after !== undefined) await new Replay(simulator.url, readTrace(folder, after)).run();
      const report = await new Replay(simulator.url, readTrace(folder, name)).run();
      expect(report.responses).toEqual([]);
      expect(report.events).toEqual([]);
      if (free === undefined) expect(report.sameOrder).toBe(true);
    } finally {
      await simulator.close();
      await folders.remove();
    }
  });
});
