import type { SourcePosition } from "../errors/source-position.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";
import { captureCallPosition } from "./call-position.ts";
import type { DraftNode, DraftScope } from "./draft.ts";
import { workflowError } from "./workflow-error.ts";

/** What stands behind a value that authors pass around: an output of a node, a slot, or an input of a subgraph. */
export type Reference =
  | {
      readonly kind: "output";
      readonly build: object;
      readonly node: DraftNode;
      readonly output: string | number | null;
    }
  | { readonly kind: "slot"; readonly build: object; readonly declaration: SlotDeclaration }
  | { readonly kind: "input"; readonly build: object; readonly name: string; readonly scope: DraftScope };

const referenceKey = Symbol.for("comfyc.reference");
const inspectKey = Symbol.for("nodejs.util.inspect.custom");

/** The reference behind `value`, or undefined where it is an ordinary value. */
export function findReference(value: unknown): Reference | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { [referenceKey]?: Reference })[referenceKey];
}

/** `slot prompt`, `output IMAGE of ImageScale`: for error messages. */
export function describeReference(reference: Reference): string {
  switch (reference.kind) {
    case "slot":
      return `slot ${reference.declaration.name}`;
    case "input":
      return `input ${reference.name} of subgraph ${reference.scope.subgraph}`;
    default: {
      const { node, output } = reference;
      const name = `node ${node.explicitId ?? node.type}`;
      return output === null ? name : `output ${output} of ${name}`;
    }
  }
}

/** What a slot, or a named output, is at run time. Every property but the reference is undefined, as in an empty object. */
export function newSocket(reference: Reference): object {
  return new Proxy(newTarget(reference), {
    get: (_target, key) => getCommon(reference, key),
  });
}

/**
 * What a node call gives: the socket of the only (or first) output, which gives every output by its name. Names that
 * the language itself asks for (`then` of `await`, `toJSON`) are no outputs.
 */
export function newNodeHandle(build: object, node: DraftNode): object {
  const whole: Reference = { kind: "output", build, node, output: null };
  const outputs = new Map<string, object>();
  return new Proxy(newTarget(whole), {
    get(_target, key) {
      if (typeof key === "symbol" || languageNames.has(key)) return getCommon(whole, key);
      let socket = outputs.get(key);
      if (socket === undefined) {
        socket = newSocket({ ...whole, output: toOutput(key) });
        outputs.set(key, socket);
      }
      return socket;
    },
  });
}

const languageNames = new Set(["then", "toJSON", "toString", "valueOf", "constructor", "__proto__"]);

function newTarget(reference: Reference): object {
  const inspect = () => `[${describeReference(reference)}]`;
  return Object.freeze(Object.defineProperty({}, inspectKey, { value: inspect }));
}

function getCommon(reference: Reference, key: string | symbol): unknown {
  if (key === referenceKey) return reference;
  if (key === inspectKey) return () => `[${describeReference(reference)}]`;
  if (key === "constructor") return Object;
  if (key !== Symbol.toPrimitive && key !== "toString" && key !== "valueOf") return undefined;
  return function refuse(): never {
    throw notAValue(reference, captureCallPosition(refuse));
  };
}

function notAValue(reference: Reference, position: SourcePosition | null): Error {
  const hint =
    reference.kind === "output"
      ? "Link it to an input; the server computes it when the workflow runs."
      : "Give it to an input as it is. To join text use a node (StringConcatenate); to switch a piece on or off use " +
        "when or pick. Note that if (slot) and slot === … cannot be noticed: they never depend on the value.";
  const what = describeReference(reference).replace(/^./, (first) => first.toUpperCase());
  return workflowError(
    `${what} is used as text, number or truth value, but has no value while the workflow is built.`,
    {
      hint,
      position,
    },
  );
}

/** `raw[0]`: JavaScript turns the index into text. */
function toOutput(key: string): string | number {
  return /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : key;
}
