import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/json/json-value.ts";
import {
  differences,
  judgeCase,
  readLines,
  readRecordedServer,
  runsCompletely,
  skipReason,
} from "../../../scripts/verdicts.ts";
import { sharedFolder } from "../../shared-folder.ts";

describe.skipIf(sharedFolder === undefined)("verdicts recorded from a real ComfyUI 0.8.0 (needs ../shared)", () => {
  const folder = resolve(sharedFolder ?? "", "verdicts");
  const server = sharedFolder === undefined ? undefined : readRecordedServer(folder);
  const entries = sharedFolder === undefined ? [] : readLines(resolve(folder, "dev.jsonl"));

  it("are reproduced in every comparable case: verdict, errors, outputs, coerced values", () => {
    const comparable = entries.filter((entry) => skipReason(entry) === undefined);
    const disagreeing = comparable
      .map((entry) => ({ id: entry["id"], found: differences(entry, judgeCase(entry, server!)) }))
      .filter(({ found }) => found.length > 0);
    expect(comparable.length).toBeGreaterThan(3000);
    expect(disagreeing).toEqual([]);
  });

  it("hold nothing that killed or hung a server and is called ok", () => {
    const killers = readLines(resolve(folder, "worker-killers.jsonl"));
    const killed = killers.filter((entry) => entry["worker_dead"] === true || entry["process_alive_after"] === false);
    expect(killed.length).toBeGreaterThan(8);
    expect(killed.filter((entry) => judgeCase(entry, server!).ok).map((entry) => entry["case"])).toEqual([]);
  });

  it("refuse nothing that ran with all its outputs, but for undeclared links and depth", () => {
    const byId = new Map(entries.map((entry) => [entry["id"], entry]));
    const ran = readLines(resolve(folder, "runtime.jsonl"))
      .filter((run) => run["outcome"] === "execution_success")
      .map((run) => byId.get(run["id"]!))
      .filter((entry): entry is JsonObject => entry !== undefined && runsCompletely(entry, server!));
    const refused = ran.flatMap((entry) =>
      judgeCase(entry, server!).issues.filter(({ severity }) => severity === "error"),
    );
    expect(ran.length).toBeGreaterThan(300);
    expect([...new Set(refused.map(({ code }) => code))].filter((code) => !allowed.has(code))).toEqual([]);
  });

  it("name beforehand at least nine in ten of the prompts that failed while they ran", () => {
    const byId = new Map(entries.map((entry) => [entry["id"], entry]));
    const failed = readLines(resolve(folder, "runtime.jsonl"))
      .filter((run) => run["outcome"] !== "execution_success")
      .map((run) => byId.get(run["id"]!))
      .filter((entry): entry is JsonObject => entry !== undefined);
    const named = failed.filter((entry) => !judgeCase(entry, server!).ok);
    expect(named.length / failed.length).toBeGreaterThan(0.9);
  });
});

const allowed = new Set(["undeclared_link", "chain_too_deep"]);
