import { isJsonNumber, isJsonObject, type JsonValue } from "../../json/json-value.ts";
import { isTooLongForFloat, parsePythonFloat } from "./python/number.ts";
import { pythonTypeName } from "./python/repr.ts";

/** Thrown where the server answers 500 with plain text: its code raised before it could say what is wrong. */
export class MalformedRequest extends Error {}

/** `number` goes through `float()`. @throws MalformedRequest */
export function checkNumber(number: JsonValue): void {
  if (typeof number === "boolean") return;
  if (typeof number === "string" && parsePythonFloat(number) !== undefined) return;
  if (isJsonNumber(number) && !isTooLongForFloat(number)) return;
  throw new MalformedRequest(`"number" is no number but ${described(number)}`);
}

/**
 * The server puts `client_id` and a time into `extra_data` without a look at it (server.py: post_prompt).
 * @throws MalformedRequest
 */
export function checkExtraData(body: Readonly<Record<string, JsonValue>>, accepted: boolean): void {
  const extra = Object.hasOwn(body, "extra_data") ? body["extra_data"]! : {};
  if (isJsonObject(extra)) return;
  if (accepted || Object.hasOwn(body, "client_id")) {
    throw new MalformedRequest(`"extra_data" must be an object, not ${described(extra)}`);
  }
}

/** `id in targets`. @throws MalformedRequest where Python cannot look into it. */
export function isTargeted(id: string, targets: JsonValue): boolean {
  if (targets === null) return true;
  if (typeof targets === "string" || Array.isArray(targets)) return targets.includes(id);
  if (isJsonObject(targets)) return Object.hasOwn(targets, id);
  throw new MalformedRequest(`"partial_execution_targets" must be a list of node ids, not ${described(targets)}`);
}

export function described(value: JsonValue): string {
  const names: Readonly<Record<string, string>> = {
    NoneType: "null",
    bool: "a truth value",
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
  };
  return names[pythonTypeName(value)]!;
}
