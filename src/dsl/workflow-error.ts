import { ComfycError } from "../errors/comfyc-error.ts";
import { newIssue } from "../errors/issue.ts";
import type { SourcePosition } from "../errors/source-position.ts";

export interface WorkflowErrorOptions {
  /** Where the author wrote it. */
  readonly position?: SourcePosition | null;
  /** Other places that take part in the fault, such as the first use of an id. */
  readonly also?: readonly (SourcePosition | null)[];
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An `invalid_workflow` error: its text begins with the position, and `issues` hold one issue for each place. */
export function workflowError(message: string, options: WorkflowErrorOptions = {}): ComfycError {
  const position = options.position ?? null;
  const places = [position, ...(options.also ?? [])];
  const where = position === null ? "" : `${renderPosition(position)}: `;
  return new ComfycError("invalid_workflow", where + message, {
    ...(options.hint === undefined ? {} : { hint: options.hint }),
    ...(options.cause === undefined ? {} : { cause: options.cause }),
    ...(position === null ? {} : { details: { position } }),
    issues: places.map((place) =>
      newIssue({ code: "invalid_workflow", message, hint: options.hint, position: place ?? undefined }),
    ),
  });
}

/** `file:line:column`. */
export function renderPosition(position: SourcePosition): string {
  return `${position.file}:${position.line}:${position.column}`;
}
