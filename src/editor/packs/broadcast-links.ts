import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import type { Canvas } from "../load/canvas.ts";
import type { IdCounter } from "../load/id-counter.ts";
import { countOf, idText, listOf } from "../load/saved-workflow.ts";

/** Makes the links of `extra.ue_links`, each where its input has none (cg-use-everywhere). */
export function addBroadcastLinks(root: Canvas, json: JsonObject, ids: IdCounter): void {
  const extra = json["extra"];
  const list = isJsonObject(extra ?? null) ? (extra as JsonObject)["ue_links"] : undefined;
  for (const entry of listOf(list).filter(isJsonObject)) {
    const node = root.byId.get(idText(entry["downstream"]));
    const originId = idText(entry["upstream"]);
    // The slot counts the inputs of the file; the name finds it among those of today.
    const name = node?.saved.inputs[countOf(entry["downstream_slot"])]?.name;
    const slot = node?.inputs.findIndex((input) => input.name === name) ?? -1;
    if (node === undefined || slot === -1 || node.linkAt[slot] !== undefined || !root.byId.has(originId)) continue;
    const originSlot = countOf(entry["upstream_slot"]);
    const link = { id: ids.mint(), originId, originSlot, targetId: node.id, targetSlot: slot };
    root.links.set(link.id, link);
    node.linkAt[slot] = link;
  }
}
