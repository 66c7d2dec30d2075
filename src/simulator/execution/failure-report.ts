import type { JsonObject } from "../../json/json-value.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import type { ExecutionServices } from "./execution-services.ts";
import type { Failure } from "./failure.ts";
import type { LivePrompt } from "./live-prompt.ts";

/** Tells of what went wrong in an execution, with the nodes that had run by then. */
export class FailureReport {
  readonly executed = new Set<string>();
  private readonly record: ExecutionRecord;
  private readonly live: LivePrompt;
  private readonly services: ExecutionServices;

  constructor(record: ExecutionRecord, live: LivePrompt, services: ExecutionServices) {
    this.record = record;
    this.live = live;
    this.services = services;
  }

  /** The failure that ends the execution. */
  report(id: string, failure: Failure): void {
    this.record.success = failure.keepsSuccess ?? false;
    const node: JsonObject = {
      node_id: id,
      node_type: this.live.find(id)?.class_type ?? "",
      executed: [...this.executed],
    };
    if (failure.interrupted) {
      this.record.message("execution_interrupted", node, { broadcast: true });
      return;
    }
    this.record.message("execution_error", {
      ...node,
      exception_message: failure.message,
      exception_type: failure.type,
      traceback: [...failure.traceback],
      current_inputs: failure.inputs,
      current_outputs: this.services.cache.cachedIds(),
    });
  }

  /** Not terminal: the execution goes on, and neither history nor timestamp know of it. */
  tellBlocked(id: string, classType: string, message: string): void {
    this.services.events.send(
      "execution_error",
      {
        prompt_id: this.record.promptId,
        node_id: id,
        node_type: classType,
        executed: [...this.executed],
        exception_message: `Execution Blocked: ${message}`,
        exception_type: "ExecutionBlocked",
        traceback: [],
        current_inputs: [],
        current_outputs: [],
      },
      this.record.clientId,
    );
  }
}
