import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { OutputType } from "../../schema/node-type.ts";
import { isRunTimeLink, outputIndexOf } from "../../prompt/run-time-link.ts";
import { ExecutionBlocker, type ExecutorResult } from "./executor.ts";
import type { CachedResult } from "./result-cache.ts";

/** One call of a node that expanded, or did not while another call did. */
export interface Expansion {
  readonly expanded: boolean;
  readonly outputs: readonly unknown[];
}

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

/** Outputs of a call whose expansion has run: links into it replaced by what came out there. */
export function resolveExpansion(
  expansion: Expansion,
  find: (id: string) => CachedResult | undefined,
): readonly unknown[] {
  if (!expansion.expanded) return expansion.outputs;
  return expansion.outputs.flatMap((value) =>
    isRunTimeLink(value) ? (find(value[0])?.outputs.at(outputIndexOf(value)) ?? [null]) : [value],
  );
}
