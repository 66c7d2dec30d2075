import type { IdMap } from "./id-map.ts";

/** A frame that a client got: text, or bytes. */
export type Frame = string | Uint8Array;

/** What a frame says, without times and counters, in one line; `group` orders frames of one node among themselves. */
export interface FrameSummary {
  readonly group: string;
  readonly line: string;
}

type Data = Record<string, unknown>;

/**
 * The frames of one connection in order. Ticks of a node whose progress is measured in seconds differ from run to run:
 * each row of them counts as one. Every other frame stands for itself.
 */
export function summarizeFrames(frames: readonly Frame[], ids: IdMap): FrameSummary[] {
  const progress = new Map<string, string>();
  const summaries: FrameSummary[] = [];
  for (const frame of frames) {
    for (const summary of typeof frame === "string" ? summarizeText(frame, ids, progress) : [summarizeBytes(frame)]) {
      if (isRepeatedTick(summary, summaries)) continue;
      summaries.push(summary);
    }
  }
  return summaries;
}

/** True for a tick of a node whose last summary was the same, with nothing but ticks in between. */
function isRepeatedTick(summary: FrameSummary, before: readonly FrameSummary[]): boolean {
  if (!summary.line.includes("tick")) return false;
  return (
    before.findLast((other) => other.group === summary.group && other.line.split(" ")[0] === summary.line.split(" ")[0])
      ?.line === summary.line
  );
}

function summarizeText(text: string, ids: IdMap, progress: Map<string, string>): FrameSummary[] {
  const { type, data } = JSON.parse(text) as { type: string; data: Data };
  const prompt = data["prompt_id"] === undefined ? "" : ` of ${ids.label(String(data["prompt_id"]))}`;
  if (type === "status") return [{ group: "status", line: statusLine(data) }];
  if (type === "progress_state") return progressLines(data, prompt, progress);
  if (type === "progress")
    return [{ group: `node ${String(data["node"])}${prompt}`, line: `progress ${tick(data["value"], data["max"])}` }];
  const node = data["node"] ?? data["node_id"];
  const group =
    type === "executing" && node === null
      ? "run"
      : node === undefined
        ? type === "logs"
          ? "logs"
          : "run"
        : `node ${String(node)}${prompt}`;
  return [{ group, line: `${type}${prompt} ${JSON.stringify(shapeOf(type, data))}` }];
}

function statusLine(data: Data): string {
  const { exec_info } = data["status"] as { exec_info: { queue_remaining: number } };
  return `status ${exec_info.queue_remaining}${"sid" in data ? " with sid" : ""}`;
}

/** The nodes whose state differs from the last `progress_state`; their order says who came first. */
function progressLines(data: Data, prompt: string, progress: Map<string, string>): FrameSummary[] {
  const summaries: FrameSummary[] = [];
  for (const [id, node] of Object.entries(data["nodes"] as Record<string, Data>)) {
    const state = `${String(node["state"])} ${tick(node["value"], node["max"])}`;
    const key = `${id}${prompt}`;
    if (progress.get(key) === state) continue;
    progress.set(key, state);
    const keys = Object.keys(node).toSorted().join();
    summaries.push({ group: `node ${key}`, line: `progress_state ${state} ${keys}` });
  }
  return summaries;
}

/** Whole steps as they are; seconds, which no two runs share, as `tick`. */
function tick(value: unknown, max: unknown): string {
  const whole = Number.isInteger(value) && Number.isInteger(max);
  return whole || value === max ? `${String(value)}/${String(max)}` : `tick/${String(max)}`;
}

/** Keys and the values that must agree. */
function shapeOf(type: string, data: Data): unknown {
  const keys = Object.keys(data).toSorted();
  if (type === "executed") return { keys, node: data["display_node"], output: outputShape(data["output"]) };
  if (type === "execution_cached") return { keys, nodes: [...(data["nodes"] as string[])].toSorted() };
  if (type === "execution_error")
    return { keys, type: data["exception_type"], message: data["exception_message"], node: data["node_type"] };
  if (type === "executing") return { keys, node: data["node"], display: data["display_node"] };
  if (type === "logs") return { keys };
  return { keys, node: data["node_type"] };
}

function outputShape(output: unknown): unknown {
  if (typeof output !== "object" || output === null) return output;
  return Object.fromEntries(
    Object.entries(output as Record<string, unknown[]>).map(([key, items]) => [
      key,
      items.map((item) =>
        typeof item === "object" && item !== null ? Object.keys(item).toSorted().join() : typeof item,
      ),
    ]),
  );
}

function summarizeBytes(bytes: Uint8Array): FrameSummary {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint32(0);
  if (type === 1) return { group: "binary", line: `preview, format ${view.getUint32(4)}` };
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + view.getUint32(4)));
  if (type === 3)
    return {
      group: "binary",
      line: `text of node ${text}: ${new TextDecoder().decode(bytes.subarray(8 + text.length))}`,
    };
  const keys = text.startsWith("{")
    ? Object.keys(JSON.parse(text) as object)
        .toSorted()
        .join()
    : text;
  return { group: "binary", line: `preview with metadata ${keys}` };
}
