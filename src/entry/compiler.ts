/** `comfyc/compiler`: a graph, or a bare prompt, judged and lowered. Pure: no disk, no network. */
export { compileGraph, type CompileOptions, type CompileResult } from "../compiler/compile-graph.ts";
export { issueCodes, type IssueCode } from "../errors/issue-codes.ts";
export type { NodeSource } from "../errors/source-position.ts";
export {
  validatePrompt,
  type PromptVerdict,
  type ValidatePromptOptions,
} from "../compiler/validate/validate-prompt.ts";
// Prompts and manifests hold 64-bit integers, which JSON.parse would round.
export { JsonFloat, type JsonNumber, type JsonObject, type JsonValue } from "../json/json-value.ts";
export { parseJson, type ParseJsonOptions } from "../json/parse-json.ts";
export { stringifyJson } from "../json/stringify-json.ts";
