import type { DraftNode } from "./draft.ts";
import { renderPosition, workflowError } from "./workflow-error.ts";

/**
 * An id for every node, unique over the root and all definitions: the explicit one, else the node type with an ordinal
 * over the whole workflow. An ordinal whose id an author has taken is skipped. Same nodes in the same order, same ids.
 * @throws invalid_workflow where two nodes ask for one id.
 */
export function assignNodeIds(nodes: readonly DraftNode[]): Map<DraftNode, string> {
  const taken = takeExplicitIds(nodes);
  const ordinals = new Map<string, number>();
  const ids = new Map<DraftNode, string>();
  for (const node of nodes) {
    if (node.explicitId !== null) {
      ids.set(node, node.explicitId);
      continue;
    }
    // A colon parts the path of an id: `upscale:ImageScale`.
    const base = node.type.replaceAll(":", "_");
    let ordinal = ordinals.get(base) ?? 0;
    let id: string;
    do {
      ordinal++;
      id = ordinal === 1 ? base : `${base}_${ordinal}`;
    } while (taken.has(id));
    ordinals.set(base, ordinal);
    // `A_2` may also be the first node of a type of that name.
    taken.set(id, node);
    ids.set(node, id);
  }
  return ids;
}

function takeExplicitIds(nodes: readonly DraftNode[]): Map<string, DraftNode> {
  const taken = new Map<string, DraftNode>();
  for (const node of nodes) {
    if (node.explicitId === null) continue;
    const first = taken.get(node.explicitId);
    if (first !== undefined) {
      const where = first.position === null ? "" : ` The first is at ${renderPosition(first.position)}.`;
      throw workflowError(`Two nodes have the id ${node.explicitId}: a ${first.type} and a ${node.type}.${where}`, {
        position: node.position,
        also: [first.position],
        hint: "Ids are unique over the workflow and all its subgraphs; give one of them another id.",
      });
    }
    taken.set(node.explicitId, node);
  }
  return taken;
}
