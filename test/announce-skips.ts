import { sharedFolder } from "./shared-folder.ts";

/** Run by vitest once, before all test files: each of them would say it again. */
export function setup(): void {
  if (sharedFolder !== undefined) return;
  console.warn(
    "The recordings that COMFYC_SHARED names (default ../shared) are not there: tests that need them are skipped.",
  );
}
