/** `comfyc/runtime`: runs bundles on a ComfyUI server and keeps what they make. */
export type { NodeSource } from "../errors/source-position.ts";
export { bundleFromPrompt, readBundle, type Bundle } from "../runtime/bundle.ts";
export type { ServerDevice, ServerFacts } from "../runtime/comfy-server.ts";
export { inspectServer, type InspectServerOptions, type ServerReport } from "../runtime/inspect-server.ts";
export { defaultNameTemplate } from "../runtime/outputs/file-name.ts";
export type { ProgressEvent, RunEvent } from "../runtime/run-events.ts";
export type { RunOptions } from "../runtime/run-options.ts";
export type { OutputFile, RunResult, RunTimings } from "../runtime/run-result.ts";
export { Runtime, type RuntimeOptions } from "../runtime/runtime.ts";
export type { Run } from "../runtime/run.ts";
export { ComfycError } from "../errors/comfyc-error.ts";
export type { Issue } from "../errors/issue.ts";
export type { FollowPolicy } from "../runtime/follow/follow-prompt.ts";
export type { SubmitPolicy } from "../runtime/submit/submit-prompt.ts";
