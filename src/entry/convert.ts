export { convertWorkflow, isApiJson, type ConvertOptions, type ConvertResult } from "../editor/convert-workflow.ts";
export type { ConvertWarning } from "../editor/convert-warning.ts";
