import type { JsonValue } from "../../json/json-value.ts";
import { splitTypes } from "../../schema/socket-types.ts";
import { pythonEquals } from "./python/equality.ts";

/** A socket type, or the option list of a V1 combo. */
export type SocketType = string | readonly JsonValue[];

/**
 * Whether the server lets an output of type `received` feed an input of type `declared`
 * (comfy_execution/validation.py, not strict): any overlap of the types that commas separate is enough.
 */
export function canConnect(received: SocketType, declared: SocketType): boolean {
  if (received === declared) return true;
  if (received === "*" || declared === "*") return true;
  if (received === matchType || declared === matchType) return true;
  if (typeof received !== "string") {
    return declared === "COMBO" || (typeof declared !== "string" && sameList(received, declared));
  }
  if (typeof declared !== "string") return false;
  const sources = splitTypes(received);
  const targets = new Set(splitTypes(declared));
  return sources.includes("*") || targets.has("*") || sources.some((type) => targets.has(type));
}

const matchType = "COMFY_MATCHTYPE_V3";

function sameList(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  return a.length === b.length && a.every((item, index) => pythonEquals(item, b[index]!));
}
