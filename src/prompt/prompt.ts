import type { JsonObject, JsonValue } from "../json/json-value.ts";

/** `[nodeId, outputIndex]`: an input fed by the output of another node. */
export type Link = [string, number];

/** One use of a node type, as `POST /prompt` takes it. */
export interface PromptNode {
  class_type: string;
  inputs: JsonObject;
  _meta?: { title: string };
}

/** The API JSON: node id → node. */
export type Prompt = Record<string, PromptNode>;

/** True for a value that a well-formed prompt uses as a link. The server itself takes any two-element array for one. */
export function isLink(value: JsonValue | undefined): value is Link {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && Number.isInteger(value[1]);
}
