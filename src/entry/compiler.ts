export { compileGraph, type CompileOptions, type CompileResult } from "../compiler/compile-graph.ts";
export { issueCodes, type IssueCode } from "../compiler/issue-codes.ts";
export type { NodeSource } from "../compiler/issue-list.ts";
export {
  validatePrompt,
  type PromptVerdict,
  type ValidatePromptOptions,
} from "../compiler/validate/validate-prompt.ts";
