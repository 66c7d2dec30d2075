import type { JsonObject } from "../../json/json-value.ts";
import type { Events, PreviewImage } from "../events.ts";

import type { LivePrompt } from "./live-prompt.ts";

interface NodeProgress {
  value: number;
  max: number;
  state: "running" | "finished";
}

/** Progress of every node that has started in this execution; each change sends the whole of it, as ComfyUI does. */
export class ProgressBoard {
  private readonly nodes = new Map<string, NodeProgress>();
  private readonly events: Events;
  private readonly promptId: string;
  private readonly clientId: string | null;
  private readonly live: LivePrompt;

  constructor(events: Events, promptId: string, clientId: string | null, live: LivePrompt) {
    this.events = events;
    this.promptId = promptId;
    this.clientId = clientId;
    this.live = live;
  }

  start(id: string): void {
    const entry = this.entry(id);
    entry.state = "running";
    entry.value = 0;
    this.send();
  }

  finish(id: string): void {
    const entry = this.entry(id);
    entry.state = "finished";
    entry.value = entry.max;
    this.send();
  }

  /** Sends `progress_state` alone. */
  set(id: string, value: number, max: number): void {
    Object.assign(this.entry(id), { value, max, state: "running" });
    this.send();
  }

  /**
   * Sends `progress_state`, `progress` and the preview. A client that asked for metadata gets its preview before
   * `progress`, any other after it: two handlers of ComfyUI send them.
   */
  update(id: string, value: number, max: number, preview?: PreviewImage): void {
    this.set(id, value, max);
    const withMetadata = this.clientId !== null && this.events.wantsPreviewMetadata(this.clientId);
    if (preview !== undefined && withMetadata)
      this.events.sendPreviewWithMetadata(this.metaOf(id), preview, this.clientId);
    this.events.send("progress", { value, max, prompt_id: this.promptId, node: id }, this.clientId);
    if (preview !== undefined && !withMetadata) this.events.sendPreview(preview, this.clientId);
  }

  private entry(id: string): NodeProgress {
    let entry = this.nodes.get(id);
    if (entry === undefined) this.nodes.set(id, (entry = { value: 0, max: 1, state: "running" }));
    return entry;
  }

  private metaOf(id: string): JsonObject {
    return {
      node_id: id,
      prompt_id: this.promptId,
      display_node_id: this.live.displayOf(id),
      parent_node_id: this.live.parentOf(id),
      real_node_id: this.live.realOf(id),
    };
  }

  private send(): void {
    const nodes: JsonObject = {};
    for (const [id, { value, max, state }] of this.nodes) nodes[id] = { value, max, state, ...this.metaOf(id) };
    this.events.send("progress_state", { prompt_id: this.promptId, nodes }, this.clientId);
  }
}
