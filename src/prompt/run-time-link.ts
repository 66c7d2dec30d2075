import { isJsonNumber, numericValue, type JsonNumber } from "../json/json-value.ts";

/** A link as a server follows it while it runs; Python counts the truth values as 0 and 1. */
export type RunTimeLink = [node: string, outputIndex: JsonNumber | boolean];

/**
 * True for what ComfyUI takes for a link while it runs a prompt (comfy_execution/graph_utils.py: is_link). Narrower
 * than its validation, which takes every list of two: the id must be a text, the index a number or a truth value.
 */
export function isRunTimeLink(value: unknown): value is RunTimeLink {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === "string" &&
    (isJsonNumber(value[1]) || typeof value[1] === "boolean")
  );
}

/** The index of the output that a link asks for; a negative one counts from the end. */
export function outputIndexOf([, index]: RunTimeLink): number {
  return Number(typeof index === "boolean" ? index : numericValue(index));
}
