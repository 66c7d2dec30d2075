import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { OutputType } from "../../schema/node-type.ts";
import { ExecutionBlocker, type ExecutorResult } from "./executor.ts";

/** Outputs of all calls as one list an output; list outputs are joined. */
export function mergeCalls(calls: readonly (readonly unknown[])[], types: readonly OutputType[]): unknown[][] {
  const count = calls[0]?.length ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const values = calls.map((outputs) => outputs[index]);
    if (types[index]?.isList !== true) return values;
    return values.flatMap((value) => (Array.isArray(value) && !(value instanceof ExecutionBlocker) ? value : [value]));
  });
}

/** The ui of all calls, joined key by key; the keys are those of the first. Null where no call has any. */
export function mergeUi(results: readonly ExecutorResult[]): JsonObject | null {
  const uis = results.flatMap((result) => (result.ui === undefined ? [] : [result.ui]));
  const keys = Object.keys(uis[0] ?? {});
  if (keys.length === 0) return null;
  return Object.fromEntries(keys.map((key): [string, JsonValue] => [key, uis.flatMap((ui) => [...(ui[key] ?? [])])]));
}
