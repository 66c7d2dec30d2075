import type { JsonObject } from "../../json/json-value.ts";
import type { ExecutionServices } from "./execution-services.ts";
import type { ExecutorContext } from "./executor.ts";
import { ExpansionBuilder } from "./expansion-builder.ts";
import type { LivePrompt } from "./live-prompt.ts";
import type { ProgressBoard } from "./progress-board.ts";
import type { QueueItem } from "./queue-item.ts";

const previewMethods = new Set(["auto", "latent2rgb", "taesd"]);

/** What the executor of one call of one node gets. */
export function contextFor(
  nodeId: string,
  callIndex: number,
  item: QueueItem,
  live: LivePrompt,
  board: ProgressBoard,
  services: ExecutionServices,
): ExecutorContext {
  const classType = live.get(nodeId).class_type;
  let expansions = 0;
  return {
    promptId: item.promptId,
    nodeId,
    classType,
    nodeType: services.findType(classType),
    prompt: item.prompt as unknown as JsonObject,
    extraData: item.extraData,
    folders: services.folders,
    stepDelay: services.stepDelay,
    previews: wantsPreviews(item, services),
    findNode: (id) => live.find(id),
    progress: (value, max, preview) => {
      services.interrupt.check();
      board.update(nodeId, value, max, preview);
    },
    setProgress: (value, max) => {
      services.interrupt.check();
      board.set(nodeId, value, max);
    },
    sleep: (milliseconds) => services.interrupt.sleep(milliseconds),
    sendText: (text) => services.events.sendText(nodeId, text),
    newExpansion: () => new ExpansionBuilder(`${nodeId}.${callIndex}.${expansions++}.`),
  };
}

function wantsPreviews(item: QueueItem, services: ExecutionServices): boolean {
  const asked = item.extraData["preview_method"];
  const method = typeof asked === "string" && asked !== "default" ? asked : services.previewMethod;
  return previewMethods.has(method);
}
