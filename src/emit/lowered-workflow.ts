import type { JsonObject } from "../json/json-value.ts";

/** What the editor's file takes from the compiler: the lowered values and titles by node path, and the slots' labels. */
export interface LoweredWorkflow {
  readonly prompt: Readonly<Record<string, LoweredNode>>;
  readonly manifest: {
    readonly slots: readonly { readonly name: string; readonly kind: string; readonly label: string }[];
  };
}

export interface LoweredNode {
  readonly class_type: string;
  readonly inputs: JsonObject;
  readonly _meta?: { readonly title: string };
}
