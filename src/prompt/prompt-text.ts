import { createHash } from "node:crypto";
import type { JsonValue } from "../json/json-value.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import type { Prompt } from "./prompt.ts";

/** The bytes of workflow_api.json: two spaces a level, no newline at the end, as the editor's Export (API) writes it. */
export function renderPrompt(prompt: Prompt): string {
  return stringifyJson(prompt as unknown as JsonValue, 2);
}

/** SHA-256 of `text` in UTF-8, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
