import { getActiveBuild } from "./active-build.ts";
import { captureCallPosition } from "./call-position.ts";

/**
 * Adds a note that the editor shows. It does not reach the prompt.
 * @throws invalid_workflow outside of `build`, and for what is no text.
 */
export function note(text: string): void {
  const position = captureCallPosition(note);
  getActiveBuild("note", position).note(text, position);
}
