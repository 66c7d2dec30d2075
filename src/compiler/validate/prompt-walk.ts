import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import type { ExpandedInput } from "../../schema/expand-inputs.ts";
import type { NodeType } from "../../schema/node-type.ts";
import { inputErrors } from "./input-errors.ts";
import { InputCheck, type NodeFrame } from "./input-check.ts";
import { linkedNodeId } from "./linked-output.ts";
import { liveInputs } from "./live-inputs.ts";
import { keyError, PythonError } from "./python/error.ts";
import type { ServerError } from "./server-error.ts";
import type { WalkContext } from "./walk-context.ts";

/** Invalid without errors of its own: a node upstream is invalid. */
export interface NodeVerdict {
  readonly valid: boolean;
  readonly errors: readonly ServerError[];
}

/**
 * Longest path of nodes that the server can validate. It recurses once a link (execution.py: validate_inputs), and
 * Python ends at 1,000 frames, some of which its web server has used; the expansion of a V3 node needs a dozen more.
 * Measured on 0.8.0: a path of this many nodes passes, one more does not.
 */
const longestPath = { v1: 984, v3: 972 };

interface Frame extends NodeFrame {
  next: number;
  /** The input whose source is being validated, and its link. */
  current: { expanded: ExpandedInput; link: JsonValue } | undefined;
  /** What an input raised, where the rest of the inputs is checked first. */
  raised: unknown;
}

/**
 * Validates nodes as the server does, a node once, sources before consumers, along declared links only. The server
 * recurses; this keeps a stack of its own, so that a long chain is a verdict and not a crash.
 */
export class PromptWalk {
  /** Every node that was reached, in the order in which its validation ended. */
  readonly verdicts = new Map<string, NodeVerdict>();
  /** Those of them that have errors of their own, in the same order. */
  readonly faulty: string[] = [];
  /** Nodes whose values the server changed, with all inputs as they are now. */
  readonly changed = new Map<string, JsonObject>();
  private readonly context: WalkContext;
  private readonly check: InputCheck;
  private readonly stack: Frame[] = [];
  private readonly open = new Set<string>();

  constructor(context: WalkContext) {
    this.context = context;
    this.check = new InputCheck(context, this.changed);
  }

  /** @throws PythonError where the node itself raises; an exception of a node behind it is an error of that node. */
  validate(id: string): NodeVerdict {
    const known = this.verdicts.get(id);
    if (known !== undefined) return known;
    this.enter(id);
    for (;;) {
      const frame = this.stack.at(-1)!;
      try {
        const source = this.advance(frame);
        if (source !== undefined) this.descend(frame, source);
        else if (this.leave(frame)) return this.verdicts.get(id)!;
      } catch (error) {
        this.unwind(error);
      }
    }
  }

  nodeType(id: string): NodeType {
    const node = this.context.prompt[id] as JsonObject;
    return this.context.schema.nodeTypes.get(node["class_type"] as string)!;
  }

  /** The inputs of a node as they are now, coerced where it was validated. */
  inputsOf(id: string): JsonValue | undefined {
    return this.changed.get(id) ?? (this.context.prompt[id] as JsonObject)["inputs"];
  }

  private enter(id: string): void {
    const nodeType = this.nodeType(id);
    if (this.stack.length >= (nodeType.isV3 ? longestPath.v3 : longestPath.v1)) {
      throw new PythonError("RecursionError", "maximum recursion depth exceeded");
    }
    const inputs = this.inputsOf(id);
    if (inputs === undefined) throw keyError("inputs");
    const declared = liveInputs(nodeType, inputs);
    this.open.add(id);
    this.stack.push({
      id,
      nodeType,
      inputs,
      declared,
      validator: this.context.validators.get(nodeType.name),
      errors: [],
      received: new Map(),
      sourcesValid: true,
      next: 0,
      current: undefined,
      raised: undefined,
    });
  }

  /**
   * Checks inputs up to the next link that must be followed, and gives the node it comes from. The server walks a
   * Python set, whose order is chance, so which inputs it sees before one that raises is chance, too. Here V3 nodes
   * check all inputs first and V1 nodes stop at once: the order that fits the verdicts recorded from a server.
   */
  private advance(frame: Frame): string | undefined {
    while (frame.next < frame.declared.length) {
      const expanded = frame.declared[frame.next++]!;
      try {
        const link = this.check.input(frame, expanded);
        if (link === undefined) continue;
        frame.current = { expanded, link };
        return linkedNodeId(this.context.prompt, link[0]!);
      } catch (error) {
        if (!frame.nodeType.isV3) throw error;
        frame.raised ??= error;
      }
    }
    if (frame.raised !== undefined) throw frame.raised;
    this.check.whole(frame);
    return undefined;
  }

  private descend(frame: Frame, source: string): void {
    const known = this.verdicts.get(source);
    if (known !== undefined) frame.sourcesValid &&= known.valid;
    // A cycle. The server recurses until Python stops it and swallows that error: invalid, and nothing is said.
    else if (this.open.has(source)) frame.sourcesValid = false;
    else {
      try {
        this.enter(source);
      } catch (error) {
        this.failSource(frame, source, error);
      }
    }
  }

  /** @returns true where the stack is empty. */
  private leave(frame: Frame): boolean {
    const valid = frame.errors.length === 0 && frame.sourcesValid;
    this.settle(frame.id, { valid, errors: frame.errors });
    this.pop();
    const consumer = this.stack.at(-1);
    if (consumer !== undefined) consumer.sourcesValid &&= valid;
    return consumer === undefined;
  }

  /** The node on top raised: its consumer catches that, or the caller where there is none. */
  private unwind(error: unknown): void {
    const frame = this.pop();
    const consumer = this.stack.at(-1);
    if (consumer === undefined) throw error;
    this.failSource(consumer, frame.id, error);
  }

  private failSource(consumer: Frame, source: string, error: unknown): void {
    if (!(error instanceof PythonError)) throw error;
    const { expanded, link } = consumer.current!;
    consumer.sourcesValid = false;
    this.settle(source, { valid: false, errors: [inputErrors.innerException(expanded, link, error)] });
  }

  /** Records the verdict on a node; for a caller that caught what `validate` threw. */
  settle(id: string, verdict: NodeVerdict): NodeVerdict {
    this.verdicts.set(id, verdict);
    if (verdict.errors.length > 0) this.faulty.push(id);
    return verdict;
  }

  private pop(): Frame {
    const frame = this.stack.pop()!;
    this.open.delete(frame.id);
    return frame;
  }
}

/** The verdict on a node that nothing consumes: what it raises is an error of its own. */
export function validateRoot(walk: PromptWalk, id: string): NodeVerdict {
  try {
    return walk.validate(id);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return walk.settle(id, { valid: false, errors: [inputErrors.exception(error)] });
  }
}
