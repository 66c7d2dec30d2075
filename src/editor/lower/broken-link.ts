import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { instanceId, type NodeInstance } from "./node-instance.ts";

/** The error for a link that the editor's export cannot follow. `problem` goes on after the name of the node. */
export function brokenLink(instance: NodeInstance, problem: string): ComfycError {
  const id = instanceId(instance);
  return new ComfycError("broken_link", `Node ${printable(id)} (${printable(instance.node.type)}) ${problem}.`, {
    hint: "The editor cannot export such a file either. Open it there, link the input anew and save.",
    details: { node: id },
  });
}
