import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import { validateRequest, type PromptVerdict, type ValidatePromptOptions } from "./validate-prompt.ts";

/**
 * One line of `comfyc validate --format jsonl`: `{id, prompt, request_extra?}` in, the verdict under the same id out.
 * Other keys are ignored; a missing id gives null, a missing prompt `no_prompt`.
 */
export function validatePromptLine(
  line: JsonValue,
  schema: Schema,
  options: Omit<ValidatePromptOptions, "request"> = {},
): JsonObject {
  const entry = isJsonObject(line) ? line : (Object.create(null) as JsonObject);
  const extra = entry["request_extra"];
  const body = Object.assign(
    Object.create(null) as JsonObject,
    extra !== undefined && isJsonObject(extra) ? extra : {},
  );
  if (Object.hasOwn(entry, "prompt")) body["prompt"] = entry["prompt"]!;
  const verdict = validateRequest(body, schema, options);
  return renderVerdict(entry["id"] ?? null, verdict);
}

/** The object that the line holds, in a fixed order of keys. */
export function renderVerdict(id: JsonValue, verdict: PromptVerdict): JsonObject {
  return {
    id,
    ok: verdict.ok,
    serverVerdict: verdict.serverVerdict,
    outputs: [...verdict.outputs],
    coerced: verdict.coerced,
    issues: verdict.issues.map(({ code, origin, severity, node, input, message }) => ({
      code,
      origin,
      severity,
      node,
      input,
      message,
    })),
  };
}
