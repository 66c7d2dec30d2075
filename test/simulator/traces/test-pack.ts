import { setTimeout as wait } from "node:timers/promises";
import type {
  Executor,
  ExecutorContext,
  ExecutorDefinition,
  NodeInputs,
} from "../../../src/simulator/execution/executor.ts";
import { NodeError } from "../../../src/simulator/node-error.ts";
import { image, type ImageValue, mask, type MaskValue } from "../../../src/simulator/values/node-values.ts";

/**
 * What the nodes of ComfyUI's testing pack do, as far as the traces use them: sleep, raise, mix, loop and expand.
 */
export const testPack: Readonly<Record<string, Executor | ExecutorDefinition>> = {
  StubImage: ({ content, width, height, batch_size }) => {
    const value = { WHITE: 255, BLACK: 0, NOISE: 127 }[String(content)] ?? 0;
    const frame = Buffer.alloc(Number(width) * Number(height) * 3, value);
    return [
      image(
        Number(width),
        Number(height),
        Array.from({ length: Number(batch_size) }, () => frame),
      ),
    ];
  },
  StubMask: ({ value, width, height }) => [
    mask(Number(width), Number(height), [
      Buffer.alloc(Number(width) * Number(height), Math.round(Number(value) * 255)),
    ]),
  ],
  TestSleep: { concurrent: true, execute: sleepWithTicks },
  TestSyncError: () => {
    throw new NodeError("Intentional sync execution error for testing");
  },
  TestAsyncError: {
    concurrent: true,
    execute: async ({ error_after }) => {
      await wait(Number(error_after) * 1000);
      throw new NodeError("Intentional async execution error for testing");
    },
  },
  TestAsyncTimeout: {
    concurrent: true,
    execute: async ({ value, timeout, operation_time }) => {
      await wait(Math.min(Number(timeout), Number(operation_time)) * 1000);
      if (Number(operation_time) > Number(timeout))
        throw new NodeError(`Operation timed out after ${String(timeout)} seconds`);
      return [value];
    },
  },
  TestAsyncProgressUpdate: { concurrent: true, execute: (inputs, context) => progressForSeconds(inputs, context) },
  TestSyncProgressUpdate: progressForSeconds,
  TestLazyMixImages: { needs: imagesToMix, execute: mixImages },
  TestVariadicAverage: ({ input1 }) => [input1],
  TestParallelSleep: (inputs, context) => {
    const graph = context.newExpansion();
    const sleepers = [1, 2, 3].map((index) =>
      graph.add("TestSleep", { value: inputs[`image${index}`], seconds: inputs[`sleep${index}`] }),
    );
    const links = sleepers.map((id, index) => [`input${index + 1}`, graph.link(id)] as const);
    const average = graph.add("TestVariadicAverage", Object.fromEntries(links));
    return { outputs: [graph.link(average)], expand: graph.nodes };
  },
  TestIntMathOperation: ({ a, b, operation }) => [
    operation === "subtract" ? Number(a) - Number(b) : Number(a) + Number(b),
  ],
  TestToBoolNode: ({ value }) => [Boolean(value)],
  TestWhileLoopOpen: (inputs) => ["stub", ...flowValues(inputs, 0)],
  TestForLoopOpen: (inputs, context) => {
    const remaining = inputs["initial_value0"] ?? inputs["remaining"];
    const graph = context.newExpansion();
    graph.add("TestWhileLoopOpen", { condition: remaining, initial_value0: remaining });
    return { outputs: ["stub", remaining, ...flowValues(inputs, 1)], expand: graph.nodes };
  },
  TestForLoopClose: (inputs, context) => {
    const graph = context.newExpansion();
    const [open] = inputs["flow_control"] as [string, number];
    const rest = graph.add("TestIntMathOperation", { operation: "subtract", a: [open, 1], b: 1 });
    const goesOn = graph.add("TestToBoolNode", { value: graph.link(rest) });
    const values = Object.fromEntries(
      [1, 2, 3, 4].map((index) => [`initial_value${index}`, inputs[`initial_value${index}`] ?? null]),
    );
    const close = graph.add("TestWhileLoopClose", {
      flow_control: inputs["flow_control"],
      condition: graph.link(goesOn),
      initial_value0: graph.link(rest),
      ...values,
    });
    return { outputs: [1, 2, 3, 4].map((index) => graph.link(close, index)), expand: graph.nodes };
  },
  TestWhileLoopClose: closeLoop,
};

