import type { JsonValue } from "../../../json/json-value.ts";
import { pythonRepr } from "./repr.ts";

/** What a rule raises where the server's Python would raise; caught where the server catches it. */
export class PythonError extends Error {
  /** `KeyError`, `TypeError` … */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = "PythonError";
    this.type = type;
  }
}

/** The text of a KeyError is the repr of its key. */
export function keyError(key: JsonValue): PythonError {
  return new PythonError("KeyError", pythonRepr(key));
}

export function typeError(message: string): PythonError {
  return new PythonError("TypeError", message);
}
