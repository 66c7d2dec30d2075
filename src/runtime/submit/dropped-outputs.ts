import { ComfycError } from "../../errors/comfyc-error.ts";
import { newIssue } from "../../errors/issue.ts";
import type { ComfyServer } from "../comfy-server.ts";
import { withdrawUntilGone } from "../follow/withdraw-prompt.ts";
import type { Attempt } from "./attempt.ts";
import { findNodesBehindCycle } from "../../prompt/prompt-links.ts";
import { type NodeSources, placeOf } from "../node-sources.ts";

/**
 * Refuses an accepted prompt of which the server has dropped an output in silence, as it does (200, empty node_errors)
 * with those in or behind a circle of links. Costs requests only where the prompt has a circle.
 * @throws prompt_rejected
 */
export async function checkDroppedOutputs(
  server: ComfyServer,
  attempt: Attempt,
  promptId: string,
  sources: NodeSources,
): Promise<void> {
  const dropped: string[] = [];
  for (const id of findNodesBehindCycle(attempt.prompt)) {
    const info = await server.fetchNodeInfo(attempt.prompt[id]!.class_type);
    if (info?.["output_node"] === true) dropped.push(id);
  }
  if (dropped.length === 0) return;
  await withdrawUntilGone(server, promptId);
  const issues = dropped.map((node) =>
    newIssue({
      code: "dependency_cycle",
      message: "The inputs of this output lead in a circle, so the server would leave it out.",
      node,
      classType: attempt.prompt[node]!.class_type,
      hint: "Break the circle of links.",
      ...placeOf(sources, node),
    }),
  );
  throw new ComfycError(
    "prompt_rejected",
    `${server.url} would leave out the output ${dropped.join(", ")}: its inputs lead in a circle.`,
    { issues, hint: "Break the circle of links.", details: { url: server.url } },
  );
}
