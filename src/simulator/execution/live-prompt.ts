import type { PromptNode } from "../../prompt/prompt.ts";
import { isRunTimeLink, type RunTimeLink } from "../../prompt/run-time-link.ts";
import type { ExpandedNode } from "./executor.ts";

/** A prompt while it runs: its nodes and those that expansions added. */
export class LivePrompt {
  private readonly nodes = new Map<string, PromptNode>();
  private readonly parents = new Map<string, string>();
  private readonly displays = new Map<string, string>();
  readonly rootIds: readonly string[];

  constructor(prompt: Readonly<Record<string, PromptNode>>) {
    this.rootIds = Object.keys(prompt);
    for (const id of this.rootIds) this.nodes.set(id, prompt[id]!);
  }

  has(id: string): boolean {
    return this.nodes.has(id);
  }

  find(id: string): PromptNode | undefined {
    return this.nodes.get(id);
  }

  /** @throws the KeyError that kills ComfyUI's worker, where the node or its inputs are missing. */
  get(id: string): PromptNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new WorkerFault(`KeyError: '${id}'`);
    if (typeof node.inputs !== "object" || node.inputs === null) throw new WorkerFault("KeyError: 'inputs'");
    return node;
  }

  addExpanded(id: string, node: ExpandedNode, parent: string): void {
    this.nodes.set(id, node);
    this.parents.set(id, parent);
    this.displays.set(id, node.override_display_id ?? parent);
  }

  parentOf(id: string): string | null {
    return this.parents.get(id) ?? null;
  }

  /** The node of the prompt that stands for an expanded node in the editor. */
  displayOf(id: string): string {
    return follow(this.displays, id);
  }

  /** The node of the prompt that an expanded node comes from. */
  realOf(id: string): string {
    return follow(this.parents, id);
  }
}

/** A fault that ComfyUI does not catch: its worker thread ends, and nothing runs until a restart. */
export class WorkerFault extends Error {
  override readonly name = "WorkerFault";
}

function follow(map: ReadonlyMap<string, string>, id: string): string {
  let current = id;
  for (let next = map.get(current); next !== undefined; next = map.get(current)) current = next;
  return current;
}

export function linksOf(node: PromptNode): [string, RunTimeLink][] {
  return Object.entries(node.inputs).flatMap(([input, value]) => (isRunTimeLink(value) ? [[input, value]] : []));
}
