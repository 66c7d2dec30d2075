import type { SourcePosition } from "../errors/source-position.ts";
import { workflowError } from "./workflow-error.ts";

/** @throws invalid_workflow where a function that must be synchronous gave a promise. */
export function refusePromise(result: unknown, what: string, position: SourcePosition | null): void {
  if (typeof result !== "object" || result === null) return;
  const then = (result as PromiseLike<unknown>).then;
  if (typeof then !== "function") return;
  // Nobody will await it: without a handler its failure would end the process.
  then.call(result, undefined, () => undefined);
  throw workflowError(`${what} is asynchronous, but workflows are built synchronously.`, {
    position,
    hint: "Take away async and await; read files before, at the top of the file.",
  });
}
