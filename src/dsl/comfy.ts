import type { NodeCall } from "./active-build.ts";
import { captureCallPosition } from "./call-position.ts";
import type { DraftNode } from "./draft.ts";
import type { NodeOptions, Nodes } from "./nodes.ts";
import { workflowError } from "./workflow-error.ts";

type AddNode = (kind: DraftNode["kind"], type: string, call: NodeCall) => object;
type Method = (...parameters: never[]) => object;

/**
 * The `comfy` object: every property is the method of the node type of that name, whatever characters it holds and
 * also where every object has such a property (`constructor`). It knows no schema; the compiler does.
 */
export function newComfy(add: AddNode): Nodes {
  const methods = new Map<string, Method>([
    ["$raw", newRawMethod("raw", "$raw", add)],
    ["$missing", newRawMethod("missing", "$missing", add)],
  ]);
  const target = Object.create(null) as object;
  return new Proxy(target, {
    get(_target, key) {
      // `await comfy` and JSON.stringify(comfy) look for these; a call would add a node.
      if (typeof key === "symbol" || key === "then" || key === "toJSON") return undefined;
      let method = methods.get(key);
      if (method === undefined) methods.set(key, (method = newMethod(key, add)));
      return method;
    },
  }) as Nodes;
}

function newMethod(type: string, add: AddNode): Method {
  return function method(inputs?: unknown, options?: NodeOptions) {
    return add("node", type, { inputs, options, position: captureCallPosition(method) });
  };
}

function newRawMethod(kind: "raw" | "missing", name: string, add: AddNode): Method {
  return function method(type: unknown, inputs?: unknown, options?: NodeOptions) {
    const position = captureCallPosition(method);
    if (typeof type !== "string" || type === "") {
      throw workflowError(`Argument 1 of ${name} is not the name of a node type.`, { position });
    }
    return add(kind, type, { inputs, options, position });
  };
}
