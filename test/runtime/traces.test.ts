import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundleFromPrompt } from "../../src/runtime/bundle.ts";
import { sharedFolder } from "../shared-folder.ts";
import { pixels } from "./sample-bundle.ts";
import type { Play } from "./scripted-server.ts";
import { setUp } from "./set-up.ts";

type Json = Record<string, any>;

/** The first prompt of a recorded trace that came to an end, with its frames and its history entry. */
interface Recorded {
  readonly prompt: Json;
  readonly frames: (Json | Uint8Array)[];
  readonly entry: Json;
}

function readTrace(name: string): Recorded {
  const lines = readFileSync(join(sharedFolder!, "traces", `${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  const events = lines.map((line) => JSON.parse(line) as Json);
  const entry = events
    .filter(({ kind, body }) => kind === "http_response" && body?.includes('"status_str"'))
    .map(({ body }) => Object.values(JSON.parse(body) as Json)[0] as Json)[0]!;
  const promptId = entry["prompt"][1] as string;
  const frames = events
    .filter(({ kind, dir }) => kind === "ws_frame" && dir === "in")
    .flatMap((event) => {
      if (event["b64"] !== undefined) return event["truncated"] ? [] : [withoutId(Buffer.from(event["b64"], "base64"))];
      const frame = JSON.parse(event["text"]) as Json;
      return frame["data"]?.prompt_id === promptId ? [frame] : [];
    });
  return { prompt: entry["prompt"][2], frames, entry };
}

/** Recorded previews carry the recorded prompt's id; of those with metadata the type 1 form is replayed. */
function withoutId(frame: Buffer): Buffer {
  if (frame.readUInt32BE(0) !== 4) return frame;
  return Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 2]), frame.subarray(8 + frame.readUInt32BE(4))]);
}

function playOf({ frames, entry }: Recorded, promptId: string): Play {
  const renamed = frames.map((frame) =>
    frame instanceof Uint8Array ? frame : { ...frame, data: { ...frame["data"], prompt_id: promptId } },
  );
  const { status_str: status, messages } = entry["status"] as Json;
  return { frames: renamed, ending: { outputs: entry["outputs"] as Json, messages, status } };
}

/** Names of the files that a client has to fetch for this history entry. */
function filesOf(entry: Json): string[] {
  const lists = Object.values(entry["outputs"] as Json).flatMap((output) => Object.values(output as Json));
  return lists.flat().flatMap((item) => (item?.filename ? [item.filename as string] : []));
}

describe.skipIf(sharedFolder === undefined)("a recorded run ends as it did", () => {
  it.each([
    "success_save_image",
    "two_outputs",
    "text_output",
    "video_output",
    "animated_webp",
    "preview_image",
    "progress_state",
    "lazy_switch",
    "expanded_loop",
    "parallel_sleep_expand",
    "fully_cached_rerun",
    "ksampler_txt2img",
    "ksampler_preview_plain",
    "upscale_with_model",
    "upload_and_use",
    "binary_image_websocket",
    "execution_error",
    "async_error",
    "interrupt_running",
  ])("%s", async (name) => {
    const trace = readTrace(name);
    const names = filesOf(trace.entry);
    const { server, runtime, folder } = await setUp({
      play: (_, id) => playOf(trace, id),
      files: Object.fromEntries(names.map((each) => [each, pixels])),
    });
    const result = await runtime.run(bundleFromPrompt(trace.prompt as never, name), { outDir: folder.path }).settled;

    const last = trace.entry["status"].messages.at(-1)[0] as string;
    const want = { execution_success: "succeeded", execution_error: "failed", execution_interrupted: "cancelled" }[
      last
    ];
    expect(result.state).toBe(want);
    expect(server.posts).toHaveLength(1);
    const texts = Object.values(trace.entry["outputs"] as Json).flatMap(
      (output: Json) => output["text"] ?? [],
    ) as string[];
    const sent = name === "binary_image_websocket" ? 1 : 0;
    expect(result.files.length).toBe(want === "succeeded" ? names.length + texts.length + sent : 0);
  });
});
