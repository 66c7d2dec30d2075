import { getActiveBuild } from "./active-build.ts";
import { captureCallPosition } from "./call-position.ts";

/**
 * Frames the nodes that `body` adds, with a title, in the editor; gives what `body` gives. Groups may be nested.
 * @throws invalid_workflow outside of `build`, without a title or a function, and where `body` is async.
 */
export function group<T>(title: string, body: () => T): T {
  const position = captureCallPosition(group);
  return getActiveBuild("group", position).group(title, body, position);
}