function flowValues(inputs: NodeInputs, from: number): unknown[] {
  return [0, 1, 2, 3, 4].slice(from).map((index) => inputs[`initial_value${index}`] ?? null);
}

async function sleepWithTicks({ value, seconds }: NodeInputs, context: ExecutorContext): Promise<unknown[]> {
  const total = Number(seconds);
  const start = performance.now();
  for (let passed = 0; passed < total;) {
    passed = Math.max(1e-9, (performance.now() - start) / 1000);
    context.progress(Math.min(passed, total), total);
    await wait(10);
  }
  return [value];
}

async function progressForSeconds({ value, sleep_seconds }: NodeInputs, context: ExecutorContext): Promise<unknown[]> {
  const total = Number(sleep_seconds);
  const start = performance.now();
  for (let passed = 0; passed < total;) {
    passed = Math.max(1e-9, (performance.now() - start) / 1000);
    context.setProgress(passed / total, 1);
    await wait(10);
  }
  return [value];
}

function imagesToMix(inputs: NodeInputs): string[] {
  const values = (inputs["mask"] as MaskValue).frames.flatMap((frame) => [...frame]);
  const wanted = [
    values.some((value) => value < 255) ? "image1" : "",
    values.some((value) => value > 0) ? "image2" : "",
  ];
  return wanted.filter((name) => name !== "" && inputs[name] === null);
}

function mixImages(inputs: NodeInputs): ImageValue[] {
  const [first, second] = [inputs["image1"] as ImageValue, inputs["image2"] as ImageValue];
  if (first.width !== second.width) {
    throw new NodeError(
      `The size of tensor a (${second.width}) must match the size of tensor b (${first.width}) at non-singleton dimension 2`,
    );
  }
  return [first];
}

/** Runs the body of the loop once more, as copies of all nodes between its two ends, until the condition fails. */
function closeLoop(inputs: NodeInputs, context: ExecutorContext) {
  if (!inputs["condition"]) return { outputs: flowValues(inputs, 0) };
  const [open] = inputs["flow_control"] as [string, number];
  const contained = new Set([...nodesBetween(open, context.nodeId, context), context.nodeId, open]);
  const graph = context.newExpansion();
  const nameOf = (id: string) => (id === context.nodeId ? "Recurse" : id);
  for (const id of contained) graph.add(context.findNode(id)!.class_type, {}, { id: nameOf(id), display: id });
  for (const id of contained) {
    for (const [name, value] of Object.entries(context.findNode(id)!.inputs)) {
      const inside = Array.isArray(value) && contained.has(String(value[0]));
      graph.setInput(graph.idOf(nameOf(id)), name, inside ? [graph.idOf(nameOf(String(value[0]))), value[1]] : value);
    }
  }
  flowValues(inputs, 0).forEach((value, index) =>
    graph.setInput(graph.idOf(nameOf(open)), `initial_value${index}`, value),
  );
  const again = graph.idOf("Recurse");
  return { outputs: [0, 1, 2, 3, 4].map((index) => graph.link(again, index)), expand: graph.nodes };
}

/** Nodes on the ways from the open end to the close end. */
function nodesBetween(open: string, close: string, context: ExecutorContext): Set<string> {
  const children = new Map<string, string[]>();
  const explore = (id: string): void => {
    for (const value of Object.values(context.findNode(id)?.inputs ?? {})) {
      if (!Array.isArray(value) || typeof value[0] !== "string") continue;
      const isNew = !children.has(value[0]);
      children.set(value[0], [...(children.get(value[0]) ?? []), id]);
      if (isNew) explore(value[0]);
    }
  };
  explore(close);
  const found = new Set<string>();
  const collect = (id: string): void => {
    for (const child of children.get(id) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      collect(child);
    }
  };
  collect(open);
  return found;
}
