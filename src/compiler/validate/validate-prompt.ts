import type { Issue } from "../../errors/issue.ts";
import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import { coreValidators } from "./core-validators.ts";
import { findIssues } from "./findings/find-issues.ts";
import type { NodeValidators } from "./node-validator.ts";
import type { ServerError, ServerNodeErrors } from "./server-error.ts";
import type { ServerFiles } from "./server-files.ts";
import { serverIssues } from "./server-issues.ts";
import { judgeRequest } from "./server-verdict.ts";
import { testingPackValidators } from "./testing-pack-validators.ts";

export interface ValidatePromptOptions {
  /** Files of the server, for the node types that look at its disk. Without it every file name passes. */
  readonly files?: ServerFiles;
  /** Other fields of the POST body, such as `partial_execution_targets`. */
  readonly request?: JsonObject;
  /** The checks of node types in Python. @default those of ComfyUI's core and of its testing pack */
  readonly validators?: NodeValidators;
}

export interface PromptVerdict {
  /** No issue of severity error. */
  readonly ok: boolean;
  /** What ComfyUI itself would say. */
  readonly serverVerdict: "accepted" | "rejected";
  /** Status of the server's answer; 500 is a plain text without a reason. */
  readonly status: 200 | 400 | 500;
  /** Ids of the output nodes that would run, sorted; empty when rejected. */
  readonly outputs: readonly string[];
  /** node → input → the value that the server would write in its place. */
  readonly coerced: Readonly<Record<string, Record<string, JsonValue>>>;
  /** The server's errors, then what only comfyc finds. */
  readonly issues: readonly Issue[];
  /** `node_errors` of the answer, as the server writes it; may hold entries when accepted. */
  readonly nodeErrors: Readonly<Record<string, ServerNodeErrors>>;
  /** `error` of the answer, or null. */
  readonly error: ServerError | null;
}

const knownValidators: NodeValidators = new Map([...coreValidators, ...testingPackValidators]);

/** What ComfyUI 0.8.0 would answer to this prompt, and what else is wrong with it. Never throws for bad input. */
export function validatePrompt(prompt: JsonValue, schema: Schema, options: ValidatePromptOptions = {}): PromptVerdict {
  const body = Object.assign(Object.create(null) as JsonObject, options.request, { prompt });
  return validateRequest(body, schema, options);
}

/** As `validatePrompt`, for the whole body of `POST /prompt`, whatever that is. */
export function validateRequest(
  body: JsonValue,
  schema: Schema,
  options: Omit<ValidatePromptOptions, "request"> = {},
): PromptVerdict {
  const server = { schema, files: options.files, validators: options.validators ?? knownValidators };
  const verdict = judgeRequest(body, server);
  const issues = [...serverIssues(verdict, body, schema), ...findIssues(verdict, body, server)];
  return {
    ok: !issues.some((issue) => issue.severity === "error"),
    serverVerdict: verdict.status === 200 ? "accepted" : "rejected",
    status: verdict.status,
    outputs: verdict.outputs,
    coerced: verdict.coerced,
    issues,
    nodeErrors: verdict.nodeErrors,
    error: verdict.error,
  };
}
