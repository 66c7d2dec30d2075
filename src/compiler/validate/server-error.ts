import type { JsonObject } from "../../json/json-value.ts";

/** An error as the server writes it, of a whole prompt or of one node. */
export type ServerError = {
  type: string;
  message: string;
  details: string;
  extra_info: JsonObject;
};

/** One entry of `node_errors`. */
export type ServerNodeErrors = {
  errors: ServerError[];
  /** Outputs that failed when this node was among the invalid ones; the server over-reports them. */
  dependent_outputs: string[];
  class_type: string;
};

export function serverError(type: string, message: string, details: string, extra: JsonObject = {}): ServerError {
  return { type, message, details, extra_info: extra };
}
