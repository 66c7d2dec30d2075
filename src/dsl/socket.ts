import { captureCallPosition } from "./call-position.ts";
import { workflowError } from "./workflow-error.ts";

export const socketTypeBrand: unique symbol = Symbol.for("comfyc.socket-type");

/** An input or output of a subgraph, of socket type `T`. */
export interface SocketDeclaration<out T extends string = string> {
  readonly [socketTypeBrand]: T;
}

/**
 * Declares an input or output of a subgraph: `socket("IMAGE")`, by the server's name of the type.
 * @throws invalid_workflow where `type` is no text, or empty.
 */
export function socket<const T extends string>(type: T): SocketDeclaration<T> {
  if (typeof type !== "string" || type === "") {
    throw workflowError("socket takes the name of a socket type, such as IMAGE.", {
      position: captureCallPosition(socket),
    });
  }
  return Object.freeze({ [socketTypeBrand]: type });
}

/** The socket type of what `socket(…)` made, else undefined. */
export function findSocketType(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { [socketTypeBrand]?: string })[socketTypeBrand];
}
