import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isJsonObject, type JsonObject } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { sharedFolder } from "../shared-folder.ts";
import { TestClient } from "./client.ts";
import { putServerInputs } from "./server-inputs.ts";
import { testPack } from "./traces/test-pack.ts";

/** Nodes whose files the simulator cannot encode. They say so in an error, where the real ones succeed. */
const withoutEncoder = /"(?:SaveAudioMP3|SaveAudioOpus|SaveWEBM)"/;

/** Every third is enough here; all of them agree to the same share. */
const stride = 3;

function readLines(file: string): JsonObject[] {
  const text = readFileSync(path.join(sharedFolder!, "verdicts", file), "utf8");
  return text
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [parseJson(line)]))
    .filter(isJsonObject);
}

test.skipIf(sharedFolder === undefined)(
  "prompts that a real server ran end here as they did there",
  async () => {
    const prompts = new Map(readLines("dev.jsonl").map((line) => [line["id"], line["prompt"]]));
    const objectInfo = parseJson(
      readFileSync(path.join(sharedFolder!, "verdicts", "object_info.json"), "utf8"),
    ) as JsonObject;
    const simulator = await startSimulator({ objectInfo, executors: testPack, stepDelay: 0, workerCanDie: false });
    await putServerInputs(path.join(simulator.folder, "input"));
    const client = new TestClient(simulator.url);
    const runs = readLines("runtime.jsonl").filter(
      (run, index) => index % stride === 0 && run["outcome"] !== "worker_dead_or_hung",
    );
    const others: string[] = [];
    let compared = 0;
    for (const run of runs) {
      const prompt = prompts.get(run["id"]!);
      if (
        !isJsonObject(prompt) ||
        withoutEncoder.test(JSON.stringify(Object.values(prompt).map((node) => (node as JsonObject)["class_type"])))
      )
        continue;
      compared++;
      const { json } = await client.post("/prompt", { prompt, client_id: "reader" });
      const entry = await client.history(String((json as JsonObject)["prompt_id"]));
      const outcome = entry.status.messages.at(-1)![0];
      const kinds = (outputs: object) =>
        JSON.stringify(
          Object.values(outputs)
            .map((keys: unknown) => (Array.isArray(keys) ? keys : Object.keys(keys as object)).toSorted().join())
            .toSorted(),
        );
      // Without a client id, as recorded, cached outputs were not reported: what was reported must be here.
      const reported = Object.keys((run["outputs"] ?? {}) as object);
      const own = Object.fromEntries(reported.map((id) => [id, entry.outputs[id] ?? {}]));
      if (
        outcome !== run["outcome"] ||
        (outcome === "execution_success" && kinds(own) !== kinds(run["outputs"] as object))
      )
        others.push(String(run["id"]));
    }
    await simulator.close();
    expect(compared).toBeGreaterThan(200);
    expect(others.length / compared, others.join("\n")).toBeLessThan(0.02);
  },
  60_000,
);
