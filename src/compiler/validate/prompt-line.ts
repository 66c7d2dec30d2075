import type { Issue } from "../../errors/issue.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import { validateRequest, type PromptVerdict, type ValidatePromptOptions } from "./validate-prompt.ts";

/** The verdict on one line, under the id of that line. */
export interface LineVerdict extends Pick<PromptVerdict, "ok" | "serverVerdict" | "outputs" | "coerced"> {
  readonly id: JsonValue;
  readonly issues: readonly Issue[];
}

/**
 * The verdict on `{id, prompt, request_extra?}`. Other keys are ignored; a missing id gives null, a missing prompt
 * `no_prompt`.
 */
export function judgePromptLine(
  line: JsonValue,
  schema: Schema,
  options: Omit<ValidatePromptOptions, "request"> = {},
): LineVerdict {
  const entry = isJsonObject(line) ? line : (Object.create(null) as JsonObject);
  const extra = entry["request_extra"];
  const body = Object.assign(
    Object.create(null) as JsonObject,
    extra !== undefined && isJsonObject(extra) ? extra : {},
  );
  if (Object.hasOwn(entry, "prompt")) body["prompt"] = entry["prompt"]!;
  const { ok, serverVerdict, outputs, coerced, issues } = validateRequest(body, schema, options);
  return { id: entry["id"] ?? null, ok, serverVerdict, outputs, coerced, issues };
}

/** A line of `comfyc validate --format jsonl`: fixed keys in a fixed order, hints and node types left out. */
export function renderLineVerdict({ id, ok, serverVerdict, outputs, coerced, issues }: LineVerdict): JsonObject {
  return {
    id,
    ok,
    serverVerdict,
    outputs: [...outputs],
    coerced,
    issues: issues.map(({ code, origin, severity, node, input, message }) => ({
      code,
      origin,
      severity,
      node,
      input,
      message,
    })),
  };
}
