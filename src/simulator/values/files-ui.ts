import type { JsonValue } from "../../json/json-value.ts";
import type { ExecutorResult } from "../execution/executor.ts";
import type { SavedFile } from "../files/server-folders.ts";

/** What a save node reports: its files under `key`, as file items. */
export function filesUi(
  key: string,
  files: readonly SavedFile[],
  more: Record<string, JsonValue[]> = {},
): ExecutorResult {
  return { outputs: [], ui: { [key]: files.map((file) => ({ ...file })), ...more } };
}
